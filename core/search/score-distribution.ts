/** Distribution of the scores of a scene: histogram and percentiles on the raw cosine scale. */
import { bisect } from '../bisect.ts';
import type { Scores } from './open-index.ts';

/** `counts[i]` scores lie in [min + i · step, min + (i + 1) · step); the last bin includes its upper edge. */
export type Histogram = {
  readonly min: number;
  readonly step: number;
  readonly counts: readonly number[];
};

/** All scores except NaN, ascending. */
export function sortedScores(scores: Scores): Float32Array {
  const all = new Float32Array(scores.reduce((sum, list) => sum + list.length, 0));
  let count = 0;
  for (const list of scores) for (const score of list) if (!Number.isNaN(score)) all[count++] = score;
  return all.subarray(0, count).sort();
}

/** Percentage of scores below `score`, 0-100; 0 if there are no scores. */
export function percentileOf(sorted: Float32Array, score: number): number {
  const lower = bisect(sorted.length, (i) => sorted[i] >= score);
  return sorted.length === 0 ? 0 : (100 * lower) / sorted.length;
}

/** Histogram of ascending scores; a single empty bin at 0 if there are none. */
export function histogramOf(sorted: Float32Array, bins: number): Histogram {
  if (sorted.length === 0) return { min: 0, step: 0, counts: [0] };
  const min = sorted[0];
  const step = (sorted[sorted.length - 1] - min) / bins;
  if (step === 0) return { min, step, counts: [sorted.length] };
  const counts = new Array<number>(bins).fill(0);
  for (const score of sorted) counts[Math.min(bins - 1, Math.floor((score - min) / step))]++;
  return { min, step, counts };
}
