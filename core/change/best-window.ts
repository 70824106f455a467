/** The best window that covers a position. */
import type { RasterWindow } from '../documents/scene.ts';
import { axisStart, type Grid, type Segment, segmentCount, windowAt } from '../search/grid.ts';
import type { Scores } from '../search/open-index.ts';

export type CoveringWindow = {
  readonly score: number;
  /** Counted over all segments, one after another. */
  readonly window: number;
};

/** Window `number` of all segments. */
export function windowOfAll(grid: Grid, number: number): RasterWindow {
  let first = 0;
  for (const segment of grid.segments) {
    if (number < first + segmentCount(segment)) return windowAt(grid, segment, number - first);
    first += segmentCount(segment);
  }
  throw new RangeError(`window ${number} of ${first}`);
}

/** Of all sizes; ties by segment, then by number. Null if no window with a score covers the position, in pixels. */
export function bestWindowAt(grid: Grid, scores: Scores, col: number, row: number): CoveringWindow | null {
  let best: CoveringWindow | null = null;
  let first = 0;
  for (const [s, segment] of grid.segments.entries()) {
    const columns = covering(grid.widthPx, segment, segment.columns, col);
    for (const j of covering(grid.heightPx, segment, segment.rows, row))
      for (const i of columns) {
        const number = j * segment.columns + i;
        const score = scores[s][number];
        // False for NaN.
        if (score > (best === null ? Number.NEGATIVE_INFINITY : best.score))
          best = { score, window: first + number };
      }
    first += segmentCount(segment);
  }
  return best;
}

/** Of `count` windows along an axis, those that cover the position; the last one is shifted inward. */
function covering(lengthPx: number, segment: Segment, count: number, at: number): readonly number[] {
  const { sizePx, stridePx, offsetPx } = segment;
  const first = Math.max(0, Math.floor((at - sizePx - offsetPx) / stridePx));
  const last = Math.min(count - 1, Math.floor((at - offsetPx) / stridePx));
  const found: number[] = [];
  for (let i = first; i <= last; i++) if (covers(axisStart(lengthPx, segment, i), sizePx, at)) found.push(i);
  if (last < count - 1 && covers(axisStart(lengthPx, segment, count - 1), sizePx, at)) found.push(count - 1);
  return found;
}

function covers(start: number, sizePx: number, at: number): boolean {
  return at >= start && at < start + sizePx;
}
