/**
 * Coarse levels for a raster with too few overviews or none. Each group of levels is made when first needed, in one pass over the
 * file, with a size limit independent of the raster, and stored for the next time the scene is opened.
 */
import { crc32 } from '../bytes/crc32.ts';
import { allocateSamples, type SampleArray, type SampleWindow, viewSamples } from '../tensor/samples.ts';
import type { Raster } from './raster.ts';
import { readWindow } from './read-window.ts';
import { validPixels } from './valid-pixels.ts';
import { holdsData, nodataAsStored } from './validity.ts';

export type PreviewLevel = {
  /** All bands of the whole raster at this level. */
  readonly pixels: SampleWindow;
  /** [heightPx, widthPx], 1 where any of the averaged pixels holds data. */
  readonly valid: Uint8Array;
  readonly scale: number;
};

/** Storage for previews between sessions, by a name that changes with the scene's content. */
export interface PreviewStore {
  load(name: string): Promise<Uint8Array | null>;
  save(name: string, bytes: Uint8Array): Promise<void>;
}

const maxBytes = 128 << 20;
/** Size of the rows of samples read at a time. */
const bandBytes = 32 << 20;
const smallestSidePx = 256;
const stripsInFlight = 16;
/** From this scale on, one row per cell is enough; the whole scene appears long before its details. */
const coarseScale = 16;
const finestPossibleScale = 4;
/** 16 B: "LSPV" | u32 version | u32 bytes of the samples | u32 CRC-32 of all that follows; then samples, native order, and validity. */
const magic = 0x5650534c;
const version = 2;
const headerBytes = 16;

export class ScenePreview {
  readonly #raster: Raster;
  readonly #name: string;
  readonly #store: PreviewStore | null;
  #coarse: Promise<readonly PreviewLevel[]> | null = null;
  #fine: Promise<readonly PreviewLevel[]> | null = null;

  /** `name` identifies the raster's content in the store. */
  constructor(raster: Raster, name: string, store: PreviewStore | null) {
    this.#raster = raster;
    this.#name = name;
    this.#store = store;
  }

  /** Levels, finest first, up to at least `scale`. The first call for the fine or the coarse group reads the file unless it is stored. */
  levels(scale: number): Promise<readonly PreviewLevel[]> {
    if (scale < coarseScale || this.finestScale >= coarseScale) {
      this.#fine ??= this.#made(this.finestScale).catch((error: unknown) => {
        // Retry on the next call: a missing disk may be back.
        this.#fine = null;
        throw error;
      });
      return this.#fine;
    }
    this.#coarse ??= this.#made(coarseScale).catch((error: unknown) => {
      this.#coarse = null;
      throw error;
    });
    return this.#coarse;
  }

  /** Full-resolution pixels per pixel of the finest preview level. */
  get finestScale(): number {
    const { widthPx, heightPx, bands, sampleType } = this.#raster.levels[0].image;
    const sampleBytes = allocateSamples(sampleType, 1).byteLength;
    let scale = finestPossibleScale;
    while ((widthPx / scale) * (heightPx / scale) * (bands * sampleBytes + 1) > maxBytes) scale *= 2;
    return scale;
  }

  async #made(scale: number): Promise<readonly PreviewLevel[]> {
    const name = `${this.#name}-${scale}`;
    const stored = await this.#store?.load(name);
    const kept = stored ? storedLevel(this.#raster, scale, stored) : null;
    const finest = kept ?? (await finestLevel(this.#raster, scale));
    if (kept === null) await this.#store?.save(name, levelBytes(finest));
    return withCoarser(finest, nodataAsStored(this.#raster.levels[0].image));
  }
}

function withCoarser(finest: PreviewLevel, nodata: number | null): readonly PreviewLevel[] {
  const levels = [finest];
  for (;;) {
    const last = levels[levels.length - 1];
    if (Math.max(last.pixels.widthPx, last.pixels.heightPx) <= smallestSidePx) return levels;
    levels.push(halve(last, nodata));
  }
}

function levelBytes({ pixels: { samples }, valid }: PreviewLevel): Uint8Array {
  const bytes = new Uint8Array(headerBytes + samples.byteLength + valid.length);
  bytes.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), headerBytes);
  bytes.set(valid, headerBytes + samples.byteLength);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, magic, true);
  head.setUint32(4, version, true);
  head.setUint32(8, samples.byteLength, true);
  head.setUint32(12, crc32(bytes.subarray(headerBytes)), true);
  return bytes;
}

/** Null if the bytes are damaged or have another version or size. */
function storedLevel(raster: Raster, scale: number, bytes: Uint8Array): PreviewLevel | null {
  const { sampleType, widthPx, heightPx, bands } = raster.levels[0].image;
  const empty = emptyLevel(sampleType, widthPx, heightPx, bands, scale);
  const { byteLength } = empty.pixels.samples;
  if (bytes.length !== headerBytes + byteLength + empty.valid.length) return null;
  const head = new DataView(bytes.buffer, bytes.byteOffset, headerBytes);
  const content = bytes.subarray(headerBytes);
  const isSound =
    head.getUint32(0, true) === magic &&
    head.getUint32(4, true) === version &&
    head.getUint32(8, true) === byteLength &&
    head.getUint32(12, true) === crc32(content);
  if (!isSound) return null;
  empty.pixels.samples.set(viewSamples(sampleType, new Uint8Array(content.subarray(0, byteLength))));
  empty.valid.set(content.subarray(byteLength));
  return empty;
}

