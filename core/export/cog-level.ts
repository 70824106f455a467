/** Writer for one level of a COG: cuts and compresses tiles as rows arrive, and passes on the rows at half resolution. */
import { joinBytes } from '../bytes/join.ts';
import type { AppendFile, Codecs } from '../host.ts';

export type CogSamples = Float32Array | Uint8Array;

/** Compressed tiles are collected up to this size, since every append waits for the disk. */
const parkedBytes = 4 << 20;

export class CogLevel {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly byteCounts: number[] = [];
  readonly #tileSizePx: number;
  readonly #codecs: Codecs;
  readonly #file: AppendFile;
  readonly #isFloat: boolean;
  /** Samples per pixel: 1, or 4 for red, green, blue and alpha. */
  readonly #channels: number;
  /** One row of tiles, [tileSizePx, widthPx, channels], filled from the top. */
  readonly #band: CogSamples;
  #rows = 0;
  #parked: Uint8Array[] = [];
  #parkedBytes = 0;

  constructor(
    widthPx: number,
    heightPx: number,
    tileSizePx: number,
    { isFloat, channels }: { readonly isFloat: boolean; readonly channels: number },
    codecs: Codecs,
    file: AppendFile,
  ) {
    this.widthPx = widthPx;
    this.heightPx = heightPx;
    this.#tileSizePx = tileSizePx;
    this.#codecs = codecs;
    this.#file = file;
    this.#isFloat = isFloat;
    this.#channels = channels;
    const length = widthPx * tileSizePx * channels;
    this.#band = isFloat ? new Float32Array(length) : new Uint8Array(length);
  }

