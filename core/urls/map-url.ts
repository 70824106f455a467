/** Address of a query's similarity map, as little-endian float32 cells: `data/map/{query}`. */
import type { QueryId } from '../documents/ids.ts';

const PATTERN = /^\/?data\/map\/([\w-]+)$/;

export function mapUrl(query: QueryId): string {
  return `data/map/${query}`;
}

/** Null for another kind of address. */
export function parseMapUrl(path: string): { readonly query: QueryId } | null {
  const match = PATTERN.exec(path);
  return match === null ? null : { query: match[1] as QueryId };
}
