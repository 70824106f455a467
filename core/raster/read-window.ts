/** Reader for windows of raw samples, copied row by row out of decoded blocks. */

import type { RasterWindow } from '../documents/scene.ts';
import { InvalidInput } from '../errors.ts';
import type { Codecs } from '../host.ts';
import { mustPause, pauseForQuestions } from '../questions-first.ts';
import {
  allocateSamples,
  integerLimits,
  type SampleArray,
  type SampleWindow,
  viewSamples,
} from '../tensor/samples.ts';
import { nextTurn, turnIsLong } from '../turn.ts';
import type { BlockCache } from './block-cache.ts';
import { copyRows, copyStrided } from './copy-strided.ts';
import { croppedWindow, readCropped } from './cropped-window.ts';
import { decodeBlock, isSparse } from './decode-block.ts';
import { type DirectRun, directRuns } from './direct-window.ts';
import { gatheredStrips } from './gathered-strips.ts';
import { decodeJoined, joinedTiles } from './joined-tiles.ts';
import { blockBytes, type TiffImage } from './tiff-image.ts';

export type BlockReader = {
  readonly codecs: Codecs;
  readonly cache: BlockCache;
};

/** Limits on blocks read or decoded at the same time, in number and bytes. They bound the memory needed besides the result. */
const mostInFlight = 16;
const bytesInFlight = 256 << 20;

/** Rows of a window from which on strips or tiles are read several at a time: a lower one would need few of them. */
const leastGatheredPx = 16;

type Block = {
  readonly index: number;
  /** Plane of a planar image, otherwise 0. */
  readonly plane: number;
  readonly col: number;
  readonly row: number;
};

/** Samples [heightPx, widthPx, bands] of `bands` (0-based, in this order) in `win`. Throws `InvalidInput` unless `win` lies inside the image. */
export async function readWindow(
  reader: BlockReader,
  stored: TiffImage,
  win: RasterWindow,
  bands: readonly number[],
  signal?: AbortSignal,
): Promise<SampleWindow> {
  checkWindow(stored, win, bands);
  const runs = directRuns(stored, win, bands);
  if (runs !== null) {
    const samples = await readRuns(reader, stored, runs, win.widthPx * win.heightPx * bands.length, signal);
    return { widthPx: win.widthPx, heightPx: win.heightPx, bands: bands.length, samples };
  }
  const samples = reader.cache.windows.take(stored.sampleType, win.widthPx * win.heightPx * bands.length);
  const cropped = croppedWindow(stored, win, bands);
  const isRead =
    cropped !== null && (await readCropped(reader.codecs, stored, cropped, bytesOf(samples), signal));
  if (!isRead) await readBlocks(reader, widerBlocks(stored, win), win, bands, samples, signal);
  return { widthPx: win.widthPx, heightPx: win.heightPx, bands: bands.length, samples };
}

async function readBlocks(
  reader: BlockReader,
  image: TiffImage,
  win: RasterWindow,
  bands: readonly number[],
  samples: SampleArray,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { cache } = reader;
  const queue = absentFirst(blocksOf(image, win, bands), ({ index }) => cache.has(image, index));
  let failed = false;
  const work = async (): Promise<void> => {
    try {
      for (const { block, isHeld } of queue) {
        // From now on the threads have the other blocks, which they decode while the held ones are copied.
        if (isHeld) await null;
        if (failed) return;
        if (isSparse(image, block.index)) {
          fillSparse(image, block, win, bands, samples);
          if (turnIsLong(signal)) await nextTurn(signal);
          continue;
        }
        if (mustPause(signal)) await pauseForQuestions(signal);
        signal?.throwIfAborted();
        const copy = (decoded: SampleArray) => copyBlock(image, block, decoded, win, bands, samples);
        await withBlock(reader, image, block.index, copy);
        // Blocks from the cache are ready at once: without a pause, nothing else would run between them.
        if (turnIsLong(signal)) await nextTurn(signal);
      }
    } catch (error) {
      // The window has failed; its other blocks are not needed.
      failed = true;
      throw error;
    }
  };
  await Promise.all(Array.from({ length: inFlight(image) }, work));
}

