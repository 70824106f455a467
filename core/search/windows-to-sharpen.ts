/** Chooses the windows to encode again for their patches: the hits at the top of the list, and the best windows of all. */
import type { RasterWindow } from '../documents/scene.ts';
import type { Hit, ScoredWindow } from '../documents/search.ts';
import { bestScores } from './best-scores.ts';
import { type Grid, windowAt } from './grid.ts';
import type { Scores } from './open-index.ts';

/** Passes of the image tower that a sharpened map may cost. */
const MOST_WINDOWS = 48;
/** Passes reserved for the hits at the top of the list. */
const SHARE_OF_HITS = 1 / 3;

/** At most `most` windows, without duplicates. The first hits come first, in order. */
export function windowsToSharpen(
  grid: Grid,
  scores: Scores,
  hits: readonly Hit[],
  most = MOST_WINDOWS,
): readonly ScoredWindow[] {
  const chosen = new Map<string, ScoredWindow>();
  const add = (scored: ScoredWindow) => {
    const key = windowKey(scored.window);
    if (chosen.size < most && !chosen.has(key)) chosen.set(key, scored);
  };
  for (const { window, score } of hits.slice(0, Math.floor(most * SHARE_OF_HITS))) add({ window, score });
  for (const { list, number, score } of bestScores(scores, most))
    add({ window: windowAt(grid, grid.segments[list], number), score });
  return [...chosen.values()];
}

/** Key that is the same for equal windows. */
export function windowKey({ col, row, widthPx, heightPx }: RasterWindow): string {
  return [col, row, widthPx, heightPx].join(',');
}
