/** The hits of a result that are shown, and the one that is selected. */
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import { isSameWindow } from '../../state/is-same-window.ts';

/** Those the threshold lets through. */
export function shownHits({ hits }: QueryResult, threshold: number | null): readonly Hit[] {
  return threshold === null ? hits : hits.filter(({ score }) => score >= threshold);
}

/** The hit at the selected window: a result that was renewed may rank it elsewhere, or not at all (null). */
export function hitOf(result: QueryResult | null | undefined, selected: RasterWindow | null): Hit | null {
  if (!result || !selected) return null;
  return result.hits.find(({ window: win }) => isSameWindow(win, selected)) ?? null;
}
