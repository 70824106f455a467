/** A query as PostgreSQL takes it, rounded to half precision, and how far its scores may be off. */
import { fromHalves, toHalves } from '../../core/bytes/float16.ts';

export type RoundedQuery = {
  /** A `halfvec` as text. */
  readonly text: string;
  /** No score differs more from the exact one. */
  readonly error: number;
};

/** Sums of products of some hundred numbers in float32, and embeddings that are not quite of length 1. */
const SUM_ERROR = 1e-5;
const LONGEST = 1.001;

export function roundedQuery(query: Float32Array): RoundedQuery {
  const halves = new Uint16Array(query.length);
  toHalves(query, halves);
  const rounded = fromHalves(halves);
  return {
    text: `[${rounded.join(',')}]`,
    error: LONGEST * Math.hypot(...query.map((value, i) => value - rounded[i])) + SUM_ERROR,
  };
}