  get tileCols(): number {
    return Math.ceil(this.widthPx / this.#tileSizePx);
  }

  /** Adds whole rows; calls `handOn` with the half-resolution rows of each full row of tiles. */
  async push(rows: CogSamples, handOn: (half: CogSamples) => Promise<void>): Promise<void> {
    let from = 0;
    while (from < rows.length) {
      const rowLength = this.widthPx * this.#channels;
      const part = rows.subarray(from, from + (this.#tileSizePx - this.#rows) * rowLength);
      this.#band.set(part, this.#rows * rowLength);
      this.#rows += part.length / rowLength;
      from += part.length;
      if (this.#rows === this.#tileSizePx) await this.#flushBand(handOn);
    }
  }

  /** Call after the last row; writes what is still buffered. */
  async finish(handOn: (half: CogSamples) => Promise<void>): Promise<void> {
    if (this.#rows > 0) await this.#flushBand(handOn);
    await this.#unpark();
  }

  async #flushBand(handOn: (half: CogSamples) => Promise<void>): Promise<void> {
    const rows = this.#rows;
    const cols = Array.from({ length: this.tileCols }, (_, i) => i);
    // Eight tiles at a time keep the compression threads busy.
    for (let i = 0; i < cols.length; i += 8) {
      const tiles = await Promise.all(
        cols.slice(i, i + 8).map((col) => this.#codecs.deflate(this.#tileBytes(col, rows))),
      );
      for (const tile of tiles) {
        this.byteCounts.push(tile.length);
        this.#parked.push(tile);
        this.#parkedBytes += tile.length;
      }
    }
    if (this.#parkedBytes >= parkedBytes) await this.#unpark();
    this.#rows = 0;
    const band = this.#band.subarray(0, rows * this.widthPx * this.#channels);
    await handOn(
      this.#channels === 1
        ? halved(band, this.widthPx, rows, this.#isFloat)
        : halvedColours(band, this.widthPx, rows),
    );
  }

  async #unpark(): Promise<void> {
    const bytes = joinBytes(this.#parked);
    this.#parked = [];
    this.#parkedBytes = 0;
    if (bytes.length > 0) await this.#file.append(bytes);
  }

  /** Bytes of a tile, padded with NaN or 0, with the predictor applied. */
  #tileBytes(tileCol: number, rows: number): Uint8Array {
    const [size, channels] = [this.#tileSizePx, this.#channels];
    const col = tileCol * size;
    const width = Math.min(size, this.widthPx - col);
    const length = size * size * channels;
    const tile = this.#isFloat ? new Float32Array(length).fill(Number.NaN) : new Uint8Array(length);
    for (let row = 0; row < rows; row++) {
      const from = (row * this.widthPx + col) * channels;
      tile.set(this.#band.subarray(from, from + width * channels), row * size * channels);
    }
    return tile instanceof Float32Array ? floatPredicted(tile, size) : bytePredicted(tile, size, channels);
  }
}

/** 2 x 2 means over the cells that are not NaN; an odd last row or column is averaged alone. */
function halved(samples: CogSamples, widthPx: number, rows: number, isFloat: boolean): CogSamples {
  const halfWidth = Math.ceil(widthPx / 2);
  const halfRows = Math.ceil(rows / 2);
  const out = isFloat ? new Float32Array(halfWidth * halfRows) : new Uint8Array(halfWidth * halfRows);
  for (let j = 0; j < halfRows; j++)
    for (let i = 0; i < halfWidth; i++) {
      let sum = 0;
      let count = 0;
      for (let row = 2 * j; row < Math.min(2 * j + 2, rows); row++)
        for (let col = 2 * i; col < Math.min(2 * i + 2, widthPx); col++) {
          const value = samples[row * widthPx + col];
          if (Number.isNaN(value)) continue;
          sum += value;
          count += 1;
        }
      const mean = count === 0 ? Number.NaN : sum / count;
      out[j * halfWidth + i] = isFloat ? mean : mean + 0.5;
    }
  return out;
}

/** As `halved`, for red, green, blue and alpha: colours are means over the pixels that show anything. */
function halvedColours(samples: CogSamples, widthPx: number, rows: number): Uint8Array {
  const halfWidth = Math.ceil(widthPx / 2);
  const halfRows = Math.ceil(rows / 2);
  const out = new Uint8Array(halfWidth * halfRows * 4);
  for (let j = 0; j < halfRows; j++)
    for (let i = 0; i < halfWidth; i++) {
      const sums = [0, 0, 0, 0];
      let pixels = 0;
      for (let row = 2 * j; row < Math.min(2 * j + 2, rows); row++)
        for (let col = 2 * i; col < Math.min(2 * i + 2, widthPx); col++) {
          const at = (row * widthPx + col) * 4;
          const alpha = samples[at + 3];
          for (let channel = 0; channel < 3; channel++) sums[channel] += samples[at + channel] * alpha;
          sums[3] += alpha;
          pixels += 1;
        }
      const to = (j * halfWidth + i) * 4;
      for (let channel = 0; channel < 3 && sums[3] > 0; channel++)
        out[to + channel] = sums[channel] / sums[3] + 0.5;
      out[to + 3] = sums[3] / pixels + 0.5;
    }
  return out;
}

/** Applies predictor 3: byte planes, most significant first, as differences along the row. */
function floatPredicted(tile: Float32Array, size: number): Uint8Array {
  const little = new Uint8Array(tile.buffer);
  const out = new Uint8Array(little.length);
  const rowBytes = size * 4;
  for (let start = 0; start < little.length; start += rowBytes) {
    for (let plane = 0; plane < 4; plane++)
      for (let i = 0; i < size; i++) out[start + plane * size + i] = little[start + i * 4 + (3 - plane)];
    for (let i = start + rowBytes - 1; i > start; i--) out[i] -= out[i - 1];
  }
  return out;
}

/** Applies predictor 2, in place: differences between neighbours of one channel. */
function bytePredicted(tile: Uint8Array, size: number, channels: number): Uint8Array {
  const rowLength = size * channels;
  for (let start = 0; start < tile.length; start += rowLength)
    for (let i = start + rowLength - 1; i >= start + channels; i--) tile[i] -= tile[i - channels];
  return tile;
}
