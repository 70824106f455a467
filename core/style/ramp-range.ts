/** Which cosines a similarity map's ramp spans. */
import type { SimilarityStyle } from '../documents/project.ts';
import type { ValueRange } from '../documents/scene.ts';
import type { QueryResult } from '../documents/search.ts';

/** Absolute unless the analyst stretches to the scene. */
export function rampRange(style: SimilarityStyle, result: QueryResult): ValueRange {
  if (style.stretchToScene) return sceneRange(result);
  return style.range ?? result.absoluteRange;
}

/** Of the scene's own scores. */
export function sceneRange({ histogram: { min, step, counts } }: QueryResult): ValueRange {
  return { min, max: min + step * counts.length };
}
