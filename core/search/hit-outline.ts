/** Tight outline of what a window was found for: the connected part that its patches support most. */
import type { Outline } from '../documents/search.ts';
import { traceRegions } from '../geo/trace-regions.ts';
import type { Grid } from './grid.ts';
import { type CellBlock, type PatchedWindow, patchSupport } from './patch-field.ts';
import type { SimilarityMap } from './similarity-map.ts';

/**
 * Encloses the best patch and its neighbours that lie in the upper half between the window's mean and its best. Follows the cells of a map.
 * Null if no patch differs from the others.
 */
export function hitOutline(
  grid: Grid,
  cells: Pick<SimilarityMap, 'cellPx' | 'columns' | 'rows'>,
  hit: PatchedWindow,
): Outline | null {
  const support = patchSupport(grid, cells, hit);
  const { values, most } = support;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (!(most > mean)) return null;
  return regionOutline(grid, cells.cellPx, support, values.indexOf(most), (most + mean) / 2);
}

/** The outer outline of the connected cells around cell `peak` of a block that reach `level`, which the peak must do. */
export function regionOutline(
  grid: Pick<Grid, 'widthPx' | 'heightPx'>,
  cellPx: number,
  { column, row, columns, rows, values }: CellBlock & { readonly values: Float32Array },
  peak: number,
  level: number,
): Outline {
  const region = traceRegions(columns, rows, (cell) => values[cell] >= level).find(({ cells }) =>
    cells.includes(peak),
  )!;
  const [ring] = region.rings;
  const corners: (readonly [number, number])[] = [];
  // The ring repeats its first point; an outline does not.
  for (let i = 0; i + 2 < ring.length; i += 2)
    corners.push([
      Math.min(grid.widthPx, (column + ring[i]) * cellPx),
      Math.min(grid.heightPx, (row + ring[i + 1]) * cellPx),
    ]);
  return corners;
}
