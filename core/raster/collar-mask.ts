/** The collar of a whole scene, found at the resolution of its coarsest tile: what is black or white and joined to the scene's edge. */
import type { RasterWindow } from '../documents/scene.ts';
import { isBlack, isWhite } from './collar.ts';
import { addFringe, BLACK, DATA, WHITE } from './collar-fringe.ts';
import type { RgbaTile } from './read-tile.ts';

/** [rows, columns]: 1 for collar, including its border, where cells are mixed. */
export type CollarMask = {
  readonly columns: number;
  readonly rows: number;
  /** Scene pixels per cell. */
  readonly scale: number;
  readonly cells: Uint8Array;
  /** How far its pixels may be from black or white. */
  readonly noise: number;
};

/** Less is noise at the edge; more is a scene that is black or white. */
const LEAST_SHARE = 0.002;
const MOST_SHARE = 0.95;
/** Lossy codecs leave noise where a collar meets data: up to this value, within one of their blocks. */
const LOSSY_NOISE = 13;
const LOSSY_BLOCK_PX = 16;

/**
 * `coarsest`: the tile of level 0, of which `columns` and `rows` are inside the scene. `isLossy`: whether the scene is stored by a lossy
 * codec. Null for a scene without a collar.
 */
export function collarMask(
  coarsest: RgbaTile,
  columns: number,
  rows: number,
  scale: number,
  isLossy: boolean,
): CollarMask | null {
  const collar = joinedToEdge(coarsest, columns, rows);
  const share = collar.reduce((sum, cell) => sum + cell, 0) / collar.length;
  if (share < LEAST_SHARE || share > MOST_SHARE) return null;
  const border = isLossy ? 1 + Math.ceil(LOSSY_BLOCK_PX / scale) : 1;
  return {
    ...{ columns, rows, scale },
    cells: grown(collar, columns, rows, border),
    noise: isLossy ? LOSSY_NOISE : 0,
  };
}

/** Whether a scene pixel lies in a cell of the collar. */
export function isCollarCell({ columns, rows, scale, cells }: CollarMask, col: number, row: number): boolean {
  const [column, line] = [col, row].map((px) => Math.floor(px / scale));
  return cells[Math.min(rows - 1, line) * columns + Math.min(columns - 1, column)] === 1;
}

/** Makes the pixels of the collar transparent in a tile that shows `win` of the scene; its fringe too, where pixels are averaged or lossy. */
export function clearCollar(tile: RgbaTile, win: RasterWindow, tileScale: number, mask: CollarMask): void {
  const { widthPx, rgba } = tile;
  const isInCollarCell = cellTest(mask, win, tileScale, widthPx);
  const fills = collarOf(tile, win, tileScale, mask.noise, isInCollarCell);
  if (fills === null) return;
  if (tileScale > 1 || mask.noise > 0) addFringe(rgba, fills, widthPx, isInCollarCell);
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, fills.length);
  for (let pixel = 0; pixel < fills.length; pixel++) if (fills[pixel] !== DATA) pixels[pixel] = 0;
}

/** Whether a pixel of a tile, by its place in it, lies in a cell of the collar. */
function cellTest(
  { columns, rows, scale, cells }: CollarMask,
  win: RasterWindow,
  tileScale: number,
  widthPx: number,
): (pixel: number) => boolean {
  return (pixel) => {
    const [x, y] = [pixel % widthPx, Math.floor(pixel / widthPx)];
    const column = Math.min(columns - 1, Math.floor((win.col + (x + 0.5) * tileScale) / scale));
    const row = Math.min(rows - 1, Math.floor((win.row + (y + 0.5) * tileScale) / scale));
    return cells[row * columns + column] === 1;
  };
}

/** Which pixels of a tile are collar, and of what colour; null if none is. */
function collarOf(
  { widthPx, heightPx, rgba }: RgbaTile,
  win: RasterWindow,
  tileScale: number,
  noise: number,
  isInCollarCell: (pixel: number) => boolean,
): Uint8Array | null {
  const [wide, high] = [Math.ceil(win.widthPx / tileScale), Math.ceil(win.heightPx / tileScale)];
  const fills = new Uint8Array(widthPx * heightPx);
  let any = false;
  for (let j = 0; j < high; j++)
    for (let i = 0, pixel = j * widthPx; i < wide; i++, pixel++) {
      const isBlackOne = isBlack(rgba, 4 * pixel, noise);
      if (!(isBlackOne || isWhite(rgba, 4 * pixel, noise)) || !isInCollarCell(pixel)) continue;
      fills[pixel] = isBlackOne ? BLACK : WHITE;
      any = true;
    }
  return any ? fills : null;
}

/** Flood from the edge over opaque pixels that are black or white. */
function joinedToEdge({ widthPx, rgba }: RgbaTile, columns: number, rows: number): Uint8Array {
  const found = new Uint8Array(columns * rows);
  const open: number[] = [];
  const visit = (column: number, row: number): void => {
    if (column < 0 || row < 0 || column >= columns || row >= rows) return;
    const cell = row * columns + column;
    const at = (row * widthPx + column) * 4;
    if (found[cell] === 1 || rgba[at + 3] === 0 || !(isBlack(rgba, at) || isWhite(rgba, at))) return;
    found[cell] = 1;
    open.push(cell);
  };
  for (let column = 0; column < columns; column++) {
    visit(column, 0);
    visit(column, rows - 1);
  }
  for (let row = 0; row < rows; row++) {
    visit(0, row);
    visit(columns - 1, row);
  }
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    const [column, row] = [cell % columns, Math.floor(cell / columns)];
    visit(column - 1, row);
    visit(column + 1, row);
    visit(column, row - 1);
    visit(column, row + 1);
  }
  return found;
}

function grown(cells: Uint8Array, columns: number, rows: number, by: number): Uint8Array {
  const more = new Uint8Array(cells.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      if (cells[row * columns + column] === 0) continue;
      const [from, to] = [Math.max(0, column - by), Math.min(columns, column + by + 1)];
      for (let y = Math.max(0, row - by); y <= Math.min(rows - 1, row + by); y++)
        more.fill(1, y * columns + from, y * columns + to);
    }
  return more;
}
