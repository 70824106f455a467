/**
 * Reader for the directories of a TIFF file that rejects implausible counts and values past the end of the file. Only tags with a meaning
 * here are read, because a file may hold thousands of others that all point to the same megabytes.
 */
import type { ByteSource } from '../byte-source.ts';
import { InvalidInput, Unsupported } from '../errors.ts';
import { headerBytes, readTiffHeader, type TiffHeader } from './file-signature.ts';
import { dispensableTags, geoTag, mostSmallTagBytes, mostTagBytes, tag as tags } from './tiff-tags.ts';

export type TiffDirectory = {
  /** Byte offset in the file, for messages. */
  readonly at: number;
  readonly littleEndian: boolean;
  /** Values of a tag of any numeric type; null when absent. */
  numbers(tag: number): Float64Array | null;
  /** Values of a tag of unsigned integers; null when absent. Throws `InvalidInput` for another type or an empty tag. */
  integers(tag: number): Float64Array | null;
  /** Raw bytes of an ASCII or byte tag; null when absent. */
  bytes(tag: number): Uint8Array | null;
  /** Tags that say nothing about the layout of the pixels, and could not be read. For the methods above they are absent. */
  readonly leftOut: readonly LeftOutTag[];
};

export type LeftOutTag = {
  readonly tag: number;
  readonly why: 'too long' | 'behind the end' | 'another type';
};

export type TiffDirectories = {
  /** The main chain, full image first. */
  readonly chain: readonly TiffDirectory[];
  /** Those that the first one names as its own (SubIFDs). */
  readonly below: readonly TiffDirectory[];
  /** Why the chain or the directories below are not complete; empty if they are. */
  readonly damage: readonly string[];
};

type Field = { readonly type: number; readonly count: number; readonly bytes: Uint8Array };

/** Bytes that may still be read. */
type Room = { bytes: number };

const maxDirectories = 64;
const maxFields = 4096;
/** Limit on the values of all directories together: enough for eight million blocks in a BigTIFF. */
const maxValueBytes = 128 << 20;
const knownTags: ReadonlySet<number> = new Set(Object.values(tags));
/** BYTE, SHORT, LONG, IFD, LONG8, IFD8. */
const integerTypes: readonly number[] = [1, 3, 4, 13, 16, 18];
const sizeOfType: Readonly<Record<number, number>> = {
  1: 1,
  2: 1,
  3: 2,
  4: 4,
  5: 8,
  6: 1,
  7: 1,
  8: 2,
  9: 4,
  10: 8,
  11: 4,
  12: 8,
  13: 4,
  16: 8,
  17: 8,
  18: 8,
};

/**
 * The directories of a file. A loop or the 64th directory ends the chain, as in GDAL. Throws `InvalidInput` if the first directory is
 * damaged; damage to another one is noted.
 */
export async function readDirectories(source: ByteSource, signal?: AbortSignal): Promise<TiffDirectories> {
  const head = await source.read(0, Math.min(headerBytes, source.sizeBytes), signal);
  const header = readTiffHeader(head, source.name);
  const seen = new Set<number>();
  const room: Room = { bytes: maxValueBytes };
  const damage: string[] = [];
  const read = async (from: number, most: number): Promise<readonly TiffDirectory[]> => {
    const found: TiffDirectory[] = [];
    for (let at = from; at !== 0 && !seen.has(at) && seen.size < maxDirectories && found.length < most; ) {
      seen.add(at);
      try {
        const { directory, nextAt } = await readDirectory(source, header, at, room, signal);
        found.push(directory);
        at = nextAt;
      } catch (error) {
        if (seen.size === 1 || !(error instanceof InvalidInput)) throw error;
        damage.push(error.message);
        break;
      }
    }
    return found;
  };
  const chain = await read(header.firstDirectoryAt, maxDirectories);
  if (chain.length === 0) throw new InvalidInput(`${source.name}: the TIFF header names no image directory`);
  const below: TiffDirectory[] = [];
  for (const at of chain[0].numbers(tags.subDirectories) ?? []) below.push(...(await read(at, 1)));
  return { chain, below, damage };
}

async function readDirectory(
  source: ByteSource,
  header: TiffHeader,
  at: number,
  room: Room,
  signal: AbortSignal | undefined,
): Promise<{ directory: TiffDirectory; nextAt: number }> {
  const { littleEndian, bigTiff } = header;
  const countBytes = bigTiff ? 8 : 2;
  const entryBytes = bigTiff ? 20 : 12;
  const pointerBytes = bigTiff ? 8 : 4;
  const countView = viewOf(await readChecked(source, at, countBytes, 'a directory', signal));
  const count = bigTiff
    ? Number(countView.getBigUint64(0, littleEndian))
    : countView.getUint16(0, littleEndian);
  if (count === 0 || count > maxFields)
    throw new InvalidInput(
      `${source.name}: the directory at byte ${at} claims ${count} fields; expected 1 to ${maxFields}`,
    );
  const entriesAt = at + countBytes;
  // Some writers leave away the pointer that ends the last directory.
  const pointer = source.sizeBytes - entriesAt - count * entryBytes >= pointerBytes ? pointerBytes : 0;
  const body = await readChecked(source, entriesAt, count * entryBytes + pointer, 'a directory', signal);
  const view = viewOf(body);
  const fields = new Map<number, Field>();
  const leftOut: LeftOutTag[] = [];
  for (let i = 0; i < count; i++) {
    const entryAt = i * entryBytes;
    const tag = view.getUint16(entryAt, littleEndian);
    // If a tag occurs twice, the first one counts, as in libtiff.
    if (fields.has(tag)) continue;
    const entry = body.subarray(entryAt, entryAt + entryBytes);
    const field = await readField(source, header, entry, tag, room, signal);
    if (typeof field === 'string') leftOut.push({ tag, why: field });
    else if (field !== null) fields.set(tag, field);
  }
  const nextAt =
    pointer === 0
      ? 0
      : bigTiff
        ? Number(view.getBigUint64(count * entryBytes, littleEndian))
        : view.getUint32(count * entryBytes, littleEndian);
  return { directory: directoryOf(source.name, at, littleEndian, fields, leftOut), nextAt };
}

