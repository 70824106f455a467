/** Tight outline of what a window was found for: the connected part that its patches support most. */
import type { Outline } from '../documents/search.ts';
import { traceRegions } from '../geo/trace-regions.ts';
import type { Grid } from './grid.ts';
import { type PatchedWindow, patchSupport } from './sharpened-map.ts';
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
  const { column, row, columns, rows, values, most } = patchSupport(grid, cells, hit);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (!(most > mean)) return null;
  const half = (most + mean) / 2;
  const peak = values.indexOf(most);
  const region = traceRegions(columns, rows, (cell) => values[cell] >= half).find(({ cells: inside }) =>
    inside.includes(peak),
  );
  if (region === undefined) return null;
  const [ring] = region.rings;
  const corners: (readonly [number, number])[] = [];
  // The ring repeats its first point; an outline does not.
  for (let i = 0; i + 2 < ring.length; i += 2)
    corners.push([
      Math.min(grid.widthPx, (column + ring[i]) * cells.cellPx),
      Math.min(grid.heightPx, (row + ring[i + 1]) * cells.cellPx),
    ]);
  return corners;
}
