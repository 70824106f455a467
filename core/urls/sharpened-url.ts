/** Address of a query's sharpened map, as little-endian float32 cells: `data/sharpened/{query}/{best|whole}`. */
import type { QueryId } from '../documents/ids.ts';

const PATTERN = /^\/?data\/sharpened\/([\w-]+)\/(best|whole)$/;

export type SharpenedAddress = {
  readonly query: QueryId;
  /** Whether the patches are those of the whole scene, not of the best windows. */
  readonly isWhole: boolean;
};

export function sharpenedUrl(address: SharpenedAddress): string {
  return `data/sharpened/${sharpenedKey(address)}`;
}

/** Text that tells sharpened maps apart. */
export function sharpenedKey({ query, isWhole }: SharpenedAddress): string {
  return `${query}/${isWhole ? 'whole' : 'best'}`;
}

/** Null for another kind of address. */
export function parseSharpenedUrl(path: string): SharpenedAddress | null {
  const match = PATTERN.exec(path);
  return match === null ? null : { query: match[1] as QueryId, isWhole: match[2] === 'whole' };
}