/** Reads the file once, in bands of rows. For thin strips one row in `scale` is decoded; for taller blocks all rows are averaged. */
async function finestLevel(raster: Raster, scale: number): Promise<PreviewLevel> {
  const level = raster.levels[0];
  const { image } = level;
  const bands = Array.from({ length: image.bands }, (_, band) => band);
  const nodata = nodataAsStored(image);
  const target = emptyLevel(image.sampleType, image.widthPx, image.heightPx, image.bands, scale);
  const sampleBytes = target.pixels.samples.BYTES_PER_ELEMENT;
  const thinStrips = image.blockHeightPx * 2 <= scale;
  const rowBytes = image.widthPx * image.bands * sampleBytes;
  const rowsAtOnce = Math.max(1, Math.floor(bandBytes / rowBytes / scale)) * scale;
  const step = thinStrips ? scale : rowsAtOnce;
  const average = async (row: number): Promise<void> => {
    const heightPx = Math.min(thinStrips ? image.blockHeightPx : rowsAtOnce, image.heightPx - row);
    const win = { col: 0, row, widthPx: image.widthPx, heightPx };
    const read = await readWindow(raster.blocks, image, win, bands);
    const valid = await validPixels(raster, level, win, read);
    averageInto(target, read, valid, nodata, Math.floor(row / scale));
  };
  // One thin strip at a time would leave the other decoding threads idle.
  const together = thinStrips ? stripsInFlight : 1;
  for (let row = 0; row < image.heightPx; row += step * together)
    await Promise.all(
      Array.from({ length: together }, (_, i) => row + i * step)
        .filter((first) => first < image.heightPx)
        .map(average),
    );
  return target;
}

function emptyLevel(
  type: Parameters<typeof allocateSamples>[0],
  fullWidthPx: number,
  fullHeightPx: number,
  bands: number,
  scale: number,
): PreviewLevel {
  const widthPx = Math.ceil(fullWidthPx / scale);
  const heightPx = Math.ceil(fullHeightPx / scale);
  return {
    pixels: { widthPx, heightPx, bands, samples: allocateSamples(type, widthPx * heightPx * bands) },
    valid: new Uint8Array(widthPx * heightPx),
    scale,
  };
}

/** Writes the mean of the valid samples of each cell of `target.scale` x `target.scale` pixels, starting at row `firstRow`. */
function averageInto(
  target: PreviewLevel,
  read: SampleWindow,
  valid: Uint8Array,
  nodata: number | null,
  firstRow: number,
): void {
  const { widthPx, bands, samples } = target.pixels;
  const rows = Math.ceil(read.heightPx / target.scale);
  for (let j = 0; j < rows; j++)
    for (let i = 0; i < widthPx; i++) {
      const cell = (firstRow + j) * widthPx + i;
      const col0 = i * target.scale;
      const col1 = Math.min(col0 + target.scale, read.widthPx);
      const row0 = j * target.scale;
      const row1 = Math.min(row0 + target.scale, read.heightPx);
      const isValid = meanOf(read, valid, nodata, col0, col1, row0, row1, samples, cell * bands);
      target.valid[cell] = isValid ? 1 : 0;
    }
}

const sums = new Float64Array(4096);
const counts = new Float64Array(4096);

/**
 * Writes the mean of each band over the pixels that hold data; a band without data gets nodata, or NaN if there is none.
 * Returns false and writes nothing if no pixel is valid.
 */
function meanOf(
  { widthPx, bands, samples }: SampleWindow,
  valid: Uint8Array,
  nodata: number | null,
  col0: number,
  col1: number,
  row0: number,
  row1: number,
  out: SampleArray,
  to: number,
): boolean {
  let isValid = false;
  sums.fill(0, 0, bands);
  counts.fill(0, 0, bands);
  for (let row = row0; row < row1; row++)
    for (let at = row * widthPx + col0; at < row * widthPx + col1; at++) {
      if (valid[at] === 0) continue;
      isValid = true;
      for (let band = 0; band < bands; band++) {
        const value = samples[at * bands + band];
        if (!holdsData(value, nodata)) continue;
        sums[band] += value;
        counts[band] += 1;
      }
    }
  if (!isValid) return false;
  const round = out instanceof Float32Array || out instanceof Float64Array ? (x: number) => x : Math.round;
  for (let band = 0; band < bands; band++)
    out[to + band] = counts[band] > 0 ? round(sums[band] / counts[band]) : (nodata ?? Number.NaN);
  return true;
}

function halve(level: PreviewLevel, nodata: number | null): PreviewLevel {
  const { pixels, valid, scale } = level;
  const half: PreviewLevel = {
    pixels: {
      widthPx: Math.ceil(pixels.widthPx / 2),
      heightPx: Math.ceil(pixels.heightPx / 2),
      bands: pixels.bands,
      samples: pixels.samples
        .slice(0, Math.ceil(pixels.widthPx / 2) * Math.ceil(pixels.heightPx / 2) * pixels.bands)
        .fill(0),
    },
    valid: new Uint8Array(Math.ceil(pixels.widthPx / 2) * Math.ceil(pixels.heightPx / 2)),
    scale: 2,
  };
  averageInto(half, pixels, valid, nodata, 0);
  return { ...half, scale: scale * 2 };
}
