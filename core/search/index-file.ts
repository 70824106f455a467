/**
 * Format of index files, little-endian, every part a multiple of 16 bytes:
 *
 *     header   64 B: 0 "LSIX" | 4 u16 version | 6 u16 type (1 = f16) | 8 u32 dim | 12 u32 records planned
 *              16 u64 windows planned | 24 SHA-256 of the key text | 56 u32 bytes of the key text | 60 u32 CRC-32 of all of it
 *              key text (JSON, see index-key.ts), zero-padded
 *     record   32 B: 0 "LSRC" | 4 u32 record | 8 u32 segment | 12 u32 first window | 16 u32 windows | 20 u32 valid ones | 24 zeros
 *              validity bitmap, lowest bit first, zero-padded | windows x dim halves (zeros where not valid)
 *              16 B: 0 "LSRE" | 4 u32 record | 8 u32 bytes of the record | 12 u32 CRC-32 of the record up to here
 *
 * The bytes depend only on the key and the pixels.
 */

import { crc32 } from '../bytes/crc32.ts';
import { toHalves } from '../bytes/float16.ts';
import { InvalidInput, Unsupported } from '../errors.ts';
import { segmentCount, windowCount } from './grid.ts';
import { type IndexKey, indexKey, keyText } from './index-key.ts';
import { countRecords, type PlannedRecord } from './record-plan.ts';

const VERSION = 1;
const TYPE_F16 = 1;
const MAGIC_FILE = 0x5849534c;
const MAGIC_RECORD = 0x4352534c;
const MAGIC_END = 0x4552534c;
export const HEADER_BYTES = 64;
export const RECORD_HEAD_BYTES = 32;
const RECORD_END_BYTES = 16;
/** A header with a longer key text is treated as damaged. */
const LONGEST_KEY_TEXT = 1 << 20;
const REMEDY = 'remove the file and index the scene again';
/** The SIMD kernel reads eight halves at a time. */
const DIM_STEP = 8;

export type IndexHeader = {
  readonly key: IndexKey;
  readonly dim: number;
  readonly recordsPlanned: number;
  /** Size of the header, and offset of the first record. */
  readonly sizeBytes: number;
};

export type RecordHead = PlannedRecord & {
  readonly record: number;
  readonly valid: number;
};

export type IndexRecord = RecordHead & {
  /** One bit per window, lowest bit first; 1 if the window has an embedding. */
  readonly bitmap: Uint8Array;
  /** Embeddings [count, dim] as halves. */
  readonly halves: Uint16Array;
};

