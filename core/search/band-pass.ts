/** Pass over a column range of a scene from top to bottom, in bands of rows; holds only the rows that windows still need. */

import type { RasterWindow } from '../documents/scene.ts';
import type { MaskedRgb, SceneReader } from '../raster/scene-reader.ts';
import { awaitedLater } from './awaited-later.ts';

/** A multiple of common block heights, so that blocks are not decoded twice. */
const BAND_ROWS = 512;

type Band = MaskedRgb & { readonly row: number };

/**
 * Memory: range width x (largest window + 2 bands) x 4 bytes (RGB and validity), including the band that is read ahead.
 * Call `need` before `cut`, for windows in order of their lower edge.
 */
export class BandPass {
  readonly #reader: SceneReader;
  readonly #range: { readonly col: number; readonly widthPx: number };
  readonly #signal: AbortSignal;
  #bands: Band[] = [];
  #nextRow: number;
  #ahead: Promise<Band> | null = null;

  /** Starts at the band that contains row `top`. */
  constructor(
    reader: SceneReader,
    range: { readonly col: number; readonly widthPx: number },
    top: number,
    signal: AbortSignal,
  ) {
    this.#reader = reader;
    this.#range = range;
    this.#signal = signal;
    this.#nextRow = Math.floor(top / BAND_ROWS) * BAND_ROWS;
  }

  /** Reads until all rows above `bottom` are held, drops bands above `top`, and starts reading the next band. */
  async need(top: number, bottom: number): Promise<void> {
    for (const band of this.#bands) if (!isBelow(band, top)) this.#reader.giveBack?.(band);
    this.#bands = this.#bands.filter((band) => isBelow(band, top));
    while (this.#nextRow < bottom) {
      const band = await (this.#ahead ?? this.#read());
      this.#ahead = null;
      this.#nextRow = band.row + band.heightPx;
      if (isBelow(band, top)) this.#bands.push(band);
      else this.#reader.giveBack?.(band);
    }
    if (this.#ahead === null && this.#nextRow < this.#reader.heightPx)
      this.#ahead = awaitedLater(this.#read());
  }

  /** A copy of the pixels of `win`, which must lie in the rows held; `valid` is null if all bands it touches are valid. */
  cut(win: RasterWindow): MaskedRgb {
    const rgb = new Uint8Array(win.widthPx * win.heightPx * 3);
    let valid: Uint8Array | null = null;
    for (const band of this.#bands) {
      const from = Math.max(win.row, band.row);
      const to = Math.min(win.row + win.heightPx, band.row + band.heightPx);
      if (band.valid !== null && from < to) valid ??= new Uint8Array(win.widthPx * win.heightPx).fill(1);
      for (let row = from; row < to; row++) {
        const at = (row - band.row) * band.widthPx + win.col - this.#range.col;
        const into = (row - win.row) * win.widthPx;
        rgb.set(band.rgb.subarray(at * 3, (at + win.widthPx) * 3), into * 3);
        if (band.valid !== null && valid !== null) valid.set(band.valid.subarray(at, at + win.widthPx), into);
      }
    }
    return { widthPx: win.widthPx, heightPx: win.heightPx, rgb, valid };
  }

  async #read(): Promise<Band> {
    const row = this.#nextRow;
    const heightPx = Math.min(BAND_ROWS, this.#reader.heightPx - row);
    const band = await this.#reader.readRgb({ ...this.#range, row, heightPx }, this.#signal);
    return { ...band, row };
  }
}

/** Whether the band has a row from `top` on. */
function isBelow({ row, heightPx }: Band, top: number): boolean {
  return row + heightPx > top;
}
