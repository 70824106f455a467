/** The range of cosines that a similarity map's ramp spans. */
import type { SimilarityStyle } from '../documents/project.ts';
import type { ValueRange } from '../documents/scene.ts';
import type { QueryResult } from '../documents/search.ts';

/** The style's own range or the model's absolute one, unless the style stretches to the scene. */
export function rampRange(
  style: Pick<SimilarityStyle, 'range' | 'stretchToScene'>,
  result: QueryResult,
): ValueRange {
  if (style.stretchToScene) return sceneRange(result);
  return style.range ?? result.absoluteRange;
}

/** From the lowest to the highest score in the scene. */
export function sceneRange({ histogram: { min, step, counts } }: QueryResult): ValueRange {
  return { min, max: min + step * counts.length };
}
