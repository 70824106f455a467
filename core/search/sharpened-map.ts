/**
 * Sharpened maps. In windows that were examined patch by patch, the standing of the patches is added to that of the window. Towards the
 * edge of a window its effect fades, so that no seam shows.
 */
import type { RasterWindow } from '../documents/scene.ts';
import type { Grid } from './grid.ts';
import type { SimilarityMap } from './similarity-map.ts';

/** Cosines of a window and of its patches: `patches` is [patchesPerEdge, patchesPerEdge]. */
export type PatchedWindow = {
  readonly window: RasterWindow;
  readonly score: number;
  readonly patchesPerEdge: number;
  readonly patches: Float32Array;
};

const MOST_CELLS_PER_CELL = 8;
/** Limit on the cells of a map: 64 MB. */
const MOST_CELLS = 1 << 24;
/** Weight of a patch at the edge of its window, where the model sees only half of its surroundings; 1 in the middle. */
const EDGE_WEIGHT = 0.05;
/** From this weight on, patches count in full; below it they fade out. */
const FULL_COVER = 0.25;

/**
 * Map with finer cells than `plain`; each cell of `plain` holds a whole number of them. A value is z(window) + z(patch) on the scale of
 * `plain`. The median and the highest value stay the same, so that a threshold leaves cells wherever it leaves hits. Cells outside these
 * windows count as windows with average patches.
 */
export function sharpenedMap(
  grid: Grid,
  plain: SimilarityMap,
  windows: readonly PatchedWindow[],
): SimilarityMap {
  const fine = finerCells(grid, plain, windows);
  const standing = patchStanding(grid, fine, windows);
  const spread = momentsOf(plain.values).deviation;
  const sums = fine.values.map((value, i) => value + spread * standing[i]);
  return { ...fine, values: onScaleOf(fine.values, sums) };
}

/** How far the patches at a cell stand above the average of all patches, in standard deviations; 0 if there are none. */
function patchStanding(grid: Grid, cells: SimilarityMap, windows: readonly PatchedWindow[]): Float32Array {
  const sums = new Float64Array(cells.values.length);
  const weights = new Float64Array(cells.values.length);
  const covers = new Float64Array(cells.values.length);
  for (const window of windows) {
    const support = patchSupport(grid, cells, window);
    support.values.forEach((value, i) => {
      const at = cellIndex(cells, support, i);
      const cover =
        taper(((i % support.columns) + 0.5) / support.columns) *
        taper((Math.floor(i / support.columns) + 0.5) / support.rows);
      // Small windows have small patches, which locate things better.
      const weight = cover / window.window.widthPx ** 2;
      sums[at] += weight * value;
      weights[at] += weight;
      covers[at] += cover;
    });
  }
  const field = Float32Array.from(sums, (sum, i) => (weights[i] === 0 ? Number.NaN : sum / weights[i]));
  const { mean, deviation } = momentsOf(field);
  return field.map((value, i) =>
    Number.isNaN(value) ? 0 : (Math.min(1, covers[i] / FULL_COVER) * (value - mean)) / deviation,
  );
}

/** `values` with the median and the maximum of `scale`, which must have NaN in the same places. */
function onScaleOf(scale: Float32Array, values: Float32Array): Float32Array {
  const [from, to] = [medianAndMost(values), medianAndMost(scale)];
  if (!(from.most > from.median)) return scale;
  const factor = (to.most - to.median) / (from.most - from.median);
  // Exactly the maximum, in spite of rounding.
  return values.map((value) => (value === from.most ? to.most : to.median + factor * (value - from.median)));
}

function medianAndMost(values: Float32Array): { readonly median: number; readonly most: number } {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  return { median: known[known.length >> 1], most: known[known.length - 1] };
}

function taper(share: number): number {
  return EDGE_WEIGHT + (1 - EDGE_WEIGHT) * Math.sin(Math.PI * share) ** 2;
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
function cellIndex({ columns }: Pick<SimilarityMap, 'columns'>, block: CellBlock, i: number): number {
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
  // Not from `cellPx`, which may be rounded.
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

/** Mean and standard deviation without NaN. A deviation of 0 is returned as 1, so that it can be a divisor. */
function momentsOf(values: Float32Array): { readonly mean: number; readonly deviation: number } {
  let [count, sum, squares] = [0, 0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  if (count === 0) return { mean: 0, deviation: 1 };
  const mean = sum / count;
  const variance = squares / count - mean ** 2;
  return { mean, deviation: variance > 1e-12 ? Math.sqrt(variance) : 1 };
}
