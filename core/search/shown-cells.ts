/** Cells of a similarity map that show something of the scene, determined while its pixels are read and stored beside the index. */

import { crc32 } from '../bytes/crc32.ts';
import type { RasterWindow } from '../documents/scene.ts';
import { clipped, isBlack, isWhite } from '../raster/collar.ts';
import type { MaskedRgb, SceneReader } from '../raster/scene-reader.ts';
import { type Grid, smallestStep } from './grid.ts';
import type { SimilarityMap } from './similarity-map.ts';

/** A cell is blank if all its pixels are nodata, or black or white in the file itself; an unknown cell may show something. */
const NOT_KNOWN = 0;
const BLANK = 1;
const SHOWS = 2;

/** 16 B: "LSCL" | u32 version | u32 cells | u32 CRC-32 of the cells; then one byte per cell. */
const MAGIC = 0x4c43534c;
const VERSION = 1;
const HEADER_BYTES = 16;
/** Limits on the rows and pixels read at a time to complete unknown cells. */
const ROWS_AT_ONCE = 512;
const PIXELS_AT_ONCE = 12 << 20;

export class ShownCells {
  readonly #widthPx: number;
  readonly #heightPx: number;
  readonly #cellPx: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #states: Uint8Array;
  /** For cells that are blank so far: the row up to which they were seen, without a gap from their top. */
  readonly #seenTo = new Map<number, number>();

  /** `stored` is the result of `toBytes` for the same grid; anything else is ignored. */
  constructor(grid: Grid, stored: Uint8Array | null = null) {
    this.#widthPx = grid.widthPx;
    this.#heightPx = grid.heightPx;
    this.#cellPx = smallestStep(grid);
    this.#columns = Math.ceil(grid.widthPx / this.#cellPx);
    this.#rows = Math.ceil(grid.heightPx / this.#cellPx);
    const cells = this.#columns * this.#rows;
    this.#states = (stored && storedStates(stored, cells)) ?? new Uint8Array(cells);
  }

  get isComplete(): boolean {
    return !this.#states.includes(NOT_KNOWN);
  }

  /** A reader with the same pixels as `reader` that also examines every pixel read. */
  watching(reader: SceneReader): SceneReader {
    return {
      widthPx: reader.widthPx,
      heightPx: reader.heightPx,
      readRgb: async (win, signal) => {
        const pixels = await reader.readRgb(win, signal);
        this.#look(win, pixels);
        return pixels;
      },
      giveBack: (pixels) => reader.giveBack?.(pixels),
    };
  }

