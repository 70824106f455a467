/** Similarity maps: scores as a regular float grid over a scene. */
import { axisStart, type Grid, type Segment, smallestStep } from './grid.ts';
import type { Scores } from './open-index.ts';

export type SimilarityMap = {
  /** Edge length of a cell, not always a whole number. Cell (0, 0) starts at the raster's origin; the last cells may extend beyond its edge. */
  readonly cellPx: number;
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns]: score of the best window that covers the centre of the cell, of any size; NaN if there is none. */
  readonly values: Float32Array;
};

/** Cells first … end - 1 along one axis. */
type CellSpan = { readonly first: number; readonly end: number };

/**
 * Map with cells of the grid's smallest stride. The centre of a cell is that of its part inside the raster. A cell has the value of a
 * window, and each window covers a cell, so that a threshold leaves cells exactly if it leaves hits.
 */
export function similarityMap(grid: Grid, scores: Scores): SimilarityMap {
  const cellPx = smallestStep(grid);
  const columns = Math.ceil(grid.widthPx / cellPx);
  const rows = Math.ceil(grid.heightPx / cellPx);
  const values = new Float32Array(columns * rows).fill(Number.NEGATIVE_INFINITY);
  grid.segments.forEach((segment, s) => {
    const across = axisSpans(grid.widthPx, segment, segment.columns, columns, cellPx);
    const down = axisSpans(grid.heightPx, segment, segment.rows, rows, cellPx);
    down.forEach((span, row) => {
      const inRow = scores[s].subarray(row * segment.columns, (row + 1) * segment.columns);
      raise(values, columns, span, bestAcross(inRow, across, columns));
    });
  });
  return {
    cellPx,
    columns,
    rows,
    values: values.map((value) => (value === Number.NEGATIVE_INFINITY ? NaN : value)),
  };
}

/** The best score for each cell among windows side by side. */
function bestAcross(scores: Float32Array, spans: readonly CellSpan[], columns: number): Float32Array {
  const best = new Float32Array(columns).fill(Number.NEGATIVE_INFINITY);
  spans.forEach(({ first, end }, i) => {
    // False for NaN.
    for (let column = first; column < end; column++) if (scores[i] > best[column]) best[column] = scores[i];
  });
  return best;
}

function raise(values: Float32Array, columns: number, { first, end }: CellSpan, best: Float32Array): void {
  for (let row = first; row < end; row++)
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      if (best[column] > values[at]) values[at] = best[column];
    }
}

/** Cells whose centres lie in each of the `count` windows along an axis. */
function axisSpans(
  lengthPx: number,
  segment: Segment,
  count: number,
  cells: number,
  cellPx: number,
): CellSpan[] {
  const centres = Float64Array.from(
    { length: cells },
    (_, cell) => (cell * cellPx + Math.min((cell + 1) * cellPx, lengthPx)) / 2,
  );
  const firstFrom = (px: number) => {
    let cell = Math.max(0, Math.floor(px / cellPx));
    while (cell < cells && centres[cell] < px) cell++;
    return cell;
  };
  return Array.from({ length: count }, (_, i) => {
    const start = axisStart(lengthPx, segment, i);
    return { first: firstFrom(start), end: firstFrom(start + segment.sizePx) };
  });
}
