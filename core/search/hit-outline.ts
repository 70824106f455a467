/** Tight outlines of what hits were found for: the connected parts that the patches support most. */
import type { RasterWindow } from '../documents/scene.ts';
import type { Outline, ScoredWindow } from '../documents/search.ts';
import { type TracedRegion, traceRegions } from '../geo/trace-regions.ts';
import type { Grid } from './grid.ts';
import { type CellBlock, cellBlock, cellIndex, type PatchedWindow, patchStanding } from './patch-field.ts';
import type { SimilarityMap } from './similarity-map.ts';
import { windowKey } from './windows-to-sharpen.ts';

/** Height of the line between a window's mean (0) and its best patch (1). Half cuts things too small (`npm run bench:outlines`). */
const LEVEL = 0.4;
/** A smaller part of a window is noise of single patches: a patch is 1/49 of a window of the starter, 1/196 of one of ViT-B/16. */
const LEAST_SHARE = 0.04;

export type OutlinedPatches = {
  readonly windows: readonly PatchedWindow[];
  /** Whether the windows cover the whole scene. If not, only hits whose windows are among them get an outline. */
  readonly isWhole: boolean;
};

/**
 * For each hit, a line around the connected cells that reach `LEVEL`. All patches at a place count, not only those of this window. Null for hits
 * below `leastScore`, in which there is no answer to outline, if no place stands out, or if the part is too small to mean anything.
 */
export function hitOutlines(
  grid: Grid,
  cells: Pick<SimilarityMap, 'cellPx' | 'columns' | 'rows'>,
  { windows, isWhole }: OutlinedPatches,
  hits: readonly ScoredWindow[],
  leastScore: number,
): readonly (Outline | null)[] {
  const field = patchStanding(grid, cells, windows, isWhole);
  const examined = new Set(windows.map(({ window }) => windowKey(window)));
  return hits.map(({ window, score }) =>
    score >= leastScore && (isWhole || examined.has(windowKey(window)))
      ? outlineIn(grid, cells, field, window)
      : null,
  );
}

function outlineIn(
  grid: Grid,
  cells: Pick<SimilarityMap, 'cellPx' | 'columns' | 'rows'>,
  field: Float32Array,
  window: RasterWindow,
): Outline | null {
  const block = cellBlock(grid, cells, window);
  const values = Float32Array.from({ length: block.columns * block.rows }, (_, i) => {
    const value = field[cellIndex(cells, block, i)];
    // Where nothing was examined, no outline goes.
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  });
  const known = values.filter((value) => value > Number.NEGATIVE_INFINITY);
  const most = known.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  if (!(most > mean)) return null;
  const outline = regionOutline(grid, cells.cellPx, { ...block, values }, mean + LEVEL * (most - mean));
  return areaOf(outline) < LEAST_SHARE * window.widthPx * window.heightPx ? null : outline;
}

/** By the shoelace formula. */
function areaOf(outline: Outline): number {
  const twice = outline.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = outline[(i + 1) % outline.length];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/**
 * The outer outline of the connected cells of a block that reach `level`, which some must do; of several regions, of the one that rises above it
 * most in total.
 */
export function regionOutline(
  grid: Pick<Grid, 'widthPx' | 'heightPx'>,
  cellPx: number,
  { column, row, columns, rows, values }: CellBlock & { readonly values: Float32Array },
  level: number,
): Outline {
  const rise = ({ cells }: TracedRegion) => cells.reduce((sum, cell) => sum + values[cell] - level, 0);
  const [{ rings }] = traceRegions(columns, rows, (cell) => values[cell] >= level).toSorted(
    (a, b) => rise(b) - rise(a),
  );
  const corners: (readonly [number, number])[] = [];
  // The ring repeats its first point; an outline does not.
  for (let i = 0; i + 2 < rings[0].length; i += 2)
    corners.push([
      Math.min(grid.widthPx, (column + rings[0][i]) * cellPx),
      Math.min(grid.heightPx, (row + rings[0][i + 1]) * cellPx),
    ]);
  return corners;
}
