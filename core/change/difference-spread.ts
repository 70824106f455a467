/** How the differences between two scenes are spread: what a place must stand out from. */
import { greatest } from '../extremes.ts';

/** Makes the median distance from the median the standard deviation of a normal distribution. */
const OF_NORMAL = 1.4826;

export type DifferenceSpread = {
  /** Cells with a value. */
  readonly cells: number;
  readonly median: number;
  readonly spread: number;
  /** Largest absolute value. */
  readonly most: number;
};

/** Of the values that are numbers, of which there is at least one. */
export function differenceSpread(values: Float32Array): DifferenceSpread {
  const known = values.filter((value) => !Number.isNaN(value));
  const median = medianOf(known);
  return {
    cells: known.length,
    median,
    spread: OF_NORMAL * medianOf(known.map((value) => Math.abs(value - median))),
    most: greatest(known.map(Math.abs)),
  };
}

function medianOf(values: Float32Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