/** Header of a new index file. Throws `Unsupported` unless the embedding dimension is a multiple of 8. */
export async function headerBytes(key: IndexKey, recordsPlanned: number): Promise<Uint8Array> {
  const dim = key.model.embeddingDim;
  if (dim % DIM_STEP !== 0)
    throw new Unsupported(
      `model ${key.model.id}: embeddings have ${dim} numbers; an index needs a multiple of 8`,
    );
  const text = new TextEncoder().encode(keyText(key));
  const bytes = new Uint8Array(HEADER_BYTES + pad16(text.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC_FILE, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, TYPE_F16, true);
  view.setUint32(8, dim, true);
  view.setUint32(12, recordsPlanned, true);
  view.setBigUint64(16, BigInt(windowCount(key.grid)), true);
  bytes.set(new Uint8Array(await crypto.subtle.digest('SHA-256', text)), 24);
  view.setUint32(56, text.length, true);
  bytes.set(text, HEADER_BYTES);
  view.setUint32(60, headerCrc(bytes), true);
  return bytes;
}

/** True for the rest of an interrupted write: an empty file, or a part of a header's first 64 bytes. */
export function isHeaderBegun(start: Uint8Array): boolean {
  return (
    start.length < HEADER_BYTES &&
    start.every((byte, i) => i >= 4 || byte === ((MAGIC_FILE >>> (8 * i)) & 0xff))
  );
}

/**
 * Size of the whole header in bytes, from its first 64. Throws, naming `name`, `Unsupported` for another version and `InvalidInput`
 * for a damaged header or another kind of file.
 */
export function headerSize(start: Uint8Array, name: string): number {
  const view = viewOf(start);
  if (start.length < HEADER_BYTES || view.getUint32(0, true) !== MAGIC_FILE)
    throw new InvalidInput(`${name} is not a Longsight index (the first bytes are not "LSIX"): ${REMEDY}`);
  const version = view.getUint16(4, true);
  const type = view.getUint16(6, true);
  if (version !== VERSION || type !== TYPE_F16)
    throw new Unsupported(
      `${name}: index version ${version}, number type ${type}; this program reads version ${VERSION}, type ${TYPE_F16}: use the Longsight version that wrote it, or ${REMEDY}`,
    );
  const textBytes = view.getUint32(56, true);
  if (textBytes > LONGEST_KEY_TEXT) throw new InvalidInput(`${name}: the index header is damaged: ${REMEDY}`);
  return HEADER_BYTES + pad16(textBytes);
}

/** Parses the header; `bytes` are the first `headerSize` bytes of the file. Throws `InvalidInput` if the checksum is wrong. */
export function readHeader(bytes: Uint8Array, name: string): IndexHeader {
  const view = viewOf(bytes);
  if (view.getUint32(60, true) !== headerCrc(bytes))
    throw new InvalidInput(`${name}: the index header is damaged (checksum): ${REMEDY}`);
  const text = bytes.subarray(HEADER_BYTES, HEADER_BYTES + view.getUint32(56, true));
  const key = keyIn(text, name);
  const dim = view.getUint32(8, true);
  const recordsPlanned = view.getUint32(12, true);
  const planned = [...countRecords(key.grid)].reduce((sum, { records }) => sum + records, 0);
  if (dim !== key.model.embeddingDim || dim % DIM_STEP !== 0 || recordsPlanned !== planned)
    throw new InvalidInput(`${name}: the index header contradicts itself: ${REMEDY}`);
  return { key, dim, recordsPlanned, sizeBytes: bytes.length };
}

/** The checksum is correct, but another program or version may have written the text. */
function keyIn(text: Uint8Array, name: string): IndexKey {
  try {
    return indexKey(JSON.parse(new TextDecoder().decode(text)), 'the key');
  } catch (cause) {
    const reason = cause instanceof InvalidInput || cause instanceof Unsupported ? `: ${cause.message}` : '';
    throw new InvalidInput(`${name}: the index header has no valid key${reason}: ${REMEDY}`, { cause });
  }
}

/** Size of a record of `count` windows in bytes. */
export function recordSize(count: number, dim: number): number {
  return RECORD_HEAD_BYTES + pad16(Math.ceil(count / 8)) + count * dim * 2 + RECORD_END_BYTES;
}

/**
 * Bytes of record number `record`. `validity` has one entry per window of the record; `embeddings` [valid, dim] are those of the
 * valid windows, in order.
 */
export function recordBytes(
  record: number,
  planned: PlannedRecord,
  validity: readonly boolean[],
  embeddings: Float32Array,
  dim: number,
): Uint8Array {
  const bytes = new Uint8Array(recordSize(planned.count, dim));
  const view = new DataView(bytes.buffer);
  const valid = validity.filter(Boolean).length;
  [MAGIC_RECORD, record, planned.segment, planned.first, planned.count, valid].forEach((word, i) => {
    view.setUint32(4 * i, word, true);
  });
  const halves = new Uint16Array(bytes.buffer, halvesOffset(planned.count), planned.count * dim);
  let row = 0;
  validity.forEach((isValid, i) => {
    if (!isValid) return;
    bytes[RECORD_HEAD_BYTES + (i >> 3)] |= 1 << (i & 7);
    toHalves(embeddings.subarray(row * dim, ++row * dim), halves, i * dim);
  });
  const end = bytes.length - RECORD_END_BYTES;
  view.setUint32(end, MAGIC_END, true);
  view.setUint32(end + 4, record, true);
  view.setUint32(end + 8, bytes.length, true);
  view.setUint32(end + 12, crc32(bytes.subarray(0, end + 12)), true);
  return bytes;
}

/** Head of record number `record`; null if the bytes are not that (an incomplete write). */
export function readRecordHead(head: Uint8Array, record: number, key: IndexKey): RecordHead | null {
  if (head.length < RECORD_HEAD_BYTES) return null;
  const view = viewOf(head);
  const [magic, number, segment, first, count, valid] = [0, 4, 8, 12, 16, 20].map((at) =>
    view.getUint32(at, true),
  );
  const fits =
    segment < key.grid.segments.length && first + count <= segmentCount(key.grid.segments[segment]);
  if (magic !== MAGIC_RECORD || number !== record || !fits || count === 0) return null;
  return { record, segment, first, count, valid };
}

/**
 * The whole record; null if its checksum is wrong. `bytes` must start at an even offset of their buffer; `verifies` false leaves out the
 * checksum of bytes that were compared before.
 */
export function readRecord(
  bytes: Uint8Array,
  head: RecordHead,
  dim: number,
  verifies = true,
): IndexRecord | null {
  const end = bytes.length - RECORD_END_BYTES;
  const view = viewOf(bytes);
  if (bytes.length !== recordSize(head.count, dim) || view.getUint32(end, true) !== MAGIC_END) return null;
  if (verifies && view.getUint32(end + 12, true) !== crc32(bytes.subarray(0, end + 12))) return null;
  const bitmapEnd = RECORD_HEAD_BYTES + Math.ceil(head.count / 8);
  const halves = new Uint16Array(bytes.buffer, bytes.byteOffset + halvesOffset(head.count), head.count * dim);
  return { ...head, bitmap: bytes.subarray(RECORD_HEAD_BYTES, bitmapEnd), halves };
}

/** True if window `i` of the record has an embedding. */
export function isValid(record: IndexRecord, i: number): boolean {
  return (record.bitmap[i >> 3] & (1 << (i & 7))) !== 0;
}

function halvesOffset(count: number): number {
  return RECORD_HEAD_BYTES + pad16(Math.ceil(count / 8));
}

function headerCrc(bytes: Uint8Array): number {
  return crc32(bytes.subarray(HEADER_BYTES), crc32(bytes.subarray(0, 60)));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function pad16(length: number): number {
  return (length + 15) & ~15;
}
