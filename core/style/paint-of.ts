/** How the map of a result is painted. */
import type { SimilarityStyle } from '../documents/project.ts';
import type { ValueRange } from '../documents/scene.ts';
import type { QueryResult } from '../documents/search.ts';
import { rampRange } from './ramp-range.ts';
import type { RampStyle } from './ramps.ts';

/** Style of a map; `range` holds the values at the ends of the ramp, `floor` that below which nothing is painted. */
export type MapPaint = RampStyle &
  Pick<SimilarityStyle, 'opacity' | 'threshold' | 'visible'> & {
    readonly range: ValueRange;
    readonly floor: number | null;
  };

export function paintOf(style: SimilarityStyle, result: QueryResult): MapPaint {
  return { ...style, range: rampRange(style, result), floor: floorOf(result) };
}

/**
 * What sentences about absent content typically reach in this scene; without a verdict, the scene's median, since every scene has
 * places that fit best. Nothing below it says anything.
 */
export function floorOf({ verdict, histogram: { min, step, counts } }: QueryResult): number {
  if (verdict.scale !== null) return verdict.scale.absent;
  const total = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  const bin = counts.findIndex((count) => {
    below += count;
    return below >= total / 2;
  });
  return min + step * Math.max(0, bin);
}
