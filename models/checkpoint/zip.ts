/** Reader for the directory of zip archives (with zip64). Only uncompressed entries can be read, which is how PyTorch stores tensors. */
import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';

export type ZipEntry = {
  readonly name: string;
  readonly sizeBytes: number;
  /** Size in the archive, compressed or not. */
  readonly storedBytes: number;
  /** Offset of the local header from the start of the archive. */
  readonly headerOffset: number;
  readonly isCompressed: boolean;
};

const END_SIGNATURE = 0x06054b50;
const END64_LOCATOR_SIGNATURE = 0x07064b50;
const END64_SIGNATURE = 0x06064b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const END_BYTES = 22;
const LONGEST_COMMENT = 65535;
const MAX_DIRECTORY_BYTES = 64 * 2 ** 20;
const MAX_NAME_BYTES = 1000;
const MAX_ENTRIES = 200_000;
const ZIP64_FIELD = 1;
const UINT32_MAX = 0xffffffff;

/** All entries. Throws `InvalidInput` for a damaged or truncated archive, `Unsupported` for encrypted entries. */
export async function readZipDirectory(source: ByteSource, signal?: AbortSignal): Promise<ZipEntry[]> {
  const { offset, sizeBytes, count } = await findDirectory(source, signal);
  if (sizeBytes > MAX_DIRECTORY_BYTES || offset + sizeBytes > source.sizeBytes)
    throw damaged(source, `its directory (${sizeBytes} bytes at ${offset}) lies outside the file`);
  if (count > MAX_ENTRIES) throw damaged(source, `its directory has ${count} entries`);
  const bytes = await source.read(offset, sizeBytes, signal);
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL_SIGNATURE)
      throw damaged(source, `directory entry ${i} of ${count} is missing`);
    const length =
      46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (at + length > bytes.length) throw damaged(source, `directory entry ${i} of ${count} is cut off`);
    entries.push(parseEntry(source, bytes.subarray(at, at + length)));
    at += length;
  }
  checkDistinct(source, entries, offset);
  return entries;
}

/** Refuses duplicate names and overlapping entries, with which an archive can show different contents to different readers. */
function checkDistinct(source: ByteSource, entries: readonly ZipEntry[], directoryOffset: number): void {
  const names = new Set<string>();
  for (const { name } of entries) {
    if (names.has(name)) throw damaged(source, `it has two entries named ${name}`);
    names.add(name);
  }
  let end = 0;
  let before = '';
  for (const { name, headerOffset, storedBytes } of entries.toSorted(
    (a, b) => a.headerOffset - b.headerOffset,
  )) {
    if (headerOffset < end) throw damaged(source, `its entries ${before} and ${name} overlap`);
    end = headerOffset + LOCAL_BYTES + storedBytes;
    before = name;
  }
  if (end > directoryOffset) throw damaged(source, `its entry ${before} overlaps the directory`);
}

/** Offset of the first byte of an entry's content. Throws `Unsupported` for a compressed entry, `InvalidInput` for a damaged one. */
export async function contentOffset(
  source: ByteSource,
  entry: ZipEntry,
  signal?: AbortSignal,
): Promise<number> {
  if (entry.isCompressed)
    throw new Unsupported(
      `${source.name}: ${entry.name} is compressed; PyTorch stores its records uncompressed`,
    );
  if (entry.headerOffset + LOCAL_BYTES > source.sizeBytes)
    throw damaged(source, `${entry.name} lies outside the file`);
  const header = viewOf(await source.read(entry.headerOffset, LOCAL_BYTES, signal));
  if (header.getUint32(0, true) !== LOCAL_SIGNATURE)
    throw damaged(source, `${entry.name} has no local header`);
  const offset = entry.headerOffset + LOCAL_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
  if (offset + entry.sizeBytes > source.sizeBytes)
    throw damaged(source, `${entry.name} (${entry.sizeBytes} bytes at ${offset}) ends beyond the file`);
  return offset;
}

