/** Codecs under Node: zlib on libuv's threads, sharp for pictures, a killable worker for the rest. */
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import sharp from 'sharp';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { Codecs, GuardedBlock } from '../../core/host.ts';
import { WorkerLine } from './worker-line.ts';

const inflate = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate);
const deflate = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.deflate);

/** A block takes milliseconds; only damaged ones come close to this. */
const guardedLimitMs = 5_000;

export class NodeCodecs implements Codecs {
  readonly #guarded: WorkerLine;

  constructor(codecWorkerEntry: URL) {
    this.#guarded = new WorkerLine(codecWorkerEntry, guardedLimitMs);
  }

  async inflate(bytes: Uint8Array, maxBytes?: number): Promise<Uint8Array> {
    try {
      return owned(await inflate(bytes, maxBytes === undefined ? {} : { maxOutputLength: maxBytes }));
    } catch (error) {
      throw new InvalidInput(`deflate: ${messageOf(error)}`, { cause: error });
    }
  }

  async deflate(bytes: Uint8Array): Promise<Uint8Array> {
    return owned(await deflate(bytes, { level: 6 }));
  }

  async decodeGuarded(block: GuardedBlock): Promise<Uint8Array> {
    const result = await this.#guarded.ask({ block });
    if (!(result instanceof ArrayBuffer))
      throw new InvalidInput(`${block.codec}: the decoder returned no bytes`);
    return new Uint8Array(result);
  }

  async decodePicture(
    bytes: Uint8Array,
  ): Promise<{ widthPx: number; heightPx: number; channels: number; pixels: Uint8Array }> {
    try {
      // An embedded colour profile would change the pixel values; raster blocks are read without one.
      const picture = sharp(bytes, { failOn: 'error', ignoreIcc: true, limitInputPixels: 2 ** 30 });
      const { channels, format, depth } = await picture.metadata();
      if (format === 'tiff' && depth !== 'uchar')
        throw new Unsupported(
          `a TIFF with ${depth} samples: pictures need 8 bits per sample; convert it first (gdal_translate -ot Byte -scale)`,
        );
      const gray = channels !== undefined && channels < 3;
      const { data, info } = await (gray ? picture.toColourspace('b-w') : picture)
        .raw({ depth: 'uchar' })
        .toBuffer({ resolveWithObject: true });
      return { widthPx: info.width, heightPx: info.height, channels: info.channels, pixels: owned(data) };
    } catch (error) {
      if (error instanceof Unsupported) throw error;
      throw new InvalidInput(`picture: ${messageOf(error)}`, { cause: error });
    }
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
        ? raw.webp({ quality: 85 })
        : format === 'jpeg'
          ? raw.jpeg({ quality: 90 })
          : raw.png();
    return owned(await encoded.toBuffer());
  }

  close(): Promise<void> {
    return this.#guarded.close();
  }
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
