/** Tight outline of what a window was found for: the connected part that its patches support most. */
import type { RasterWindow } from '../documents/scene.ts';
import type { Hit, Outline } from '../documents/search.ts';
import { traceRegions } from '../geo/trace-regions.ts';
import type { Grid } from './grid.ts';
import {
  type CellBlock,
  cellBlock,
  cellIndex,
  type PatchedWindow,
  patchStanding,
  patchSupport,
} from './patch-field.ts';
import type { SimilarityMap } from './similarity-map.ts';
import { windowKey } from './windows-to-sharpen.ts';

/** A smaller part of a window is noise of single patches: a patch is 1/49 of a window of the starter, 1/196 of one of ViT-B/16. */
const LEAST_SHARE = 0.04;

/**
 * Encloses the best patch and its neighbours that lie in the upper half between the window's mean and its best. Follows the cells of a map.
 * Null if no patch differs from the others, or the part is too small to mean anything.
 */
export function hitOutline(
  grid: Grid,
  cells: Pick<SimilarityMap, 'cellPx' | 'columns' | 'rows'>,
  hit: PatchedWindow,
): Outline | null {
  return outlineIn(grid, cells.cellPx, patchSupport(grid, cells, hit), hit.window);
}

function outlineIn(
  grid: Grid,
  cellPx: number,
  block: CellBlock & { readonly values: Float32Array },
  { widthPx, heightPx }: RasterWindow,
): Outline | null {
  const finite = block.values.filter((value) => value > Number.NEGATIVE_INFINITY);
  const most = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  if (!(most > mean)) return null;
  const outline = regionOutline(grid, cellPx, block, block.values.indexOf(most), (most + mean) / 2);
  return areaOf(outline) < LEAST_SHARE * widthPx * heightPx ? null : outline;
}

/** By the shoelace formula. */
function areaOf(outline: Outline): number {
  const twice = outline.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = outline[(i + 1) % outline.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** For each hit whose own patches are among `windows`, its outline; null for the others. */
export function outlinesOfWindows(
  grid: Grid,
  cells: Pick<SimilarityMap, 'cellPx' | 'columns' | 'rows'>,
  windows: readonly PatchedWindow[],
  hits: readonly Hit[],
): readonly (Outline | null)[] {
  const byWindow = new Map(windows.map((each) => [windowKey(each.window), each]));
  return hits.map(({ window }) => {
    const hit = byWindow.get(windowKey(window));
    return hit === undefined ? null : hitOutline(grid, cells, hit);
  });
}

/** For each hit, its outline in the patches of `windows` that cover the whole scene. */
export function outlinesInField(
  grid: Grid,
  cells: Pick<SimilarityMap, 'cellPx' | 'columns' | 'rows'>,
  windows: readonly PatchedWindow[],
  hits: readonly Hit[],
): readonly (Outline | null)[] {
  const field = patchStanding(grid, cells, windows, true);
  return hits.map(({ window }) => {
    const block = cellBlock(grid, cells, window);
    const values = Float32Array.from({ length: block.columns * block.rows }, (_, i) =>
      known(field[cellIndex(cells, block, i)]),
    );
    return outlineIn(grid, cells.cellPx, { ...block, values }, window);
  });
}

/** NaN, where the scene shows nothing, as a value that no outline includes. */
function known(value: number): number {
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
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
