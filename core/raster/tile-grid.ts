/** Grid of map tiles in scene pixels: level 0 fits into one tile, each level doubles the resolution, the last is full resolution. */

import type { RasterWindow } from '../documents/scene.ts';
import { InvalidInput } from '../errors.ts';

export type TileGrid = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly tileSizePx: number;
  readonly levels: number;
};

const defaultTileSizePx = 512;

/** The grid for a raster of the given size. */
export function tileGridOf(widthPx: number, heightPx: number, tileSizePx = defaultTileSizePx): TileGrid {
  const longest = Math.max(widthPx, heightPx);
  const levels = 1 + Math.max(0, Math.ceil(Math.log2(longest / tileSizePx)));
  return { widthPx, heightPx, tileSizePx, levels };
}

/** Full-resolution pixels per tile pixel at level `z`. */
export function tileScale(grid: TileGrid, z: number): number {
  return 2 ** (grid.levels - 1 - z);
}

/** Full-resolution window of tile z/x/y, clipped to the raster. Throws `InvalidInput` outside the grid. */
export function tileWindow(grid: TileGrid, z: number, x: number, y: number): RasterWindow {
  const span = grid.tileSizePx * tileScale(grid, z);
  const [col, row] = [x * span, y * span];
  const exists =
    [z, x, y].every((n) => Number.isInteger(n) && n >= 0) &&
    z < grid.levels &&
    col < grid.widthPx &&
    row < grid.heightPx;
  if (!exists) throw new InvalidInput(`tile ${z}/${x}/${y} is outside the grid of ${grid.levels} levels`);
  return {
    col,
    row,
    widthPx: Math.min(span, grid.widthPx - col),
    heightPx: Math.min(span, grid.heightPx - row),
  };
}
