/**
 * Sharpened maps: inside windows whose patches were scored too, what the patches do not support is taken away. A window keeps its cosine
 * at the place that supports it most, and nothing is ever added, so that the map and the list of hits still agree.
 */
import type { RasterWindow } from '../documents/scene.ts';
import type { Grid } from './grid.ts';
import type { Scores } from './open-index.ts';
import type { SimilarityMap } from './similarity-map.ts';

/** Cosines of a window and of its patches: `patches` is [patchesPerEdge, patchesPerEdge]. */
export type PatchedWindow = {
  readonly window: RasterWindow;
  readonly score: number;
  readonly patchesPerEdge: number;
  readonly patches: Float32Array;
};

/** Taken from a window's score, in deviations of windows' scores, for each deviation by which a patch lies below the best of its window. */
const DROP = 0.5;
const MOST_CELLS_PER_CELL = 8;
/** Limit on the cells of a map: 64 MB. */
const MOST_CELLS = 1 << 24;

/** Finer cells than those of `plain`, each of which holds a whole number of them; `plain` must be the map of `scores`. */
export function sharpenedMap(
  grid: Grid,
  scores: Scores,
  plain: SimilarityMap,
  windows: readonly PatchedWindow[],
): SimilarityMap {
  const fine = finerCells(grid, plain, windows);
  const drop = (DROP * deviationOf(scores)) / deviationOf(windows.map(({ patches }) => patches));
  const best = new Float32Array(fine.values.length).fill(Number.NEGATIVE_INFINITY);
  for (const window of windows) {
    const support = patchSupport(grid, fine, window);
    support.values.forEach((patch, i) => {
      const at = cellIndex(fine, support, i);
      best[at] = Math.max(best[at], window.score - drop * (support.most - patch));
    });
  }
  return {
    ...fine,
    values: fine.values.map((value, i) =>
      Number.isNaN(value) || best[i] === Number.NEGATIVE_INFINITY ? value : best[i],
    ),
  };
}

/** Cells `first` to `end` along both axes of a map, row by row. */
export type CellBlock = {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
};

export type PatchSupport = CellBlock & {
  /** Cosine of the patches at each cell whose centre lies in the window, interpolated between patch centres. */
  readonly values: Float32Array;
  readonly most: number;
};

/** The patches of a window on the cells of a map. */
export function patchSupport(
  grid: Pick<Grid, 'widthPx' | 'heightPx'>,
  cells: Pick<SimilarityMap, 'cellPx' | 'columns' | 'rows'>,
  { window: win, patches, patchesPerEdge }: PatchedWindow,
): PatchSupport {
  const across = cellsInside(win.col, win.widthPx, cells.cellPx, cells.columns, grid.widthPx);
  const down = cellsInside(win.row, win.heightPx, cells.cellPx, cells.rows, grid.heightPx);
  const values = new Float32Array(across.centres.length * down.centres.length);
  down.centres.forEach((y, r) => {
    across.centres.forEach((x, c) => {
      values[r * across.centres.length + c] = between(
        patches,
        patchesPerEdge,
        ((x - win.col) / win.widthPx) * patchesPerEdge - 0.5,
        ((y - win.row) / win.heightPx) * patchesPerEdge - 0.5,
      );
    });
  });
  return {
    column: across.first,
    row: down.first,
    columns: across.centres.length,
    rows: down.centres.length,
    values,
    most: values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
}

/** Index in the map of cell `i` of a block. */
export function cellIndex({ columns }: Pick<SimilarityMap, 'columns'>, block: CellBlock, i: number): number {
  return (block.row + Math.floor(i / block.columns)) * columns + block.column + (i % block.columns);
}

/** `plain` on cells about as large as the smallest patch. */
function finerCells(grid: Grid, plain: SimilarityMap, windows: readonly PatchedWindow[]): SimilarityMap {
  const smallestPatchPx = Math.min(
    ...windows.map(({ window, patchesPerEdge }) => window.widthPx / patchesPerEdge),
  );
  const wanted = Math.ceil(plain.cellPx / smallestPatchPx);
  const room = Math.floor(Math.sqrt(MOST_CELLS / plain.values.length));
  const parts = Math.max(1, Math.min(wanted, MOST_CELLS_PER_CELL, room));
  const cellPx = plain.cellPx / parts;
  // Not by `cellPx`, which may be rounded.
  const columns = Math.ceil((grid.widthPx * parts) / plain.cellPx);
  const rows = Math.ceil((grid.heightPx * parts) / plain.cellPx);
  const values = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      values[row * columns + column] =
        plain.values[Math.floor(row / parts) * plain.columns + Math.floor(column / parts)];
  return { cellPx, columns, rows, values };
}

/** Cells along one axis whose centres lie in a window; the last cell of a map ends with the raster. */
function cellsInside(
  startPx: number,
  sizePx: number,
  cellPx: number,
  cells: number,
  lengthPx: number,
): { readonly first: number; readonly centres: readonly number[] } {
  const centre = (cell: number) => (cell * cellPx + Math.min((cell + 1) * cellPx, lengthPx)) / 2;
  let first = Math.max(0, Math.floor(startPx / cellPx));
  while (first < cells && centre(first) < startPx) first++;
  const centres: number[] = [];
  for (let cell = first; cell < cells && centre(cell) < startPx + sizePx; cell++) centres.push(centre(cell));
  return { first, centres };
}

/** Bilinear between patch centres, `x` and `y` counted from the centre of the first patch; constant beyond the outer centres. */
function between(patches: Float32Array, perEdge: number, x: number, y: number): number {
  const last = perEdge - 1;
  const [u, v] = [Math.min(last, Math.max(0, x)), Math.min(last, Math.max(0, y))];
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const [right, below] = [Math.min(last, column + 1), Math.min(last, row + 1)];
  const along = (r: number) => {
    const left = patches[r * perEdge + column];
    return left + (u - column) * (patches[r * perEdge + right] - left);
  };
  const above = along(row);
  return above + (v - row) * (along(below) - above);
}

/** Standard deviation within lists, pooled over them; NaN left out. 1 if nothing differs, so that it can divide. */
function deviationOf(lists: readonly Float32Array[]): number {
  const variances = lists.map((list) => {
    let [count, sum, squares] = [0, 0, 0];
    for (const x of list) {
      if (Number.isNaN(x)) continue;
      count++;
      sum += x;
      squares += x * x;
    }
    return count === 0 ? 0 : Math.max(0, squares / count - (sum / count) ** 2);
  });
  const variance = variances.reduce((sum, each) => sum + each, 0) / variances.length;
  return variance > 0 ? Math.sqrt(variance) : 1;
}
