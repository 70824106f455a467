/** JPEG 2000 rasters: what they are, and their samples unpacked to a GDAL virtual raster, which GDAL here can convert. */
import { open, rm, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import type { ByteSource } from '../../core/byte-source.ts';
import type { ForeignRaster } from '../../core/documents/conversion.ts';
import type { Affine } from '../../core/documents/scene.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import { checkGeoTags } from '../../core/geo/check-place.ts';
import { geoStub } from '../../core/geo/geo-stub.ts';
import { affineFromGeoTags } from '../../core/geo/geo-tags.ts';
import type { CrsAuthority, Host } from '../../core/host.ts';
import { decodingMemory } from '../../core/memory-budget.ts';
import { type Jp2File, readJp2 } from '../../core/raster/jp2/boxes.ts';
import {
  type CodedTile,
  type Codestream,
  readCodestream,
  readTileStream,
} from '../../core/raster/jp2/codestream.ts';
import { eastFirst, gmlPlace } from '../../core/raster/jp2/gml-place.ts';
import { crsOnly } from '../../core/raster/place-tags.ts';
import { readGeoTags } from '../../core/raster/read-geo-tags.ts';
import { readAuxXml, readWorldFile } from '../../core/raster/sidecars.ts';
import { readDirectories } from '../../core/raster/tiff-directory.ts';
import type { Task } from '../../core/task.ts';
import { asCoreError } from './file-errors.ts';
import { WorkerLine } from './worker-line.ts';

type Place = { readonly wkt: string | null; readonly affine: Affine | null };
type Opened = { readonly file: Jp2File; readonly stream: Codestream };

/** A tile of the largest usual size takes a few seconds. */
const TILE_LIMIT_MS = 300_000;
/** Memory of one tile while it is decoded: a file of a few hundred bytes can state any size. */
const MOST_TILE_BYTES = 900 * 2 ** 20;
/** By the codec. */
const DECODED_BANDS: readonly number[] = [1, 3];
const LANES = Math.min(4, availableParallelism());
const WORLD_ENDINGS = ['j2w', 'jp2w', 'wld'];
const TYPES = { Byte: 1, Int8: 1, UInt16: 2, Int16: 2 } as const;

export class Jp2Rasters {
  readonly #entry: URL;
  readonly #host: Pick<Host, 'storage' | 'crs'>;

  /** `host` reads the files and knows coordinate reference systems. */
  constructor(workerEntry: URL, host: Pick<Host, 'storage' | 'crs'>) {
    this.#entry = workerEntry;
    this.#host = host;
  }

  /** Throws `InvalidInput` for a damaged file, `Unsupported` for what cannot be converted here. */
  async inspect(path: string, signal: AbortSignal): Promise<ForeignRaster> {
    return this.#with(path, async (source) => rasterOf((await opened(source, signal)).stream));
  }

  /**
   * Writes `stem`.raw and `stem`.vrt, which names it, and returns the path of the latter. Both are the caller's to remove, after an error
   * too. Throws as `inspect` does.
   */
  async unpack(path: string, stem: string, task: Task): Promise<string> {
    return this.#with(path, async (source) => {
      const { file, stream } = await opened(source, task.signal);
      const place = await this.#placeOf(path, source, file);
      const raw = `${stem}.raw`;
      const target = await open(raw, 'w').catch((error: unknown) => {
        throw asCoreError(error, raw);
      });
      await target.truncate(rasterOf(stream).bytes).finally(() => target.close());
      await this.#decode(source, stream, raw, task);
      await writeFile(`${stem}.vrt`, virtualRaster(stream, place, basename(raw)));
      return `${stem}.vrt`;
    });
  }

  async remove(stem: string): Promise<void> {
    for (const ending of ['raw', 'vrt']) await rm(`${stem}.${ending}`, { force: true });
  }

  async #decode(source: ByteSource, stream: Codestream, raw: string, task: Task): Promise<void> {
    const { tiles } = stream;
    let [next, done] = [0, 0];
    const lane = async (): Promise<void> => {
      const line = new WorkerLine(this.#entry, TILE_LIMIT_MS);
      const stop = () => void line.close();
      task.signal.addEventListener('abort', stop, { once: true });
      try {
        for (let i = next++; i < tiles.length; i = next++) {
          const decode = () => decodeTile(line, source, stream, i, raw, task.signal);
          await decodingMemory.hold(tileMemory(stream, tiles[i]), decode);
          done += 1;
          task.report({ phase: 'unpacking JPEG 2000', done, total: tiles.length });
        }
      } finally {
        next = tiles.length;
        task.signal.removeEventListener('abort', stop);
        await line.close();
      }
    };
    // A thread keeps the memory of its largest tile.
    const fitting = Math.floor(decodingMemory.totalBytes / mostBytes(stream));
    const lanes = Math.max(1, Math.min(LANES, tiles.length, fitting));
    const ended = await Promise.allSettled(Array.from({ length: lanes }, lane));
    task.signal.throwIfAborted();
    for (const each of ended) if (each.status === 'rejected') throw each.reason;
  }

  /** In GDAL's order: the `.aux.xml`, GeoJP2, GML, a world file. */
  async #placeOf(path: string, source: ByteSource, file: Jp2File): Promise<Place> {
    const aux = await readAuxXml(this.#host, path);
    const inside =
      (await geoJp2Place(this.#host.crs, source, file)) ?? (await gmlPlaceOf(this.#host.crs, file));
    const affine = aux?.affine ?? inside?.affine ?? null;
    const world = affine === null ? await readWorldFile(this.#host, path, WORLD_ENDINGS) : null;
    return { wkt: aux?.crs ?? inside?.wkt ?? null, affine: affine ?? world?.affine ?? null };
  }

  async #with<T>(path: string, work: (source: ByteSource) => Promise<T>): Promise<T> {
    const source = await this.#host.storage.openRead(path);
    try {
      return await work(source);
    } finally {
      await source.close();
    }
  }
}

async function opened(source: ByteSource, signal: AbortSignal): Promise<Opened> {
  const file = await readJp2(source);
  if (file.isYcc)
    throw new Unsupported(`${source.name}: its colours are stored as YCC: convert it with gdal_translate`);
  if (file.hasPalette)
    throw new Unsupported(
      `${source.name}: its pixels are indices into a palette: convert it with gdal_translate -expand rgb`,
    );
  const stream = await readCodestream(source, file.codestream, signal);
  if (!DECODED_BANDS.includes(stream.bands))
    throw new Unsupported(
      `${source.name}: has ${stream.bands} bands; JPEG 2000 of one or three can be converted here: convert it with gdal_translate`,
    );
  if (mostBytes(stream) > MOST_TILE_BYTES)
    throw new Unsupported(
      `${source.name}: decoding its ${stream.widthPx} x ${stream.heightPx} pixels takes more memory than Longsight has for it, because it is not tiled: convert it with gdal_translate`,
    );
  return { file, stream };
}

function mostBytes(stream: Codestream): number {
  return stream.tiles.reduce((most, tile) => Math.max(most, tileMemory(stream, tile)), 0);
}

/** Memory that a tile takes: 32-bit samples of the decoder, samples given out, and the stream twice. */
function tileMemory({ bands, bits }: Codestream, { window: win, parts }: CodedTile): number {
  const stored = parts.reduce((sum, [, sizeBytes]) => sum + sizeBytes, 0);
  return win.widthPx * win.heightPx * bands * (bits > 8 ? 6 : 5) + 2 * stored;
}

async function decodeTile(
  line: WorkerLine,
  source: ByteSource,
  stream: Codestream,
  i: number,
  raw: string,
  signal: AbortSignal,
): Promise<void> {
  const { widthPx, bands, bits, tiles } = stream;
  const bytes = await readTileStream(source, stream, tiles[i], signal);
  const request = { stream: bytes, raw, window: tiles[i].window, widthPx, bands, bits };
  try {
    await line.ask(request, [bytes.buffer as ArrayBuffer]);
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidInput(`${source.name}: tile ${i + 1} of ${tiles.length}: ${reason}`, { cause: error });
  }
}

function typeOf({ bits, isSigned }: Codestream): keyof typeof TYPES {
  if (bits > 8) return isSigned ? 'Int16' : 'UInt16';
  return isSigned ? 'Int8' : 'Byte';
}

function rasterOf(stream: Codestream): ForeignRaster {
  const { widthPx, heightPx, bands } = stream;
  const bytes = widthPx * heightPx * bands * TYPES[typeOf(stream)];
  return { format: 'JPEG 2000', widthPx, heightPx, bands, bytes };
}

async function geoJp2Place(
  crs: CrsAuthority,
  source: ByteSource,
  { geoTiff }: Jp2File,
): Promise<Place | null> {
  if (geoTiff === null) return null;
  const tiff = {
    name: `${source.name} (GeoJP2)`,
    sizeBytes: geoTiff.length,
    read: async (at: number, length: number) => geoTiff.slice(at, at + length),
    close: async () => undefined,
  };
  const [directory] = (await readDirectories(tiff)).chain;
  const tags = readGeoTags(tiff, directory);
  checkGeoTags(tags, tiff.name);
  const described =
    tags.keyDirectory === null
      ? null
      : await crs.describe(geoStub(crsOnly(tags))).catch((error) => {
          throw error instanceof InvalidInput
            ? new InvalidInput(`${tiff.name}: ${error.message}`, { cause: error })
            : error;
        });
  return { wkt: described?.wkt ?? null, affine: affineFromGeoTags(tags) };
}

async function gmlPlaceOf(crs: CrsAuthority, { gml }: Jp2File): Promise<Place | null> {
  const place = gml === null ? null : gmlPlace(gml);
  if (place === null) return null;
  const described = await crs.describe(await crs.named(place.crs));
  const wkt = described?.wkt ?? null;
  const isNorthFirst = wkt !== null && /AXIS\["[^"]*",\s*north\b/i.exec(wkt)?.index === wkt.search(/AXIS\[/);
  return { wkt, affine: isNorthFirst ? eastFirst(place.affine) : place.affine };
}

function virtualRaster(stream: Codestream, { wkt, affine }: Place, raw: string): string {
  const { widthPx, heightPx, bands } = stream;
  const bytes = TYPES[typeOf(stream)];
  const band = (_: unknown, i: number): string =>
    `<VRTRasterBand dataType="${typeOf(stream)}" band="${i + 1}" subClass="VRTRawRasterBand">` +
    `<ColorInterp>${bands === 3 ? ['Red', 'Green', 'Blue'][i] : 'Gray'}</ColorInterp>` +
    `<SourceFilename relativeToVRT="1">${inXml(raw)}</SourceFilename><ImageOffset>${i * bytes}</ImageOffset>` +
    `<PixelOffset>${bands * bytes}</PixelOffset><LineOffset>${widthPx * bands * bytes}</LineOffset>` +
    '<ByteOrder>LSB</ByteOrder></VRTRasterBand>';
  return [
    `<VRTDataset rasterXSize="${widthPx}" rasterYSize="${heightPx}">`,
    ...(wkt === null ? [] : [`<SRS dataAxisToSRSAxisMapping="1,2">${inXml(wkt)}</SRS>`]),
    ...(affine === null ? [] : [`<GeoTransform>${gdalTransform(affine).join(', ')}</GeoTransform>`]),
    ...Array.from({ length: bands }, band),
    '</VRTDataset>',
  ].join('\n');
}

function gdalTransform({ xOrigin, xPerCol, xPerRow, yOrigin, yPerCol, yPerRow }: Affine): readonly number[] {
  return [xOrigin, xPerCol, xPerRow, yOrigin, yPerCol, yPerRow];
}

function inXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