  /** Reads the cells that are still unknown. */
  async complete(reader: SceneReader, signal: AbortSignal): Promise<void> {
    const watched = this.watching(reader);
    const cellRows = Math.max(1, Math.floor(ROWS_AT_ONCE / this.#cellPx));
    for (let first = 0; first < this.#rows; first += cellRows) {
      const end = Math.min(first + cellRows, this.#rows);
      const heightPx = this.#edge(end, this.#heightPx) - first * this.#cellPx;
      const cellColumns = Math.max(1, Math.floor(PIXELS_AT_ONCE / heightPx / this.#cellPx));
      for (let column = 0; column < this.#columns; column += cellColumns) {
        const to = Math.min(column + cellColumns, this.#columns);
        if (!this.#hasUnknown(first, end, column, to)) continue;
        signal.throwIfAborted();
        const col = column * this.#cellPx;
        const widthPx = this.#edge(to, this.#widthPx) - col;
        const win = { col, row: first * this.#cellPx, widthPx, heightPx };
        const pixels = await watched.readRgb(win, signal);
        reader.giveBack?.(pixels);
      }
    }
  }

  /** `map`, which must have the same grid, with NaN in blank cells. */
  masked(map: SimilarityMap): SimilarityMap {
    return {
      ...map,
      values: map.values.map((value, cell) => (this.#states[cell] === BLANK ? Number.NaN : value)),
    };
  }

  /** `map`, with NaN in cells whose centre lies in a blank cell. The map may have any cells of the same scene. */
  maskedByPlace(map: SimilarityMap): SimilarityMap {
    const isBlank = (i: number) => {
      const x = this.#centre(i % map.columns, map.cellPx, this.#widthPx);
      const y = this.#centre(Math.floor(i / map.columns), map.cellPx, this.#heightPx);
      return !this.showsAt(x, y);
    };
    return { ...map, values: map.values.map((value, i) => (isBlank(i) ? Number.NaN : value)) };
  }

  /** False if the position, in pixels inside the raster, lies in a blank cell. */
  showsAt(col: number, row: number): boolean {
    return (
      this.#states[Math.floor(row / this.#cellPx) * this.#columns + Math.floor(col / this.#cellPx)] !== BLANK
    );
  }

  /** Sets the pixels of blank cells to 0 in `pixels`, which has one byte per pixel of the scene. */
  clear(pixels: Uint8Array): void {
    for (let row = 0; row < this.#heightPx; row++) {
      const first = Math.floor(row / this.#cellPx) * this.#columns;
      for (let column = 0; column < this.#columns; column++) {
        if (this.#states[first + column] !== BLANK) continue;
        const start = row * this.#widthPx;
        pixels.fill(0, start + column * this.#cellPx, start + this.#edge(column + 1, this.#widthPx));
      }
    }
  }

  toBytes(): Uint8Array {
    const bytes = new Uint8Array(HEADER_BYTES + this.#states.length);
    const head = new DataView(bytes.buffer);
    head.setUint32(0, MAGIC, true);
    head.setUint32(4, VERSION, true);
    head.setUint32(8, this.#states.length, true);
    head.setUint32(12, crc32(this.#states), true);
    bytes.set(this.#states, HEADER_BYTES);
    return bytes;
  }

  #look(win: RasterWindow, pixels: MaskedRgb): void {
    const lastRow = Math.floor((win.row + win.heightPx - 1) / this.#cellPx);
    const lastColumn = Math.floor((win.col + win.widthPx - 1) / this.#cellPx);
    for (let row = Math.floor(win.row / this.#cellPx); row <= lastRow; row++)
      for (let column = Math.floor(win.col / this.#cellPx); column <= lastColumn; column++)
        if (this.#states[row * this.#columns + column] === NOT_KNOWN) this.#lookAt(row, column, win, pixels);
  }

  #lookAt(row: number, column: number, win: RasterWindow, pixels: MaskedRgb): void {
    const cell = row * this.#columns + column;
    const left = column * this.#cellPx;
    const right = this.#edge(column + 1, this.#widthPx);
    const top = row * this.#cellPx;
    const bottom = this.#edge(row + 1, this.#heightPx);
    const part = {
      left: Math.max(left, win.col),
      right: Math.min(right, win.col + win.widthPx),
      top: Math.max(top, win.row),
      bottom: Math.min(bottom, win.row + win.heightPx),
    };
    if (showsAnything(pixels, win, part)) {
      this.#states[cell] = SHOWS;
      this.#seenTo.delete(cell);
      return;
    }
    const seenTo = this.#seenTo.get(cell) ?? top;
    if (part.left > left || part.right < right || part.top > seenTo) return;
    if (part.bottom < bottom) this.#seenTo.set(cell, Math.max(seenTo, part.bottom));
    else {
      this.#states[cell] = BLANK;
      this.#seenTo.delete(cell);
    }
  }

  #hasUnknown(rowFrom: number, rowEnd: number, columnFrom: number, columnEnd: number): boolean {
    for (let row = rowFrom; row < rowEnd; row++) {
      const cells = this.#states.subarray(row * this.#columns + columnFrom, row * this.#columns + columnEnd);
      if (cells.includes(NOT_KNOWN)) return true;
    }
    return false;
  }

  #centre(cell: number, cellPx: number, limitPx: number): number {
    return (cell * cellPx + Math.min((cell + 1) * cellPx, limitPx)) / 2;
  }

  #edge(cell: number, limitPx: number): number {
    return Math.min(cell * this.#cellPx, limitPx);
  }
}

type Part = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};

function showsAnything({ rgb, valid, widthPx }: MaskedRgb, win: RasterWindow, part: Part): boolean {
  for (let row = part.top; row < part.bottom; row++) {
    const start = (row - win.row) * widthPx - win.col;
    for (let at = start + part.left; at < start + part.right; at++) {
      const validity = valid === null ? 1 : valid[at];
      if (validity === clipped) return true;
      if (validity !== 0 && !isBlack(rgb, at * 3) && !isWhite(rgb, at * 3)) return true;
    }
  }
  return false;
}

/** Null if the bytes are damaged or have another version or grid. */
function storedStates(bytes: Uint8Array, cells: number): Uint8Array | null {
  if (bytes.length !== HEADER_BYTES + cells) return null;
  const head = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const states = bytes.slice(HEADER_BYTES);
  const isSound =
    head.getUint32(0, true) === MAGIC &&
    head.getUint32(4, true) === VERSION &&
    head.getUint32(8, true) === cells &&
    head.getUint32(12, true) === crc32(states);
  return isSound ? states : null;
}
