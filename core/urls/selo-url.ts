/** Address of the probability map of a query, as little-endian float32 cells with levels 0-255: `data/selo/{query}/{version}`. */
import type { QueryId } from '../documents/ids.ts';
import type { SeloVersion } from '../documents/selo.ts';

const PATTERN = /^\/?data\/selo\/([\w-]+)\/(v1|v2)$/;

export type SeloAddress = { readonly query: QueryId; readonly version: SeloVersion };

export function seloUrl({ query, version }: SeloAddress): string {
  return `data/selo/${query}/${version}`;
}

/** Null for another kind of address. */
export function parseSeloUrl(path: string): SeloAddress | null {
  const match = PATTERN.exec(path);
  if (match === null) return null;
  const [, query, version] = match;
  return { query: query as QueryId, version: version as SeloVersion };
}
