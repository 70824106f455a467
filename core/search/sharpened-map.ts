/**
 * Sharpened maps. In windows that were examined patch by patch, the standing of the patches is added to that of the window.
 */
import type { Grid } from './grid.ts';
import { momentsOf } from './moments.ts';
import { type PatchedWindow, patchStanding } from './patch-field.ts';
import type { SimilarityMap } from './similarity-map.ts';

const MOST_CELLS_PER_CELL = 8;
/** Limit on the cells of a map: 64 MB. */
const MOST_CELLS = 1 << 24;
/**
 * Map with finer cells than `plain`; each cell of `plain` holds a whole number of them. A value is z(window) + z(patch) on the scale of
 * `plain`; `isWhole`: the windows cover the whole scene. The median and the highest value stay the same, so that a threshold leaves cells wherever it leaves hits. Cells outside these
 * windows count as windows with average patches.
 */
export function sharpenedMap(
  grid: Grid,
  plain: SimilarityMap,
  windows: readonly PatchedWindow[],
  isWhole = false,
): SimilarityMap {
  const fine = finerCells(grid, plain, windows);
  const standing = patchStanding(grid, fine, windows, isWhole);
  const spread = momentsOf(plain.values).deviation;
  const sums = fine.values.map((value, i) => value + spread * (standing[i] || 0));
  return { ...fine, values: onScaleOf(fine.values, sums) };
}

/** `values` with the median and the maximum of `scale`, which must have NaN in the same places. */
function onScaleOf(scale: Float32Array, values: Float32Array): Float32Array {
  const [from, to] = [medianAndMost(values), medianAndMost(scale)];
  if (!(from.most > from.median)) return scale;
  const factor = (to.most - to.median) / (from.most - from.median);
  // Exactly the maximum, in spite of rounding.
  return values.map((value) => (value === from.most ? to.most : to.median + factor * (value - from.median)));
}

export function medianAndMost(values: Float32Array): { readonly median: number; readonly most: number } {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  return { median: known[known.length >> 1], most: known[known.length - 1] };
}

/** `plain` on cells about as large as the smallest patch. */
export function finerCells(
  grid: Grid,
  plain: SimilarityMap,
  windows: readonly PatchedWindow[],
): SimilarityMap {
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
