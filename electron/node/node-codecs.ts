/** Codecs under Node: killable threads for raster blocks, sharp for pictures, zlib on libuv's threads for the rest. */
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import sharp from 'sharp';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type {
  BlockRow,
  Codecs,
  CroppedRows,
  ExpectedPicture,
  GuardedBlock,
  JpegBlock,
} from '../../core/host.ts';
import { decodingMemory } from '../../core/memory-budget.ts';
import { KERNEL_BASE64 } from '../../core/raster/codec/kernel/blocks.generated.ts';
import type { SampleArray } from '../../core/tensor/samples.ts';
import { blockMessage } from './block-message.mjs';
import { type PictureHeader, readPictureHeader } from './picture-header.ts';
import { SpareBuffers } from './spare-buffers.ts';
import { WorkerLine } from './worker-line.ts';

const inflate = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate);
const deflate = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.deflate);

/** A block takes milliseconds; only damaged ones come close to this. */
const guardedLimitMs = 5_000;
/** More would compete with the models for the cores, and each takes memory. */
const mostThreads = 4;
/** Blocks that a thread has at hand: it need not wait for the next, and answers several at a time. Of the largest blocks, more would need fresh memory. */
const blocksAtHand = 6;
/** As much as the blocks hold that are decoded at the same time. */
const mostSpareBytes = 24 << 20;
/** The page waits for map tiles: the least effort takes a quarter of the time of libwebp's default, for files a fifth larger. */
const webpEffort = 0;
/** Time limit. The largest picture that fits the budget takes seconds; damaged or crafted ones may take minutes. */
const pictureLimitS = 60;

/** Request of codec-worker.mjs. */
type BlockRequest = { readonly block: GuardedBlock | JpegBlock | BlockRow | CroppedRows };

export class NodeCodecs implements Codecs {
  /** Each starts when those before it are busy. */
  readonly #threads: readonly WorkerLine<BlockRequest>[];
  readonly #spares = new SpareBuffers(mostSpareBytes);
  /** Memory that the threads made, of which nobody else has a part. */
  readonly #made = new WeakSet<ArrayBufferLike>();

  constructor(codecWorkerEntry: URL) {
    const kernel = Uint8Array.from(Buffer.from(KERNEL_BASE64, 'base64'));
    const isAlone = availableParallelism() === 1;
    const spareFor = ({ block }: BlockRequest) => this.#spares.take(sizeOf(block));
    const pack = ({ block }: BlockRequest, id: number, spare: ArrayBuffer | null) =>
      blockMessage(block, id, spare);
    this.#threads = Array.from({ length: Math.min(mostThreads, availableParallelism()) }, () => {
      const begun = new Int32Array(new SharedArrayBuffer(4));
      return new WorkerLine(codecWorkerEntry, guardedLimitMs, {
        mostSent: blocksAtHand,
        workerData: { kernel, begun, isAlone },
        begun,
        spareFor,
        pack,
      });
    });
  }

  async inflate(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array> {
    try {
      return owned(await inflate(bytes, { maxOutputLength: maxBytes }));
    } catch (error) {
      throw new InvalidInput(`deflate: ${messageOf(error)}`, { cause: error });
    }
  }

  async deflate(bytes: Uint8Array): Promise<Uint8Array> {
    return owned(await deflate(bytes, { level: 6 }));
  }

  decodeGuarded(block: GuardedBlock): Promise<Uint8Array> {
    return this.#bytesOf(block);
  }

  readRows(rows: CroppedRows): Promise<Uint8Array> {
    return this.#bytesOf(rows);
  }

  async #bytesOf(block: GuardedBlock | CroppedRows): Promise<Uint8Array> {
    const result = await this.#ask(block);
    if (!(result instanceof Uint8Array))
      throw new InvalidInput(`${block.codec}: the decoder returned no bytes`);
    return result;
  }

  decodeJpeg(block: JpegBlock): Promise<Uint8Array | null> {
    return this.#askForBytes(block);
  }

  decodeRow(row: BlockRow): Promise<Uint8Array | null> {
    return this.#askForBytes(row);
  }

  reuse({ buffer }: SampleArray): void {
    if (buffer instanceof ArrayBuffer && this.#made.delete(buffer)) this.#spares.give(buffer);
  }

  async #askForBytes(block: JpegBlock | BlockRow): Promise<Uint8Array | null> {
    const result = await this.#ask(block);
    return result instanceof Uint8Array ? result : null;
  }

  async #ask(block: BlockRequest['block']): Promise<unknown> {
    const least = this.#threads.reduce((best, each) => (each.length < best.length ? each : best));
    const made = await least.ask({ block });
    const result = made instanceof ArrayBuffer ? new Uint8Array(made) : made;
    if (result instanceof Uint8Array) this.#made.add(result.buffer);
    return result;
  }

  async pictureCost(bytes: Uint8Array): Promise<number> {
    try {
      return (await readPictureHeader(bytes)).costBytes;
    } catch (error) {
      throw asPictureError(error);
    }
  }

  async decodePicture(
    bytes: Uint8Array,
    expected?: ExpectedPicture,
  ): Promise<{ widthPx: number; heightPx: number; channels: number; pixels: Uint8Array }> {
    try {
      const header = await readPictureHeader(bytes);
      check(header, expected);
      return await decodingMemory.hold(header.costBytes, () => pixelsOf(bytes, header));
    } catch (error) {
      throw asPictureError(error);
    }
  }

  async drawText(
    text: string,
    { letterPx, widthPx }: { readonly letterPx: number; readonly widthPx: number },
  ): Promise<{ widthPx: number; heightPx: number; rgba: Uint8Array }> {
    const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    // At 72 dots per inch a point is a pixel.
    const drawn = sharp({
      text: {
        text: escaped,
        font: `sans bold ${letterPx}`,
        width: widthPx,
        dpi: 72,
        rgba: true,
        wrap: 'word-char',
      },
    });
    const { data, info } = await drawn.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    return { widthPx: info.width, heightPx: info.height, rgba: owned(data) };
  }

  async encodePicture(
    picture: { widthPx: number; heightPx: number; channels: 1 | 3 | 4; pixels: Uint8Array },
    format: 'png' | 'jpeg' | 'webp',
  ): Promise<Uint8Array> {
    const { widthPx: width, heightPx: height, channels, pixels } = picture;
    const input = sharp(pixels, { raw: { width, height, channels } });
    const raw = channels === 1 ? input.toColourspace('b-w') : input;
    const encoded =
      format === 'webp'
        ? raw.webp({ quality: 85, effort: webpEffort })
        : format === 'jpeg'
          ? raw.removeAlpha().jpeg({ quality: 90 })
          : raw.png();
    return owned(await encoded.toBuffer());
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }
}

