/** Visible hits of a result, and the selected one. */
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { Hit, QueryResult } from '../../../core/documents/search.ts';
import { floorOf } from '../../../core/style/paint-of.ts';
import { isSameWindow } from '../../state/is-same-window.ts';

/** The hits at or above the threshold, which are the first ones; all if it is null. */
export function shownHits({ hits }: QueryResult, threshold: number | null): readonly Hit[] {
  if (threshold === null) return hits;
  const end = hits.findIndex(({ score }) => score < threshold);
  return end < 0 ? hits : hits.slice(0, end);
}

/** More dots would hide the scene. */
const DOTS = 15;

/** The hits that the map shows a dot of: the best ones where the map is painted, and always the selected and the hovered one. */
export function dottedHits(
  result: QueryResult,
  hits: readonly Hit[],
  { active, hovered }: { readonly active: number | null; readonly hovered: number | null },
): readonly Hit[] {
  const floor = floorOf(result);
  return hits.filter(
    ({ rank, score }, i) => (i < DOTS && score >= floor) || rank === active || rank === hovered,
  );
}

/** The hit at the selected window; null if a refreshed result no longer has it. */
export function hitOf(result: QueryResult | null | undefined, selected: RasterWindow | null): Hit | null {
  if (!result || !selected) return null;
  return result.hits.find(({ window: win }) => isSameWindow(win, selected)) ?? null;
}