/** Null for a tag that has no meaning here. */
async function readField(
  source: ByteSource,
  { littleEndian, bigTiff }: TiffHeader,
  entry: Uint8Array,
  tag: number,
  room: Room,
  signal: AbortSignal | undefined,
): Promise<Field | null | LeftOutTag['why']> {
  const view = viewOf(entry);
  const type = view.getUint16(2, littleEndian);
  const count = bigTiff ? Number(view.getBigUint64(4, littleEndian)) : view.getUint32(4, littleEndian);
  const size = sizeOfType[type];
  if (dispensableTags.has(tag) && !fits(tag, type)) return 'another type';
  // An unknown type is fine in a private tag; in a layout tag it is refused when the tag is read.
  if (size === undefined) return { type, count, bytes: new Uint8Array(0) };
  const length = size * count;
  const inline = bigTiff ? 8 : 4;
  if (length <= inline)
    return { type, count, bytes: entry.slice(bigTiff ? 12 : 8, (bigTiff ? 12 : 8) + length) };
  const at = bigTiff ? Number(view.getBigUint64(12, littleEndian)) : view.getUint32(8, littleEndian);
  const most = mostTagBytes.get(tag) ?? (knownTags.has(tag) ? mostSmallTagBytes : 0);
  if (most === 0) return null;
  if (at + length > source.sizeBytes) {
    if (dispensableTags.has(tag)) return 'behind the end';
    throw new InvalidInput(
      `${source.name}: tag ${tag} claims ${count} values at byte ${at}, beyond the file's end at ${source.sizeBytes}`,
    );
  }
  if (length > most && tag === tags.gdalMetadata) return 'too long';
  if (length > Math.min(most, room.bytes))
    throw new Unsupported(
      `${source.name}: tag ${tag} holds ${length} bytes, more than any GeoTIFF needs (${most}); the file is damaged, or it has too many blocks: convert it with larger ones, for example with gdal_translate -co TILED=YES -co BLOCKXSIZE=512 -co BLOCKYSIZE=512`,
    );
  room.bytes -= length;
  return { type, count, bytes: await source.read(at, length, signal) };
}

/** Whether a tag that is not needed has a type that its values can be read from. */
function fits(tag: number, type: number): boolean {
  if (tag === geoTag.keyDirectory || tag === tags.orientation || tag === tags.subDirectories)
    return integerTypes.includes(type);
  return sizeOfType[type] !== undefined;
}

function directoryOf(
  name: string,
  at: number,
  littleEndian: boolean,
  fields: ReadonlyMap<number, Field>,
  leftOut: readonly LeftOutTag[],
): TiffDirectory {
  return {
    at,
    littleEndian,
    leftOut,
    numbers: (tag) => {
      const field = fields.get(tag);
      return field === undefined || sizeOfType[field.type] === undefined
        ? null
        : numbersOf(field, littleEndian);
    },
    integers: (tag) => {
      const field = fields.get(tag);
      if (field === undefined) return null;
      if (!integerTypes.includes(field.type) || field.count === 0)
        throw new InvalidInput(
          `${name}: tag ${tag} holds ${field.count} values of type ${field.type}; expected unsigned integers`,
        );
      return numbersOf(field, littleEndian);
    },
    bytes: (tag) => fields.get(tag)?.bytes ?? null,
  };
}

function numbersOf({ type, count, bytes }: Field, littleEndian: boolean): Float64Array {
  const view = viewOf(bytes);
  const read = readerOf(type, view, littleEndian);
  const out = new Float64Array(count);
  for (let i = 0; i < count; i++) out[i] = read(i);
  return out;
}

function readerOf(type: number, view: DataView, littleEndian: boolean): (i: number) => number {
  switch (type) {
    case 3:
      return (i) => view.getUint16(2 * i, littleEndian);
    case 4:
    case 13:
      return (i) => view.getUint32(4 * i, littleEndian);
    case 5:
      return (i) => view.getUint32(8 * i, littleEndian) / view.getUint32(8 * i + 4, littleEndian);
    case 6:
      return (i) => view.getInt8(i);
    case 8:
      return (i) => view.getInt16(2 * i, littleEndian);
    case 9:
      return (i) => view.getInt32(4 * i, littleEndian);
    case 10:
      return (i) => view.getInt32(8 * i, littleEndian) / view.getInt32(8 * i + 4, littleEndian);
    case 11:
      return (i) => view.getFloat32(4 * i, littleEndian);
    case 12:
      return (i) => view.getFloat64(8 * i, littleEndian);
    case 16:
    case 18: {
      // Two halves are ten times faster than a BigInt.
      const [low, high] = littleEndian ? [0, 4] : [4, 0];
      return (i) =>
        view.getUint32(8 * i + high, littleEndian) * 2 ** 32 + view.getUint32(8 * i + low, littleEndian);
    }
    case 17:
      return (i) => Number(view.getBigInt64(8 * i, littleEndian));
    default:
      return (i) => view.getUint8(i);
  }
}

async function readChecked(
  source: ByteSource,
  at: number,
  length: number,
  what: string,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  if (at + length > source.sizeBytes)
    throw new InvalidInput(
      `${source.name}: the file is truncated or damaged: ${what} should lie at byte ${at}, but the file ends at byte ${source.sizeBytes}`,
    );
  return source.read(at, length, signal);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
