/**
 * Writer for Cloud Optimized GeoTIFFs from rows in order, top to bottom: tiled, deflate with predictor, overviews at half steps.
 * Layout: header, all directories (full size first), then the data, smallest overview first. Memory: two rows of tiles per level.
 */

import type { Affine } from '../documents/scene.ts';
import { InvalidInput } from '../errors.ts';
import type { GeoTags } from '../geo/geo-tags.ts';
import { gridGeoTags } from '../geo/grid-geo-tags.ts';
import type { AppendFile, Host } from '../host.ts';
import type { Task } from '../task.ts';
import { CogLevel, type CogSamples } from './cog-level.ts';
import { partNames, removeAbandonedParts } from './part-files.ts';
import { directoryBytes, directorySize, type TiffField } from './tiff-fields.ts';

export type CogSpec = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** In float32, NaN is nodata; uint8 has no nodata; rgba has four bytes a pixel, the last one alpha. */
  readonly sampleType: 'float32' | 'uint8' | 'rgba';
  /** From outer cell corners to CRS units; null for a grid without georeferencing. */
  readonly affine: Affine | null;
  /** Tags of the source scene, from which the CRS keys are copied. */
  readonly geoTags: GeoTags;
  /** GDAL metadata items. */
  readonly items: Readonly<Record<string, string>>;
};

const tileSizePx = 256;
/** Size limit of classic TIFF (32-bit offsets), which is preferred because older software does not read BigTIFF. */
const classicLimitBytes = 2 ** 32 - 2 ** 20;
const copyBytes = 4 << 20;
/** Values of tags 262 and 338. */
const BLACK_IS_ZERO = 1;
const RGB = 2;
const STRAIGHT_ALPHA = 2;

/**
 * Writes `path`, using temporary files beside it, and returns the file size in bytes. `rows` yields whole rows, any number at a time.
 * Throws `InvalidInput` if the rows do not have the size in `spec`.
 */
export async function writeCog(
  host: Pick<Host, 'storage' | 'codecs'>,
  path: string,
  spec: CogSpec,
  rows: AsyncIterable<CogSamples> | Iterable<CogSamples>,
  task: Task,
): Promise<number> {
  const { storage } = host;
  const sizes = levelSizes(spec.widthPx, spec.heightPx);
  await removeAbandonedParts(storage, path);
  const partOf = partNames(path);
  const parts = sizes.map((_, level) => partOf(`.level${level}`));
  const whole = partOf();
  const files: AppendFile[] = [];
  try {
    for (const part of parts) files.push(await storage.openAppend(part));
    const levels = sizes.map(
      ([width, height], i) => new CogLevel(width, height, tileSizePx, samplesOf(spec), host.codecs, files[i]),
    );
    await fill(levels, spec, rows, task);
    const bytes = await assemble(host, whole, spec, levels, files, task);
    await storage.rename(whole, path);
    return bytes;
  } finally {
    await Promise.all(files.map((file) => file.close()));
    for (const part of [...parts, whole]) await storage.remove(part);
  }
}

function samplesOf({ sampleType }: CogSpec): { readonly isFloat: boolean; readonly channels: number } {
  return { isFloat: sampleType === 'float32', channels: sampleType === 'rgba' ? 4 : 1 };
}

function levelSizes(widthPx: number, heightPx: number): readonly (readonly [number, number])[] {
  const sizes: (readonly [number, number])[] = [[widthPx, heightPx]];
  for (;;) {
    const [width, height] = sizes[sizes.length - 1];
    if (Math.max(width, height) <= tileSizePx) return sizes;
    sizes.push([Math.ceil(width / 2), Math.ceil(height / 2)]);
  }
}

async function fill(
  levels: readonly CogLevel[],
  spec: CogSpec,
  rows: AsyncIterable<CogSamples> | Iterable<CogSamples>,
  task: Task,
): Promise<void> {
  const pushTo = async (level: number, samples: CogSamples): Promise<void> => {
    if (level < levels.length) await levels[level].push(samples, (half) => pushTo(level + 1, half));
  };
  let done = 0;
  for await (const samples of rows) {
    task.signal.throwIfAborted();
    const rowLength = spec.widthPx * samplesOf(spec).channels;
    if (samples.length % rowLength !== 0)
      throw new InvalidInput(`${samples.length} samples are not whole rows of ${rowLength}`);
    await pushTo(0, samples);
    done += samples.length / rowLength;
    task.report({ phase: 'writing', done, total: spec.heightPx });
  }
  if (done !== spec.heightPx) throw new InvalidInput(`got ${done} rows; expected ${spec.heightPx}`);
  for (const [level, each] of levels.entries()) await each.finish((half) => pushTo(level + 1, half));
}

