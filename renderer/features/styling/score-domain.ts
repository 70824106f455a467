/** The range of cosines that histogram and sliders share as their axis. */

import type { ValueRange } from '../../../core/documents/scene.ts';
import type { QueryResult } from '../../../core/documents/search.ts';
import { sceneRange } from '../../../core/style/ramp-range.ts';

const STEP = 0.005;

/** Covers the scene's scores, the model's absolute range and the ends of the ramp, rounded outward. */
export function scoreDomain(result: QueryResult, ramp: ValueRange): ValueRange {
  const scene = sceneRange(result);
  const min = Math.min(scene.min, result.absoluteRange.min, ramp.min);
  const max = Math.max(scene.max, result.absoluteRange.max, ramp.max);
  return { min: Math.floor(min / STEP) * STEP, max: Math.ceil(max / STEP) * STEP };
}

/** Share (0-1) of windows that score at least `threshold`, as exact as the histogram's bins. */
export function shareAbove({ histogram: { min, step, counts } }: QueryResult, threshold: number): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return 0;
  const above = counts.reduce((sum, count, i) => {
    const share = (min + (i + 1) * step - threshold) / step;
    return sum + count * Math.max(0, Math.min(1, share));
  }, 0);
  return above / total;
}
