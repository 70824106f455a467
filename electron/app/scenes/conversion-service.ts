/** Rasters of other formats: converted copies that scenes can be opened from. The user agrees to each copy. */
import { basename, dirname, extname, join } from 'node:path';
import { withEnding } from '../../../core/bytes/file-name.ts';
import type { ConversionPlan, ForeignRaster } from '../../../core/documents/conversion.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { isJpeg2000, isTiff, lookOf } from '../../../core/raster/file-signature.ts';
import type { Task } from '../../../core/task.ts';
import { checkRoom, freeBytesAt } from '../../node/gdal-rasters.ts';
import type { NodeHost } from '../../node/node-host.ts';
import { checkWritable } from '../../node/writable-target.ts';

const HEAD_BYTES = 16;
/** Of the samples: once raw, twice while GDAL writes the copy. */
const JP2_COPY_SHARE = 3;
const COPY_ENDINGS = ['.tif', '.tiff'];

export class ConversionService {
  readonly #host: NodeHost;

  constructor(host: NodeHost) {
    this.#host = host;
  }

  /**
   * What a converted copy of the file would be; null for a TIFF, which needs none. Throws `InvalidInput` for a file that cannot be
   * converted here: it names the format and what to do.
   */
  async plan(path: string, signal: AbortSignal): Promise<ConversionPlan | null> {
    const head = await this.#headOf(path);
    if (isTiff(head)) return null;
    const { rasters, jp2 } = this.#host;
    if (isJpeg2000(head)) return planOf(path, await jp2.inspect(path, signal));
    const raster = await rasters.inspect(path, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (!(error instanceof InvalidInput)) throw error;
      throw new InvalidInput(`${path}: ${lookOf(head)} (Longsight cannot convert it itself)`, {
        cause: error,
      });
    });
    return planOf(path, raster);
  }

  /**
   * Writes the copy and returns its path. `asked` is null for a copy beside the file. Throws, and leaves nothing, as `GdalRasters.convert`
   * does.
   */
  async convert(path: string, asked: string | null, task: Task): Promise<string> {
    const { storage, rasters } = this.#host;
    const beside = join(dirname(path), copyName(basename(path)));
    const target = asked ?? beside;
    const whole = COPY_ENDINGS.includes(extname(target).toLowerCase()) ? target : withEnding(target, '.tif');
    const isAllowed = whole === asked;
    if (!isAllowed && (await storage.exists(whole)))
      throw new InvalidInput(`${whole} exists already, and nothing is replaced unasked: choose another name`);
    if ((await storage.exists(whole)) && (await storage.realPath(whole)) === (await storage.realPath(path)))
      throw new InvalidInput(`${whole} is the raster itself and would be overwritten: choose another file`);
    if (isJpeg2000(await this.#headOf(path))) await this.#convertJp2(path, whole, task);
    else await rasters.convert(path, whole, task);
    return storage.realPath(whole);
  }

  /** By way of raw samples beside the copy, which GDAL can read. */
  async #convertJp2(path: string, target: string, task: Task): Promise<void> {
    const { rasters, jp2 } = this.#host;
    await checkWritable(target);
    await checkRoom(await jp2.inspect(path, task.signal), path, target, JP2_COPY_SHARE);
    const stem = withEnding(target, `.${process.pid}-${crypto.randomUUID().slice(0, 8)}.tmp`);
    try {
      const virtual = await jp2.unpack(path, stem, task);
      await rasters.convert(virtual, target, task);
    } finally {
      await jp2.remove(stem);
    }
  }

  async #headOf(path: string): Promise<Uint8Array> {
    const source = await this.#host.storage.openRead(path);
    try {
      return await source.read(0, Math.min(HEAD_BYTES, source.sizeBytes));
    } finally {
      await source.close();
    }
  }
}

async function planOf(path: string, raster: ForeignRaster): Promise<ConversionPlan> {
  const name = basename(path);
  return { ...raster, name, copy: copyName(name), freeBytes: await freeBytesAt(path).catch(() => null) };
}

/** Usual name of the copy of a file. */
function copyName(name: string): string {
  return `${name.slice(0, name.length - extname(name).length)}.tif`;
}