async function assemble(
  { storage }: Pick<Host, 'storage'>,
  path: string,
  spec: CogSpec,
  levels: readonly CogLevel[],
  files: readonly AppendFile[],
  task: Task,
): Promise<number> {
  const dataBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0);
  const bigTiff = dataBytes > classicLimitBytes;
  const head = headBytes(spec, levels, bigTiff);
  const out = await storage.openAppend(path);
  try {
    await out.append(head);
    for (const file of [...files].reverse())
      for (let at = 0; at < file.sizeBytes; at += copyBytes) {
        task.signal.throwIfAborted();
        await out.append(await file.read(at, Math.min(copyBytes, file.sizeBytes - at)));
      }
    return out.sizeBytes;
  } finally {
    await out.close();
  }
}

/** Header and directories, with the offsets of the data that follows. */
function headBytes(spec: CogSpec, levels: readonly CogLevel[], bigTiff: boolean): Uint8Array {
  const headerBytes = bigTiff ? 16 : 8;
  const placeholders = levels.map((level, i) =>
    fieldsOf(spec, level, i, new Float64Array(level.byteCounts.length), bigTiff),
  );
  const starts: number[] = [];
  let end = headerBytes;
  for (const fields of placeholders) {
    starts.push(end);
    end += directorySize(fields, bigTiff);
  }
  const offsets = tileOffsets(levels, end);
  const head = new Uint8Array(end);
  const view = new DataView(head.buffer);
  head.set(bigTiff ? [0x49, 0x49, 43, 0, 8, 0, 0, 0] : [0x49, 0x49, 42, 0]);
  if (bigTiff) view.setBigUint64(8, BigInt(headerBytes), true);
  else view.setUint32(4, headerBytes, true);
  for (const [i, level] of levels.entries())
    head.set(
      directoryBytes(fieldsOf(spec, level, i, offsets[i], bigTiff), starts[i], starts[i + 1] ?? 0, bigTiff),
      starts[i],
    );
  return head;
}

/** Offsets of all tiles by level; data is stored smallest overview first. */
function tileOffsets(levels: readonly CogLevel[], dataAt: number): readonly Float64Array[] {
  let at = dataAt;
  return [...levels]
    .reverse()
    .map(({ byteCounts }) =>
      Float64Array.from(byteCounts, (count) => {
        at += count;
        return at - count;
      }),
    )
    .reverse();
}

function fieldsOf(
  spec: CogSpec,
  level: CogLevel,
  index: number,
  offsets: Float64Array,
  bigTiff: boolean,
): readonly TiffField[] {
  const { isFloat, channels } = samplesOf(spec);
  const perChannel = (value: number) => Array.from({ length: channels }, () => value);
  return [
    ...(index === 0 ? [] : [short(254, 1)]),
    { tag: 256, type: 'long', values: [level.widthPx] },
    { tag: 257, type: 'long', values: [level.heightPx] },
    { tag: 258, type: 'short', values: perChannel(isFloat ? 32 : 8) },
    short(259, 8),
    short(262, channels === 4 ? RGB : BLACK_IS_ZERO),
    short(277, channels),
    short(284, 1),
    short(317, isFloat ? 3 : 2),
    short(322, tileSizePx),
    short(323, tileSizePx),
    { tag: 324, type: bigTiff ? 'long8' : 'long', values: offsets },
    { tag: 325, type: 'long', values: level.byteCounts },
    ...(channels === 4 ? [short(338, STRAIGHT_ALPHA)] : []),
    { tag: 339, type: 'short', values: perChannel(isFloat ? 3 : 1) },
    ...(index === 0 ? geoFields(spec) : []),
    ...(index === 0 ? [{ tag: 42112, type: 'ascii', values: terminated(gdalXml(spec.items)) } as const] : []),
    ...(isFloat ? [{ tag: 42113, type: 'ascii', values: terminated('nan') } as const] : []),
  ];
}

function geoFields(spec: CogSpec): readonly TiffField[] {
  const tags = gridGeoTags(spec.geoTags, spec.affine);
  if (tags === null) return [];
  const fields: readonly { tag: number; type: TiffField['type']; values: ArrayLike<number> | null }[] = [
    { tag: 33550, type: 'double', values: tags.pixelScale },
    { tag: 33922, type: 'double', values: tags.tiepoints },
    { tag: 34264, type: 'double', values: tags.transformation },
    { tag: 34735, type: 'short', values: tags.keyDirectory },
    { tag: 34736, type: 'double', values: tags.doubleParams },
    { tag: 34737, type: 'ascii', values: tags.asciiParams },
  ];
  return fields.flatMap(({ tag, type, values }) => (values === null ? [] : [{ tag, type, values }]));
}

const short = (tag: number, value: number): TiffField => ({ tag, type: 'short', values: [value] });

/** GDAL escapes and unescapes values twice; with single escaping a lone "&" would truncate the value. */
function gdalXml(items: Readonly<Record<string, string>>): string {
  const lines = Object.entries(items).map(
    ([name, value]) => `  <Item name="${escaped(name)}">${escaped(escaped(value))}</Item>`,
  );
  return `<GDALMetadata>\n${lines.join('\n')}\n</GDALMetadata>\n`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function terminated(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`);
}
