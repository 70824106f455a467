/** Windows of one scene where the other has data, too. */
import type { CrsAuthority } from '../host.ts';
import { axisStart, type Grid, type Segment } from '../search/grid.ts';
import type { Scores } from '../search/open-index.ts';
import { hasDataAt, pixelsOfOther, type ScoredScene } from './scored-scene.ts';

/** Pixels from the upper left corner to the lower right one, which is outside. */
export type PixelBox = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

export type CommonWindows = {
  /** NaN for each window whose centre lies where the other scene has no data. */
  readonly scores: Scores;
  /** Around all windows with a score; null if there is none. */
  readonly box: PixelBox | null;
};

/** So that a building just outside of the other scene is not taken for one that has gone. */
export async function commonWindows(
  authority: CrsAuthority,
  scene: ScoredScene,
  other: ScoredScene,
): Promise<CommonWindows> {
  let box: PixelBox | null = null;
  const scores: Float32Array[] = [];
  for (const [s, segment] of scene.grid.segments.entries()) {
    const centres = centresOf(scene.grid, segment);
    const there = await pixelsOfOther(authority, scene, other, centres);
    const own = scene.scores[s].map((score, i) =>
      hasDataAt(other, there[2 * i], there[2 * i + 1]) ? score : Number.NaN,
    );
    for (const [i, score] of own.entries())
      if (!Number.isNaN(score)) box = around(box, centres[2 * i], centres[2 * i + 1], segment.sizePx / 2);
    scores.push(own);
  }
  return { scores, box };
}

/** Interleaved col, row of the windows' centres. */
function centresOf({ widthPx, heightPx }: Grid, segment: Segment): Float64Array {
  const { columns, rows, sizePx } = segment;
  const centres = new Float64Array(columns * rows * 2);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      centres.set(
        [axisStart(widthPx, segment, column) + sizePx / 2, axisStart(heightPx, segment, row) + sizePx / 2],
        2 * (row * columns + column),
      );
  return centres;
}

function around(box: PixelBox | null, x: number, y: number, half: number): PixelBox {
  const own = { left: x - half, top: y - half, right: x + half, bottom: y + half };
  if (box === null) return own;
  return {
    left: Math.min(box.left, own.left),
    top: Math.min(box.top, own.top),
    right: Math.max(box.right, own.right),
    bottom: Math.max(box.bottom, own.bottom),
  };
}
