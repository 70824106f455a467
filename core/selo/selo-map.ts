/** SeLo map: the mean score of the windows that cover each pixel of a scene. */
import type { RasterWindow } from '../documents/scene.ts';

export type ScoredRectangle = { readonly win: RasterWindow; readonly score: number };

/**
 * The map is constant on the rectangles between window edges and stored by rectangle: pixel (x, y) lies in column c if
 * colEdges[c] <= x < colEdges[c + 1], and the same for rows.
 */
export type SeloMap = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly colEdges: Int32Array;
  readonly rowEdges: Int32Array;
  /** [rowEdges.length - 1, colEdges.length - 1]; NaN where there is no window. */
  readonly values: Float64Array;
};

/** Computed with a float64 difference array: four corners per window, then one running sum over the rectangles. */
export function seloMap(widthPx: number, heightPx: number, windows: readonly ScoredRectangle[]): SeloMap {
  const colEdges = edges(widthPx, windows, ({ win }) => [win.col, win.col + win.widthPx]);
  const rowEdges = edges(heightPx, windows, ({ win }) => [win.row, win.row + win.heightPx]);
  const colOf = new Map(Array.from(colEdges, (edge, i) => [edge, i]));
  const rowOf = new Map(Array.from(rowEdges, (edge, i) => [edge, i]));
  const width = colEdges.length;
  const sums = new Float64Array(width * rowEdges.length);
  const counts = new Int32Array(sums.length);
  const addAt = (row: number, col: number, sign: number, score: number) => {
    const at = rowOf.get(row)! * width + colOf.get(col)!;
    sums[at] += sign * score;
    counts[at] += sign;
  };
  for (const { win, score } of windows) {
    addAt(win.row, win.col, 1, score);
    addAt(win.row, win.col + win.widthPx, -1, score);
    addAt(win.row + win.heightPx, win.col, -1, score);
    addAt(win.row + win.heightPx, win.col + win.widthPx, 1, score);
  }
  return { widthPx, heightPx, colEdges, rowEdges, values: means(sums, counts, width) };
}

/** Mean score at a pixel inside the raster; NaN where there is no window. */
export function valueAt(map: SeloMap, col: number, row: number): number {
  return map.values[
    lastAtMost(map.rowEdges, row) * (map.colEdges.length - 1) + lastAtMost(map.colEdges, col)
  ];
}

function edges(
  lengthPx: number,
  windows: readonly ScoredRectangle[],
  ends: (window: ScoredRectangle) => readonly number[],
): Int32Array {
  return Int32Array.from(new Set([0, lengthPx, ...windows.flatMap(ends)])).sort();
}

function means(sums: Float64Array, counts: Int32Array, width: number): Float64Array {
  const rows = sums.length / width - 1;
  const values = new Float64Array(rows * (width - 1));
  for (let row = 0; row <= rows; row++)
    for (let col = 0; col < width; col++) {
      const at = row * width + col;
      for (const running of [sums, counts]) {
        if (col > 0) running[at] += running[at - 1];
        if (row > 0) running[at] += running[at - width];
        if (row > 0 && col > 0) running[at] -= running[at - width - 1];
      }
      if (row < rows && col < width - 1)
        values[row * (width - 1) + col] = counts[at] === 0 ? Number.NaN : sums[at] / counts[at];
    }
  return values;
}

function lastAtMost(rising: Int32Array, value: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (rising[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}
