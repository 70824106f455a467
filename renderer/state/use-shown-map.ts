/** The map of an answer that is on the screen: its cells, colours, and what its values mean. */
import { useMemo } from 'react';
import type { QueryResult } from '../../core/documents/search.ts';
import type { SeloAnswer } from '../../core/documents/selo.ts';
import type { MapPaint } from '../../core/style/paint-of.ts';
import { useView } from './application-context.ts';
import { kindFor } from './map-kind.ts';
import { type Cells, useCells, useGridCells } from './use-cells.ts';
import { useFirstLook } from './use-first-look.ts';
import { usePhraseMap } from './use-phrase-map.ts';
import { useSelo } from './use-selo.ts';
import { useSimilarityPaint, useSimilarityStyle } from './use-similarity-paint.ts';

export type ShownMap = {
  readonly cells: Cells | null;
  readonly paint: MapPaint | null;
  /**
   * What a value is: the cosine of a window, how far a place stands above the average one in standard deviations, or a level of the
   * probability map, 0-255.
   */
  readonly meaning: 'cosine' | 'standing' | 'level';
  /** The phrase that the map is of; null for the whole question. */
  readonly phrase: string | null;
  /** Attention centres [col, row] of a SeLo map; null for other maps. */
  readonly centres: SeloAnswer['centres'] | null;
};

/** As in the paper's figures. */
const SELO_PAINT: Omit<MapPaint, 'visible'> = {
  ...{ ramp: 'jet', reversed: false, fadeLow: false },
  ...{ opacity: 0.3, threshold: null, floor: null, range: { min: 0, max: 255 } },
};

/** The similarity map until another kind is chosen and ready; without an index, the map of a first look. */
export function useShownMap(result: QueryResult | undefined): ShownMap {
  const similarity = useCells(result);
  const style = useSimilarityStyle();
  const look = useFirstLook().data;
  const ofLook = useGridCells(look ? look.map : null);
  const paint = useSimilarityPaint(result);
  const kind = kindFor(
    useView((state) => state.mapKind),
    result,
  );
  const phrase = usePhraseMap(kind.kind === 'phrase' ? kind : null).data;
  const ofPhrase = useGridCells(phrase ? phrase.map : null);
  const selo = useSelo(kind.kind === 'selo' ? kind : null).data;
  const ofSelo = useGridCells(selo ? selo.map : null);
  return useMemo((): ShownMap => {
    if (paint && phrase && ofPhrase) {
      const range = { min: 0, max: phrase.peak?.value ?? 1 };
      const painted = { ...paint, fadeLow: true, threshold: 0, range };
      return { cells: ofPhrase, paint: painted, meaning: 'standing', phrase: phrase.text, centres: null };
    }
    if (paint && selo && ofSelo)
      return {
        cells: ofSelo,
        paint: { ...paint, ...SELO_PAINT },
        meaning: 'level',
        phrase: null,
        centres: selo.centres,
      };
    if (!result && look && ofLook)
      return {
        cells: ofLook,
        paint: { ...style, range: look.range, floor: null },
        meaning: 'cosine',
        phrase: null,
        centres: null,
      };
    return { cells: similarity, paint, meaning: 'cosine', phrase: null, centres: null };
  }, [phrase, ofPhrase, selo, ofSelo, similarity, paint, result, look, ofLook, style]);
}
