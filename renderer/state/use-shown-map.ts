/** The map of an answer that is on the screen: its cells, colours, and what its values mean. */
import { useMemo } from 'react';
import type { QueryResult } from '../../core/documents/search.ts';
import type { SimilarityPaint } from '../map/similarity-layer.ts';
import { useView } from './application-context.ts';
import { type Cells, useCells, useGridCells } from './use-cells.ts';
import { usePhraseMap } from './use-phrase-map.ts';
import { useSimilarityPaint } from './use-similarity-paint.ts';

export type ShownMap = {
  readonly cells: Cells | null;
  readonly paint: SimilarityPaint | null;
  /** What a value is: the cosine of a window, or how far a place stands above the average one, in standard deviations. */
  readonly meaning: 'cosine' | 'standing';
  /** The phrase that the map is of; null for the whole question. */
  readonly phrase: string | null;
};

/** The similarity map until another kind is chosen and ready. */
export function useShownMap(result: QueryResult | undefined): ShownMap {
  const similarity = useCells(result);
  const paint = useSimilarityPaint(result);
  const kind = useView((state) => state.mapKind);
  const chosen = result && kind.kind === 'phrase' && kind.query === result.id ? kind : null;
  const phrase = usePhraseMap(chosen).data;
  const ofPhrase = useGridCells(phrase ? phrase.map : null);
  return useMemo(
    (): ShownMap =>
      phrase && ofPhrase && paint
        ? {
            cells: ofPhrase,
            paint: { ...paint, fadeLow: true, threshold: 0, range: { min: 0, max: phrase.peak?.value ?? 1 } },
            meaning: 'standing',
            phrase: phrase.text,
          }
        : { cells: similarity, paint, meaning: 'cosine', phrase: null },
    [phrase, ofPhrase, similarity, paint],
  );
}
