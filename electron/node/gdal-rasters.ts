/** Rasters of other formats: what they are, and their conversion to Cloud Optimized GeoTIFFs, by GDAL in WebAssembly. */
import { readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { withEnding } from '../../core/bytes/file-name.ts';
import type { ForeignRaster } from '../../core/documents/conversion.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { Task } from '../../core/task.ts';
import { aloneInWorker } from './alone-in-worker.ts';
import { asCoreError } from './file-errors.ts';
import { checkWritable } from './writable-target.ts';

/** What GDAL says about a file. */
type Inspected = {
  readonly driver: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: number;
  /** Different types of its bands. */
  readonly types: readonly string[];
};

const INSPECT_LIMIT_MS = 20_000;
/** Without progress. One row of blocks of a very wide raster takes seconds. */
const STUCK_MS = 120_000;
/** Left free on the disk, beside the copy. */
const RESERVED_BYTES = 256 << 20;
/** Of the samples; overviews add a third, and are written twice. */
const COPY_SHARE = 2;
const BYTES: Readonly<Record<string, number>> = {
  ...{ uint8: 1, int8: 1, uint16: 2, int16: 2, uint32: 4, int32: 4, float32: 4, float64: 8 },
  ...{ uint64: 8, int64: 8 },
};
const FORMATS: Readonly<Record<string, string>> = {
  ...{ VRT: 'GDAL virtual raster', HFA: 'ERDAS Imagine', PNG: 'PNG', JPEG: 'JPEG', WEBP: 'WebP', GIF: 'GIF' },
  ...{ BMP: 'BMP', NITF: 'NITF', ENVI: 'ENVI', EHdr: 'ESRI .hdr', AAIGrid: 'ASCII grid', DTED: 'DTED' },
  ...{ PCIDSK: 'PCIDSK', RST: 'Idrisi', ERS: 'ERMapper' },
};

export class GdalRasters {
  readonly #entry: URL;

  constructor(workerEntry: URL) {
    this.#entry = workerEntry;
  }

  /** Throws `InvalidInput` for a file that GDAL does not open here, `Unsupported` for samples that no scene can have. */
  async inspect(path: string, signal: AbortSignal): Promise<ForeignRaster> {
    const found = (await this.#ask(path, { inspect: path }, INSPECT_LIMIT_MS, signal)) as Inspected;
    const { driver, widthPx, heightPx, bands, types } = found;
    const [type = 'none', other] = types;
    if (bands === 0 || BYTES[type] === undefined || other !== undefined)
      throw new Unsupported(
        `${path}: has ${bands} bands of ${types.join(' and ') || 'no type'}, which a scene cannot have: convert the bands that you need with gdal_translate`,
      );
    const format = FORMATS[driver] ?? driver;
    return { format, widthPx, heightPx, bands, bytes: widthPx * heightPx * bands * BYTES[type] };
  }

  /**
   * Writes a copy as a Cloud Optimized GeoTIFF to `target`, which appears when it is whole, and replaces a file of this name. Returns its
   * size in bytes. Throws `Unsupported` if the disk has no room for it, `InvalidInput` if the source is damaged.
   */
  async convert(path: string, target: string, task: Task): Promise<number> {
    const raster = await this.inspect(path, task.signal);
    await checkWritable(target);
    await checkRoom(raster, path, target, COPY_SHARE);
    const part = withEnding(target, `.${process.pid}-${crypto.randomUUID().slice(0, 8)}.tmp`);
    const done = (share: number): void =>
      task.report({ phase: 'converting', done: Math.round(share * 1000), total: 1000 });
    done(0);
    try {
      await this.#ask(path, { convert: { path, target: part } }, STUCK_MS, task.signal, done);
      await rename(part, target).catch((error: unknown) => {
        throw asCoreError(error, target);
      });
      return (await stat(target)).size;
    } finally {
      await removeParts(part);
    }
  }

  async #ask(
    path: string,
    request: object,
    limitMs: number,
    signal: AbortSignal,
    onProgress?: (share: number) => void,
  ): Promise<unknown> {
    try {
      return await aloneInWorker(this.#entry, limitMs, request, signal, onProgress);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof Error
        ? new InvalidInput(`${path}: ${inPlainPaths(error.message, path)}`, { cause: error })
        : error;
    }
  }
}

/** Free bytes of the disk that the file lies on, or will lie on. */
export async function freeBytesAt(target: string): Promise<number> {
  const { bavail, bsize } = await statfs(dirname(target)).catch((error: unknown) => {
    throw asCoreError(error, dirname(target));
  });
  return bavail * bsize;
}

/** Throws `Unsupported` if the disk has no room for `share` times the samples. */
export async function checkRoom(
  { bytes }: ForeignRaster,
  path: string,
  target: string,
  share: number,
): Promise<void> {
  const free = await freeBytesAt(target);
  const needed = bytes * share + RESERVED_BYTES;
  if (needed > free)
    throw new Unsupported(
      `${path}: the converted copy may take ${needed} bytes for a while, and the disk of ${dirname(target)} has ${free} bytes free: choose another disk, or make room`,
    );
}

/** The part, and what GDAL writes beside it on the way. */
async function removeParts(part: string): Promise<void> {
  const folder = dirname(part);
  for (const name of await readdir(folder))
    if (name.startsWith(basename(part))) await rm(join(folder, name), { force: true });
}

/** The file names that the user knows, instead of those inside GDAL. */
function inPlainPaths(text: string, path: string): string {
  const folder = dirname(path);
  return text.replaceAll(/\/rasters\d+/g, folder);
}
