/** Looks up the embedding of a window in an index. */
import type { RasterWindow } from '../../../core/documents/scene.ts';
import { NotFound } from '../../../core/errors.ts';
import { axisStart, type Grid } from '../../../core/search/grid.ts';
import type { OpenIndex } from '../../../core/search/open-index.ts';

/** The embedding of exactly this window; null if the index has none. */
export function storedEmbedding(index: OpenIndex, win: RasterWindow): Float32Array | null {
  const { grid } = index.key;
  for (const [s, segment] of grid.segments.entries()) {
    if (segment.sizePx !== win.widthPx || segment.sizePx !== win.heightPx) continue;
    const column = axisIndex(grid.widthPx, grid, s, win.col, segment.columns);
    const row = axisIndex(grid.heightPx, grid, s, win.row, segment.rows);
    if (column === null || row === null) continue;
    try {
      return index.embedding(s, row * segment.columns + column);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  }
  return null;
}

function axisIndex(lengthPx: number, grid: Grid, s: number, startPx: number, count: number): number | null {
  const segment = grid.segments[s]!;
  const near = Math.round((startPx - segment.offsetPx) / segment.stridePx);
  const found = [near, count - 1].find(
    (i) => i >= 0 && i < count && axisStart(lengthPx, segment, i) === startPx,
  );
  return found ?? null;
}
