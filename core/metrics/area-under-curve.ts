/** Area under the ROC curve. */
import { bisect } from '../bisect.ts';

/** Chance that a value of `positives` is higher than one of `negatives`; ties count half. Both must have values. */
export function areaUnderCurve(positives: readonly number[], negatives: readonly number[]): number {
  const sorted = Float64Array.from(negatives).sort();
  const wins = positives.reduce((sum, value) => {
    const lower = bisect(sorted.length, (i) => sorted[i] >= value);
    const notHigher = bisect(sorted.length, (i) => sorted[i] > value);
    return sum + (lower + notHigher) / 2;
  }, 0);
  return wins / positives.length / negatives.length;
}
