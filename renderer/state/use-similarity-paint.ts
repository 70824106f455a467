/** Current style of the similarity map: the project's, or the draft while a slider moves. */
import { useMemo } from 'react';
import type { SimilarityStyle } from '../../core/documents/project.ts';
import type { QueryResult } from '../../core/documents/search.ts';
import { rampRange } from '../../core/style/ramp-range.ts';
import type { SimilarityPaint } from '../map/similarity-layer.ts';
import { useView } from './application-context.ts';
import { useProject } from './core-queries.ts';

export function useSimilarityStyle(): SimilarityStyle {
  const stored = useProject().similarity;
  const draft = useView((state) => state.similarityDraft);
  return draft ?? stored;
}

/** A value of the style that is compared by identity: a number, a string, a flag. Other changes of the style do not render again. */
export function useSimilarity<T extends string | number | boolean | null>(
  select: (style: SimilarityStyle) => T,
): T {
  const stored = useProject().similarity;
  return useView(({ similarityDraft }) => select(similarityDraft ?? stored));
}

export function useSimilarityPaint(result: QueryResult | undefined): SimilarityPaint | null {
  const style = useSimilarityStyle();
  return useMemo(() => (result ? { ...style, range: rampRange(style, result) } : null), [style, result]);
}
