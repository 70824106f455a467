/**
 * Tiles of a similarity map for the graphics card. They are finer than large cells, so that no colour lies over the part of a cell that is
 * transparent: a collar or nodata. Loaded with the first map.
 */
import type { SceneDetail } from '../../core/documents/scene.ts';
import type { MapGrid } from '../../core/documents/search.ts';
import { GUTTER, tileSize } from './cell-grid.ts';
import { type ShownPart, shownPart, shownShares } from './shown-part.ts';

export type CellElements = {
  readonly grid: MapGrid;
  /** float32 [heightCells, widthCells], NaN where no window covers the cell. */
  readonly values: Float32Array;
  /** Elements along the edge of a cell, as `elementsPerCell` gives it. */
  readonly perCell: number;
  /** Share (0-1) of each element that the scene shows, [heightCells · perCell, widthCells · perCell]; null for all of it. */
  readonly shares: Float32Array | null;
};

/** Reads what the scene shows; then makes a tile of the map for each column and row of tiles. */
export async function cellTiles(
  scene: SceneDetail,
  grid: MapGrid,
  values: Float32Array,
  perCell: number,
): Promise<(x: number, y: number) => Float32Array> {
  const elements = cellElements(grid, values, perCell, await shownPart(scene));
  return (x, y) => cellTile(elements, x, y);
}

/** `part`: what the scene shows; null for all of it. */
export function cellElements(
  grid: MapGrid,
  values: Float32Array,
  perCell: number,
  part: ShownPart | null,
): CellElements {
  const elements = {
    widthCells: grid.widthCells * perCell,
    heightCells: grid.heightCells * perCell,
    cellPx: grid.cellPx / perCell,
  };
  return { grid, values, perCell, shares: part && shownShares(part, elements) };
}

/**
 * [height + 2, width + 2, 2]: the elements of the tile and one more on each side, each with the share of it that is covered and shown, so that colours
 * are not interpolated with what is not there; scores are multiplied by that share. At the edge of the map, its last elements go on.
 */
export function cellTile(
  { grid, values, perCell, shares }: CellElements,
  x: number,
  y: number,
): Float32Array {
  const [width, height] = [grid.widthCells * perCell, grid.heightCells * perCell];
  const [tileWidth, tileHeight] = tileSize(grid, perCell);
  const columns = tileWidth + 2 * GUTTER;
  const rows = tileHeight + 2 * GUTTER;
  const tile = new Float32Array(2 * columns * rows);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const atX = x * tileWidth + column - GUTTER;
      const atY = y * tileHeight + row - GUTTER;
      if (atX > width || atY > height) continue;
      const inX = within(atX, width);
      const inY = within(atY, height);
      const shown = shares === null ? 1 : shares[inY * width + inX];
      if (shown === 0) continue;
      blendInto(
        tile,
        2 * (row * columns + column),
        shown,
        values,
        grid,
        (inX + 0.5) / perCell - 0.5,
        (inY + 0.5) / perCell - 0.5,
      );
    }
  return tile;
}

/**
 * Writes the element at `at`: the score between the centres of the four cells around a position, in cells, multiplied by the covered share; and
 * that share. Both are multiplied by `shown`. It makes no arrays: they took several times as long at the first answer, before this code is
 * compiled.
 */
function blendInto(
  tile: Float32Array,
  at: number,
  shown: number,
  values: Float32Array,
  { widthCells, heightCells }: MapGrid,
  x: number,
  y: number,
): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  let score = 0;
  let covered = 0;
  for (let down = 0; down < 2; down++)
    for (let right = 0; right < 2; right++) {
      const share = (right === 0 ? 1 - (x - left) : x - left) * (down === 0 ? 1 - (y - top) : y - top);
      if (share === 0) continue;
      const value = values[within(top + down, heightCells) * widthCells + within(left + right, widthCells)];
      if (Number.isNaN(value)) continue;
      score += share * value;
      covered += share;
    }
  tile[at] = shown * score;
  tile[at + 1] = shown * covered;
}

function within(at: number, count: number): number {
  return Math.max(0, Math.min(count - 1, at));
}
