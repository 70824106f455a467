/** Grids of square sliding windows over a scene, computed rather than listed. */

import type { RasterWindow, SceneSize } from '../documents/scene.ts';
import { InvalidInput } from '../errors.ts';

/** Windows of one size and offset, row by row from the origin of the raster. */
export type Segment = {
  /** Edge length of the windows; never larger than the raster. */
  readonly sizePx: number;
  readonly stridePx: number;
  /** Start of the first window on both axes. */
  readonly offsetPx: number;
  readonly columns: number;
  readonly rows: number;
};

export type Grid = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly segments: readonly Segment[];
};

/** A requested window size. `stride` has the same unit and defaults to half the size. Metres are on the ground. */
export type WindowSize = {
  readonly size: number;
  readonly unit: 'px' | 'm';
  readonly stride?: number;
};

/**
 * A grid with one segment per distinct size in pixels, in the order given. Sizes are limited to the shorter edge of the raster.
 * `groundResolutionMetres` (metres per pixel) may be null if all sizes are in pixels. Throws `InvalidInput` for invalid sizes.
 */
export function makeGrid(
  scene: SceneSize,
  sizes: readonly WindowSize[],
  groundResolutionMetres: number | null,
): Grid {
  if (sizes.length === 0) throw new InvalidInput('a grid needs at least one window size');
  const segments: Segment[] = [];
  for (const size of sizes) {
    const segment = makeSegment(
      scene,
      toPixels(size.size, size.unit, groundResolutionMetres),
      size.stride === undefined ? null : toPixels(size.stride, size.unit, groundResolutionMetres),
      0,
    );
    if (!segments.some((s) => s.sizePx === segment.sizePx && s.stridePx === segment.stridePx))
      segments.push(segment);
  }
  return { ...scene, segments };
}

/** One segment; `stridePx` null means half the size. Throws `InvalidInput` for sizes that are not whole numbers above 0. */
export function makeSegment(
  scene: SceneSize,
  requestedPx: number,
  stridePx: number | null,
  offsetPx: number,
): Segment {
  checkCount(scene.widthPx, 'raster width');
  checkCount(scene.heightPx, 'raster height');
  checkCount(requestedPx, 'window size');
  const sizePx = Math.min(requestedPx, scene.widthPx, scene.heightPx);
  const stride = Math.min(stridePx ?? Math.max(1, Math.floor(sizePx / 2)), sizePx);
  checkCount(stride, 'window stride');
  return {
    sizePx,
    stridePx: stride,
    offsetPx,
    columns: axisCount(scene.widthPx, sizePx, stride, offsetPx),
    rows: axisCount(scene.heightPx, sizePx, stride, offsetPx),
  };
}

/** Number of windows in a segment. */
export function segmentCount(segment: Segment): number {
  return segment.columns * segment.rows;
}

/** Number of windows in all segments. */
export function windowCount(grid: Grid): number {
  return grid.segments.reduce((sum, segment) => sum + segmentCount(segment), 0);
}

/** Start of window column or row `i`, in pixels; the last one is shifted inward to end at the edge. */
export function axisStart(lengthPx: number, segment: Segment, i: number): number {
  return Math.min(segment.offsetPx + i * segment.stridePx, lengthPx - segment.sizePx);
}

/** Window `number` of a segment, counted row by row. */
export function windowAt(grid: Grid, segment: Segment, number: number): RasterWindow {
  const row = Math.floor(number / segment.columns);
  return {
    col: axisStart(grid.widthPx, segment, number - row * segment.columns),
    row: axisStart(grid.heightPx, segment, row),
    widthPx: segment.sizePx,
    heightPx: segment.sizePx,
  };
}

/** Smallest stride of all segments in pixels, which is the cell size of similarity maps. */
export function smallestStep(grid: Grid): number {
  return Math.min(...grid.segments.map((segment) => segment.stridePx));
}

/** Number of windows along an axis: they start at offset, offset + stride, …, until one ends at or beyond the edge. */
function axisCount(lengthPx: number, sizePx: number, stridePx: number, offsetPx: number): number {
  return Math.max(0, Math.ceil((lengthPx - sizePx - offsetPx) / stridePx)) + 1;
}

function toPixels(length: number, unit: 'px' | 'm', groundResolutionMetres: number | null): number {
  if (unit === 'px') return length;
  if (groundResolutionMetres === null || !(groundResolutionMetres > 0))
    throw new InvalidInput('window sizes in metres need a scene with a known ground resolution');
  return Math.max(1, Math.round(length / groundResolutionMetres));
}

function checkCount(value: number, what: string): void {
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidInput(`${what}: expected a whole number of pixels above 0, got ${value}`);
}