function bytesOf({ buffer, byteOffset, byteLength }: SampleArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The image with blocks of several strips or tiles, where `win` needs all of them. */
function widerBlocks(stored: TiffImage, win: RasterWindow): TiffImage {
  if (win.heightPx < leastGatheredPx) return stored;
  return win.widthPx === stored.widthPx ? joinedTiles(gatheredStrips(stored)) : gatheredStrips(stored);
}

/** Takes back the memory of a window to which nothing refers any more. */
export function giveBack({ cache }: BlockReader, samples: SampleArray): void {
  cache.windows.give(samples);
}

async function readRuns(
  { cache }: BlockReader,
  { source, sampleType }: TiffImage,
  runs: readonly DirectRun[],
  count: number,
  signal: AbortSignal | undefined,
): Promise<SampleArray> {
  if (runs.length === 1 && source.readInto === undefined)
    return viewSamples(sampleType, await source.read(runs[0].at, runs[0].bytes, signal));
  const samples = cache.windows.take(sampleType, count);
  const bytes = bytesOf(samples);
  const queue = runs.values();
  const work = async (): Promise<void> => {
    for (const { at, bytes: length, to } of queue)
      if (source.readInto === undefined) bytes.set(await source.read(at, length, signal), to);
      else await source.readInto(at, bytes.subarray(to, to + length), signal);
  };
  await Promise.all(Array.from({ length: mostInFlight }, work));
  return samples;
}

/** True if no block of `win` was ever written. */
export function isSparseWindow(image: TiffImage, win: RasterWindow): boolean {
  const bands = Array.from({ length: image.bands }, (_, band) => band);
  for (const { index } of blocksOf(image, win, bands)) if (!isSparse(image, index)) return false;
  return true;
}

/** The value of samples that were never written: nodata as GDAL stores it in the sample type, clamped and rounded; 0 if the file has none. */
export function sparseSample({ sampleType, nodata }: TiffImage): number {
  if (nodata === null) return 0;
  const one = allocateSamples(sampleType, 1);
  if (sampleType === 'float32' || sampleType === 'float64') return one.fill(nodata)[0];
  if (Number.isNaN(nodata)) return 0;
  const { min, max } = integerLimits(sampleType);
  return Math.min(max, Math.max(min, Math.sign(nodata) * Math.round(Math.abs(nodata))));
}

function inFlight(image: TiffImage): number {
  return Math.min(mostInFlight, Math.max(1, Math.floor(bytesInFlight / blockBytes(image))));
}

/** Takes no signal: an abort of one caller must not fail another's read of the same block. Callers check theirs beforehand. */
function withBlock(
  { codecs, cache }: BlockReader,
  image: TiffImage,
  index: number,
  work: (block: SampleArray) => void,
): Promise<void> {
  const { joined } = image;
  const decode = () =>
    joined === null ? decodeBlock(codecs, image, index) : decodeJoined(codecs, { ...image, joined }, index);
  return cache.use(image, index, decode, work);
}

function checkWindow(image: TiffImage, win: RasterWindow, bands: readonly number[]): void {
  const { col, row, widthPx, heightPx } = win;
  const inside =
    col >= 0 &&
    row >= 0 &&
    widthPx > 0 &&
    heightPx > 0 &&
    col + widthPx <= image.widthPx &&
    row + heightPx <= image.heightPx;
  if (!inside || ![col, row, widthPx, heightPx].every(Number.isInteger))
    throw new InvalidInput(
      `window ${widthPx} x ${heightPx} at ${col}, ${row} is not inside the ${image.widthPx} x ${image.heightPx} raster`,
    );
  for (const band of bands)
    if (!Number.isInteger(band) || band < 0 || band >= image.bands)
      throw new InvalidInput(`band ${band + 1} was asked for; the raster has ${image.bands}`);
}

/** One at a time: a window of thousands of bands has millions. */
function* blocksOf(image: TiffImage, win: RasterWindow, bands: readonly number[]): Generator<Block> {
  const { blockWidthPx, blockHeightPx, blockCols, blockRows, planar } = image;
  const planes = planar ? [...new Set(bands)] : [0];
  const lastRow = Math.floor((win.row + win.heightPx - 1) / blockHeightPx);
  const lastCol = Math.floor((win.col + win.widthPx - 1) / blockWidthPx);
  for (let row = Math.floor(win.row / blockHeightPx); row <= lastRow; row++)
    for (let col = Math.floor(win.col / blockWidthPx); col <= lastCol; col++)
      for (const plane of planes)
        yield { index: plane * blockCols * blockRows + row * blockCols + col, plane, col, row };
}

/** The blocks that are not held come first. */
function* absentFirst(
  blocks: Iterable<Block>,
  isHeld: (block: Block) => boolean,
): Generator<{ readonly block: Block; readonly isHeld: boolean }> {
  const held: Block[] = [];
  for (const block of blocks)
    if (isHeld(block)) held.push(block);
    else yield { block, isHeld: false };
  for (const block of held) yield { block, isHeld: true };
}

type Overlap = {
  readonly col0: number;
  readonly col1: number;
  readonly row0: number;
  readonly row1: number;
};

/** Pixels of the image that lie in the block and in the window; ends are exclusive. */
function overlapOf(image: TiffImage, block: Block, win: RasterWindow): Overlap {
  const { blockWidthPx, blockHeightPx } = image;
  return {
    col0: Math.max(win.col, block.col * blockWidthPx),
    col1: Math.min(win.col + win.widthPx, (block.col + 1) * blockWidthPx, image.widthPx),
    row0: Math.max(win.row, block.row * blockHeightPx),
    row1: Math.min(win.row + win.heightPx, (block.row + 1) * blockHeightPx, image.heightPx),
  };
}

function fillSparse(
  image: TiffImage,
  block: Block,
  win: RasterWindow,
  bands: readonly number[],
  out: SampleArray,
): void {
  const sample = sparseSample(image);
  const { col0, col1, row0, row1 } = overlapOf(image, block, win);
  const own = [...bands.keys()].filter((i) => !image.planar || bands[i] === block.plane);
  for (let row = row0; row < row1; row++) {
    const from = ((row - win.row) * win.widthPx + (col0 - win.col)) * bands.length;
    const to = from + (col1 - col0) * bands.length;
    if (own.length === bands.length) out.fill(sample, from, to);
    else for (const i of own) for (let at = from + i; at < to; at += bands.length) out[at] = sample;
  }
}

function copyBlock(
  image: TiffImage,
  block: Block,
  decoded: SampleArray,
  win: RasterWindow,
  bands: readonly number[],
  out: SampleArray,
): void {
  const { blockWidthPx, blockHeightPx } = image;
  const { col0, col1, row0, row1 } = overlapOf(image, block, win);
  const perPixel = image.planar ? 1 : image.bands;
  const wholePixels = !image.planar && bands.length === image.bands && bands.every((band, i) => band === i);
  const [cols, rows] = [col1 - col0, row1 - row0];
  const from =
    ((row0 - block.row * blockHeightPx) * blockWidthPx + (col0 - block.col * blockWidthPx)) * perPixel;
  const to = ((row0 - win.row) * win.widthPx + (col0 - win.col)) * bands.length;
  const [fromRow, toRow] = [blockWidthPx * perPixel, win.widthPx * bands.length];
  if (wholePixels || (perPixel === 1 && bands.length === 1)) {
    copyRows(decoded, { at: from, row: fromRow }, out, { at: to, row: toRow }, cols * perPixel, rows);
    return;
  }
  for (let i = 0; i < bands.length; i++) {
    if (image.planar && bands[i] !== block.plane) continue;
    const source = { at: from + (image.planar ? 0 : bands[i]), step: perPixel, row: fromRow };
    copyStrided(decoded, source, out, { at: to + i, step: bands.length, row: toRow }, { cols, rows });
  }
}
