/** Fields of patches: what the patches of several windows say about each cell of a map. Towards the edge of a window its effect fades. */
import type { RasterWindow } from '../documents/scene.ts';
import type { Grid } from './grid.ts';
import { momentsOf } from './moments.ts';
import type { SimilarityMap } from './similarity-map.ts';

/** A value for each patch of a window: `patches` is [patchesPerEdge, patchesPerEdge]. */
export type PatchedWindow = {
  readonly window: RasterWindow;
  readonly patchesPerEdge: number;
  readonly patches: Float32Array;
};

/** Weight of a patch at the edge of its window, where the model sees only half of its surroundings; 1 in the middle. */
const EDGE_WEIGHT = 0.05;
/** From this weight on, patches count in full; below it they fade out. */
const FULL_COVER = 0.25;

/**
 * How far the patches at a cell stand above the average of all patches, in standard deviations; NaN if there are none. `isWhole`: the windows cover
 * the whole scene, so that there is no border towards places without patches where they have to fade out.
 */
export function patchStanding(
  grid: Pick<Grid, 'widthPx' | 'heightPx'>,
  cells: Pick<SimilarityMap, 'cellPx' | 'columns' | 'rows'>,
  windows: readonly PatchedWindow[],
  isWhole: boolean,
): Float32Array {
  const count = cells.columns * cells.rows;
  const [sums, weights, covers] = [0, 1, 2].map(() => new Float64Array(count));
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
    Number.isNaN(value)
      ? value
      : ((isWhole ? 1 : Math.min(1, covers[i] / FULL_COVER)) * (value - mean)) / deviation,
  );
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

type PatchSupport = CellBlock & {
  /** Value of the patches at each cell whose centre lies in the window, interpolated between patch centres. */
  readonly values: Float32Array;
  readonly most: number;
};

/** The cells of a map whose centres lie in a window. */
export function cellBlock(
  grid: Pick<Grid, 'widthPx' | 'heightPx'>,
  cells: Pick<SimilarityMap, 'cellPx' | 'columns' | 'rows'>,
  win: RasterWindow,
): CellBlock {
  const across = cellsInside(win.col, win.widthPx, cells.cellPx, cells.columns, grid.widthPx);
  const down = cellsInside(win.row, win.heightPx, cells.cellPx, cells.rows, grid.heightPx);
  return { column: across.first, row: down.first, columns: across.centres.length, rows: down.centres.length };
}

/** The patches of a window on the cells of a map. */
function patchSupport(
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
export function between(patches: Float32Array, perEdge: number, x: number, y: number): number {
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
