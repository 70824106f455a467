/** Address of a query's sharpened map, as little-endian float32 cells: `data/sharpened/{query}`. */
import type { QueryId } from '../documents/ids.ts';

const PATTERN = /^\/?data\/sharpened\/([\w-]+)$/;

export function sharpenedUrl(query: QueryId): string {
  return `data/sharpened/${query}`;
}

/** Null for another kind of address. */
export function parseSharpenedUrl(path: string): { readonly query: QueryId } | null {
  const match = PATTERN.exec(path);
  return match === null ? null : { query: match[1] as QueryId };
}
