/** Similarity maps: scores as a regular float grid over a scene. */
import { axisStart, type Grid, smallestStep } from './grid.ts';
import type { Scores } from './open-index.ts';

export type SimilarityMap = {
  /** Edge length of a cell. Cell (0, 0) starts at the raster's origin; the last cells may extend beyond its edge. */
  readonly cellPx: number;
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns]: exact mean score of the windows that cover the centre of the cell; NaN if there are none. */
  readonly values: Float32Array;
};

/** Cells first … end - 1 along one axis. */
type CellSpan = { readonly first: number; readonly end: number };

/** Map with cells of the grid's smallest stride. The centre of a cell is that of its part inside the raster. */
export function similarityMap(grid: Grid, scores: Scores): SimilarityMap {
  const cellPx = smallestStep(grid);
  const columns = Math.ceil(grid.widthPx / cellPx);
  const rows = Math.ceil(grid.heightPx / cellPx);
  // Difference array in float64: four corners per window, then one running sum over rows and columns.
  const width = columns + 1;
  const sums = new Float64Array(width * (rows + 1));
  const counts = new Int32Array(width * (rows + 1));
  grid.segments.forEach((segment, s) => {
    const spansX = axisSpans(
      grid.widthPx,
      segment.columns,
      columns,
      cellPx,
      (i) => axisStart(grid.widthPx, segment, i),
      segment.sizePx,
    );
    const spansY = axisSpans(
      grid.heightPx,
      segment.rows,
      rows,
      cellPx,
      (i) => axisStart(grid.heightPx, segment, i),
      segment.sizePx,
    );
    scores[s].forEach((score, number) => {
      if (Number.isNaN(score)) return;
      const x = spansX[number % segment.columns];
      const y = spansY[Math.floor(number / segment.columns)];
      const corners = [
        y.first * width + x.first,
        y.first * width + x.end,
        y.end * width + x.first,
        y.end * width + x.end,
      ];
      corners.forEach((corner, c) => {
        const sign = c === 0 || c === 3 ? 1 : -1;
        sums[corner] += sign * score;
        counts[corner] += sign;
      });
    });
  });
  return { cellPx, columns, rows, values: means(sums, counts, columns, rows) };
}

function axisSpans(
  lengthPx: number,
  count: number,
  cells: number,
  cellPx: number,
  startOf: (i: number) => number,
  sizePx: number,
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
  return Array.from({ length: count }, (_, i) => ({
    first: firstFrom(startOf(i)),
    end: firstFrom(startOf(i) + sizePx),
  }));
}

function means(sums: Float64Array, counts: Int32Array, columns: number, rows: number): Float32Array {
  const width = columns + 1;
  const values = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    let count = 0;
    for (let column = 0; column < columns; column++) {
      const at = row * width + column;
      sum += sums[at];
      count += counts[at];
      // The sums of each row are carried over to the row below.
      if (row > 0) {
        sums[at] = sum + sums[at - width];
        counts[at] = count + counts[at - width];
      } else {
        sums[at] = sum;
        counts[at] = count;
      }
      values[row * columns + column] = counts[at] === 0 ? Number.NaN : sums[at] / counts[at];
    }
  }
  return values;
}