async function findDirectory(
  source: ByteSource,
  signal?: AbortSignal,
): Promise<{ offset: number; sizeBytes: number; count: number }> {
  const tailBytes = Math.min(source.sizeBytes, END_BYTES + LONGEST_COMMENT);
  const tailOffset = source.sizeBytes - tailBytes;
  const tail = viewOf(await source.read(tailOffset, tailBytes, signal));
  for (let at = tailBytes - END_BYTES; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END_SIGNATURE) continue;
    const offset = tail.getUint32(at + 16, true);
    const count = tail.getUint16(at + 10, true);
    const sizeBytes = tail.getUint32(at + 12, true);
    if (offset !== UINT32_MAX && count !== 0xffff && sizeBytes !== UINT32_MAX)
      return { offset, sizeBytes, count };
    return findDirectory64(source, tailOffset + at, signal);
  }
  throw damaged(source, 'it has no directory at its end; the download may be incomplete');
}

async function findDirectory64(
  source: ByteSource,
  endOffset: number,
  signal?: AbortSignal,
): Promise<{ offset: number; sizeBytes: number; count: number }> {
  if (endOffset < 20) throw damaged(source, 'its zip64 locator is missing');
  const locator = viewOf(await source.read(endOffset - 20, 20, signal));
  if (locator.getUint32(0, true) !== END64_LOCATOR_SIGNATURE)
    throw damaged(source, 'its zip64 locator is missing');
  const at = Number(locator.getBigUint64(8, true));
  if (at + 56 > source.sizeBytes) throw damaged(source, 'its zip64 directory lies outside the file');
  const end = viewOf(await source.read(at, 56, signal));
  if (end.getUint32(0, true) !== END64_SIGNATURE) throw damaged(source, 'its zip64 directory is missing');
  return {
    count: Number(end.getBigUint64(32, true)),
    sizeBytes: Number(end.getBigUint64(40, true)),
    offset: Number(end.getBigUint64(48, true)),
  };
}

function parseEntry(source: ByteSource, bytes: Uint8Array): ZipEntry {
  const view = viewOf(bytes);
  const nameLength = view.getUint16(28, true);
  const name = new TextDecoder().decode(bytes.subarray(46, 46 + nameLength));
  if (nameLength > MAX_NAME_BYTES)
    throw damaged(source, `it has an entry with a name of ${nameLength} bytes`);
  if ((view.getUint16(8, true) & 1) !== 0) throw new Unsupported(`${source.name}: ${name} is encrypted`);
  const extra = bytes.subarray(46 + nameLength, 46 + nameLength + view.getUint16(30, true));
  const wide = zip64Fields(extra);
  // The zip64 field holds, in this order, those of size, stored size and offset that do not fit 32 bits.
  const widen = (value: number): number => {
    if (value !== UINT32_MAX) return value;
    const next = wide.shift();
    if (next === undefined) throw damaged(source, `the zip64 sizes of ${name} are missing`);
    return next;
  };
  const sizeBytes = widen(view.getUint32(24, true));
  const storedBytes = widen(view.getUint32(20, true));
  const isCompressed = view.getUint16(10, true) !== 0;
  if (!isCompressed && storedBytes !== sizeBytes)
    throw damaged(source, `${name} is uncompressed but takes ${storedBytes} bytes for ${sizeBytes}`);
  return {
    name,
    sizeBytes,
    storedBytes,
    headerOffset: widen(view.getUint32(42, true)),
    isCompressed,
  };
}

function zip64Fields(extra: Uint8Array): number[] {
  const view = viewOf(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== ZIP64_FIELD) continue;
    const count = Math.floor(Math.min(view.getUint16(at + 2, true), extra.length - at - 4) / 8);
    return Array.from({ length: count }, (_, i) => Number(view.getBigUint64(at + 4 + 8 * i, true)));
  }
  return [];
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damaged(source: ByteSource, what: string): InvalidInput {
  return new InvalidInput(`${source.name}: damaged zip archive: ${what}`);
}
