/**
 * Coarse levels for a raster with too few overviews or none. Each group of levels is made when first needed, in one pass over the
 * file, with a size limit independent of the raster, and stored for the next time the scene is opened.
 */
import { abortable } from '../abortable.ts';
import { crc32 } from '../bytes/crc32.ts';
import { allocateSamples, viewSamples } from '../tensor/samples.ts';
import { nextTurn, turnIsLong } from '../turn.ts';
import { emptyLevel, finestLevel, halve, type PreviewLevel } from './make-preview.ts';
import type { Raster } from './raster.ts';
import { type Nodata, nodataOf } from './validity.ts';

/** Storage for previews between sessions, by a name that changes with the scene's content. */
export interface PreviewStore {
  load(name: string): Promise<Uint8Array | null>;
  save(name: string, bytes: Uint8Array): Promise<void>;
}

const maxBytes = 128 << 20;
const smallestSidePx = 256;
/** A pass continues for a while after nobody waits for it, because the map often asks again. */
const patienceMs = 60_000;
const crcBytes = 8 << 20;
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
  #waiting = 0;
  #leftMs = 0;
  #isClosed = false;

  /** `name` identifies the raster's content in the store. */
  constructor(raster: Raster, name: string, store: PreviewStore | null) {
    this.#raster = raster;
    this.#name = name;
    this.#store = store;
  }

  /**
   * Levels, finest first, up to at least `scale`. The first call for the fine or the coarse group reads the file unless it is stored.
   * An abort ends the wait; reading ends at `close`, or a minute after the last caller stopped waiting.
   */
  async levels(scale: number, signal?: AbortSignal): Promise<readonly PreviewLevel[]> {
    const isFine = scale < coarseScale || this.finestScale >= coarseScale;
    this.#waiting += 1;
    try {
      const group = isFine ? this.#fineGroup() : this.#coarseGroup();
      return await (signal === undefined ? group : abortable(group, signal));
    } finally {
      this.#waiting -= 1;
      this.#leftMs = performance.now();
    }
  }

  /** Stops reading. */
  close(): void {
    this.#isClosed = true;
  }

  #fineGroup(): Promise<readonly PreviewLevel[]> {
    this.#fine ??= this.#made(this.finestScale).catch((error: unknown) => {
      // Retry on the next call: a missing disk may be back.
      this.#fine = null;
      throw error;
    });
    return this.#fine;
  }

  #coarseGroup(): Promise<readonly PreviewLevel[]> {
    this.#coarse ??= this.#made(coarseScale).catch((error: unknown) => {
      this.#coarse = null;
      throw error;
    });
    return this.#coarse;
  }

  /** Throws when the pass should end. */
  readonly #checkWanted = (): void => {
    const isWanted = this.#waiting > 0 || performance.now() - this.#leftMs < patienceMs;
    if (this.#isClosed || !isWanted) throw new DOMException('The preview is no longer needed.', 'AbortError');
  };

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
    const kept = stored ? await storedLevel(this.#raster, scale, stored) : null;
    const finest = kept ?? (await finestLevel(this.#raster, scale, this.#checkWanted));
    if (kept === null) await this.#store?.save(name, await levelBytes(finest));
    return withCoarser(finest, nodataOf(this.#raster.levels[0].image));
  }
}

async function withCoarser(finest: PreviewLevel, nodata: Nodata | null): Promise<readonly PreviewLevel[]> {
  const levels = [finest];
  for (;;) {
    const last = levels[levels.length - 1];
    if (Math.max(last.pixels.widthPx, last.pixels.heightPx) <= smallestSidePx) return levels;
    levels.push(await halve(last, nodata));
  }
}

async function levelBytes({ pixels: { samples }, valid }: PreviewLevel): Promise<Uint8Array> {
  const bytes = new Uint8Array(headerBytes + samples.byteLength + valid.length);
  bytes.set(new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength), headerBytes);
  bytes.set(valid, headerBytes + samples.byteLength);
  const head = new DataView(bytes.buffer);
  head.setUint32(0, magic, true);
  head.setUint32(4, version, true);
  head.setUint32(8, samples.byteLength, true);
  head.setUint32(12, await crcOf(bytes.subarray(headerBytes)), true);
  return bytes;
}

/** Null if the bytes are damaged or have another version or size. */
async function storedLevel(raster: Raster, scale: number, bytes: Uint8Array): Promise<PreviewLevel | null> {
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
    head.getUint32(12, true) === (await crcOf(content));
  if (!isSound) return null;
  empty.pixels.samples.set(viewSamples(sampleType, new Uint8Array(content.subarray(0, byteLength))));
  empty.valid.set(content.subarray(byteLength));
  return empty;
}

async function crcOf(bytes: Uint8Array): Promise<number> {
  let crc = 0;
  for (let at = 0; at < bytes.length; at += crcBytes) {
    crc = crc32(bytes.subarray(at, at + crcBytes), crc);
    if (turnIsLong()) await nextTurn();
  }
  return crc;
}
