/** Address of the difference of two similarity maps, as little-endian float32 cells: `data/difference/{query}/{query}/{measure}`. */
import type { QueryId } from '../documents/ids.ts';
import type { DifferenceMeasure } from '../documents/search.ts';

const PATTERN = /^\/?data\/difference\/([\w-]+)\/([\w-]+)\/(cosine|percentile)$/;

export type DifferenceAddress = {
  readonly a: QueryId;
  readonly b: QueryId;
  readonly measure: DifferenceMeasure;
};

export function differenceUrl({ a, b, measure }: DifferenceAddress): string {
  return `data/difference/${a}/${b}/${measure}`;
}

/** Null for another kind of address. */
export function parseDifferenceUrl(path: string): DifferenceAddress | null {
  const match = PATTERN.exec(path);
  if (match === null) return null;
  const [, a, b, measure] = match;
  return { a: a as QueryId, b: b as QueryId, measure: measure as DifferenceMeasure };
}
