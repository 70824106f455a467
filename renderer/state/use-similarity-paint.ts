/** How the similarity map is drawn now: the project's style, or the one under a moving thumb. */
import { useMemo } from 'react';
import type { QueryResult, Range, SimilarityStyle } from '../../core/rpc/documents.ts';
import type { SimilarityPaint } from '../map/similarity-layer.ts';
import { useView } from './application-context.ts';
import { useProject } from './core-queries.ts';

export function useSimilarityStyle(): SimilarityStyle | undefined {
  const stored = useProject()?.similarity;
  const draft = useView((state) => state.similarityDraft);
  return draft ?? stored;
}

export function useSimilarityPaint(result: QueryResult | undefined): SimilarityPaint | null {
  const style = useSimilarityStyle();
  return useMemo(
    () => (result && style ? { ...style, range: rampRange(style, result) } : null),
    [style, result],
  );
}

/** Cosines at the ends of the ramp: absolute unless the analyst stretches to the scene. */
export function rampRange(style: SimilarityStyle, result: QueryResult): Range {
  if (style.stretchToScene) return sceneRange(result);
  return style.range ?? result.absoluteRange;
}

/** Of the scene's own scores. */
export function sceneRange({ histogram: { min, step, counts } }: QueryResult): Range {
  return { min, max: min + step * counts.length };
}