/** Bytes of a decoded block; 0 if the result is the array that was sent. */
function sizeOf(block: BlockRequest['block']): number {
  if (block.codec === 'row' || block.codec === 'crop') return block.rows * block.rowBytes;
  if (block.codec === 'jpeg') return block.widthPx * block.leastRows * block.samples;
  if (block.codec === 'lerc') return block.sizeBytes;
  return block.parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Throws before any pixel is decoded. */
function check(header: PictureHeader, expected: ExpectedPicture | undefined): void {
  const { format, widthPx, heightPx, depth, costBytes } = header;
  if (expected && format !== expected.format)
    throw new InvalidInput(`${format.toUpperCase()} found, ${expected.format.toUpperCase()} expected`);
  if (
    expected &&
    (widthPx !== expected.widthPx || heightPx < expected.leastHeightPx || heightPx > expected.mostHeightPx)
  )
    throw new InvalidInput(
      `${widthPx} x ${heightPx} pixels found, ${expected.widthPx} x ${expected.leastHeightPx} expected`,
    );
  if (format === 'tiff' && depth !== 'uchar')
    throw new Unsupported(
      `a TIFF with ${depth} samples: pictures need 8 bits per sample; convert it first (gdal_translate -ot Byte -scale)`,
    );
  if (costBytes > decodingMemory.totalBytes)
    throw new Unsupported(
      `${widthPx} x ${heightPx} pixels would take ${Math.round(costBytes / 2 ** 20)} MiB to decode, and the limit is ${decodingMemory.totalBytes / 2 ** 20} MiB; make the picture smaller, or cut it into several`,
    );
}

async function pixelsOf(
  bytes: Uint8Array,
  { channels }: PictureHeader,
): Promise<{ widthPx: number; heightPx: number; channels: number; pixels: Uint8Array }> {
  // An embedded colour profile would change the pixel values; raster blocks are read without one.
  const picture = sharp(bytes, {
    failOn: 'error',
    ignoreIcc: true,
    limitInputPixels: false,
    sequentialRead: true,
  }).timeout({ seconds: pictureLimitS });
  const { data, info } = await (channels < 3 ? picture.toColourspace('b-w') : picture)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, channels: info.channels, pixels: owned(data) };
}

function asPictureError(error: unknown): Error {
  if (error instanceof Unsupported || error instanceof InvalidInput) return error;
  return new InvalidInput(`picture: ${messageOf(error)}`, { cause: error });
}

/** Small buffers share Node's pool; results must own their memory to be transferable to another thread. */
function owned(buffer: Buffer): Uint8Array {
  return buffer.byteLength === buffer.buffer.byteLength
    ? new Uint8Array(buffer.buffer)
    : new Uint8Array(buffer);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
