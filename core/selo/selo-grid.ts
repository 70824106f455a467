/** Window grid of SeLo v1 (Yuan et al. 2022): each size without overlap, at offset 0 and at half the size on both axes. */
import type { SceneSize } from '../documents/scene.ts';
import { type Grid, makeSegment, segmentCount, windowAt } from '../search/grid.ts';
import type { Scores } from '../search/open-index.ts';
import type { ScoredRectangle } from './selo-map.ts';

/** Window sizes of the published evaluation, in pixels. */
export const SELO_SIZES = [256, 512, 768];

/** Two segments per size: at offset 0 and at half the size. */
export function seloGrid(scene: SceneSize, sizesPx: readonly number[]): Grid {
  const segments = sizesPx.flatMap((size) => {
    const first = makeSegment(scene, size, size, 0);
    return [first, makeSegment(scene, size, size, Math.floor(first.sizePx / 2))];
  });
  return { widthPx: scene.widthPx, heightPx: scene.heightPx, segments };
}

/** Windows of the grid that have a score; a window that occurs in two segments is returned once. */
export function distinctWindows(grid: Grid, scores: Scores): ScoredRectangle[] {
  const seen = new Set<string>();
  return grid.segments.flatMap((segment, s) =>
    Array.from({ length: segmentCount(segment) }, (_, number) => number).flatMap((number) => {
      const win = windowAt(grid, segment, number);
      const place = `${win.col},${win.row},${win.widthPx}`;
      const score = scores[s][number];
      if (Number.isNaN(score) || seen.has(place)) return [];
      seen.add(place);
      return [{ win, score }];
    }),
  );
}
