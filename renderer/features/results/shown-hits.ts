/** Visible hits of a result, and the selected one. */
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import { isSameWindow } from '../../state/is-same-window.ts';

/** The hits at or above the threshold, which are the first ones; all if it is null. */
export function shownHits({ hits }: QueryResult, threshold: number | null): readonly Hit[] {
  if (threshold === null) return hits;
  const end = hits.findIndex(({ score }) => score < threshold);
  return end < 0 ? hits : hits.slice(0, end);
}

/** The hit at the selected window; null if a refreshed result no longer has it. */
export function hitOf(result: QueryResult | null | undefined, selected: RasterWindow | null): Hit | null {
  if (!result || !selected) return null;
  return result.hits.find(({ window: win }) => isSameWindow(win, selected)) ?? null;
}
