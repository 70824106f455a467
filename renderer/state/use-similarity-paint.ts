/** Current style of the similarity map: the project's, or the draft while a slider moves. */
import { useMemo } from 'react';
import type { SimilarityStyle } from '../../core/documents/project.ts';
import type { QueryResult } from '../../core/documents/search.ts';
import { type MapPaint, paintOf } from '../../core/style/paint-of.ts';
import { useView } from './application-context.ts';
import { useProject } from './core-queries.ts';
import { useResultLayer } from './result-layer.ts';

export function useSimilarityStyle(): SimilarityStyle {
  const { similarity } = useProject();
  const layer = useResultLayer();
  const stored = layer ? layer.style : similarity;
  const draft = useView((state) => state.similarityDraft);
  return draft ?? stored;
}

/** A value of the style, compared by identity. Other changes of the style do not render again. */
export function useSimilarity<T>(select: (style: SimilarityStyle) => T): T {
  const { similarity } = useProject();
  const layer = useResultLayer();
  const stored = layer ? layer.style : similarity;
  return useView(({ similarityDraft }) => select(similarityDraft ?? stored));
}

export function useSimilarityPaint(result: QueryResult | undefined): MapPaint | null {
  const style = useSimilarityStyle();
  return useMemo(() => (result ? paintOf(style, result) : null), [style, result]);
}
