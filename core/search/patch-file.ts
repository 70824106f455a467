/**
 * Format of files with the patches of a whole scene, little-endian, every part a multiple of 16 bytes:
 *
 *     header   64 B: 0 "LSPX" | 4 u16 version | 6 u16 type (2 = int8) | 8 u32 numbers of a patch | 12 u32 patches of a window
 *              16 u32 records planned | 20 zeros | 24 SHA-256 of the key text | 56 u32 bytes of the key text | 60 u32 CRC-32 of all of it
 *              key text (JSON), zero-padded
 *     record   32 B: 0 "LSPR" | 4 u32 record | 8 u32 first window | 12 u32 windows | 16 u32 valid ones | 20 zeros
 *              validity bitmap, lowest bit first, zero-padded | windows x patches x numbers as int8 (zeros where not valid), zero-padded
 *              16 B: 0 "LSPE" | 4 u32 record | 8 u32 bytes of the record | 12 u32 CRC-32 of the record up to here
 *
 * An embedding is a direction, so its numbers are stored in units of the largest of them, 127. The bytes depend only on the key and the
 * pixels.
 */
import { crc32 } from '../bytes/crc32.ts';
import { InvalidInput, Unsupported } from '../errors.ts';
import { type IndexKey, keyText } from './index-key.ts';
import type { RecordFormat } from './record-format.ts';
import type { PlannedRecord } from './record-plan.ts';

/** Any difference means another file. The grid has one segment, of windows without overlap. */
export type PatchKey = IndexKey & {
  readonly patches: {
    readonly perEdge: number;
    /** How the last block attends; see models/clip/patch-block.ts. */
    readonly attention: string;
  };
};

const VERSION = 1;
const TYPE_INT8 = 2;
const [MAGIC_FILE, MAGIC_RECORD, MAGIC_END] = [0x5850534c, 0x5250534c, 0x4550534c];
const HEADER_BYTES = 64;
const HEAD_BYTES = 32;
const END_BYTES = 16;
const LARGEST = 127;
const REMEDY = 'remove the file and index the patches of the scene again';

export function patchFormat(key: PatchKey): RecordFormat {
  return {
    headerBytes: (recordsPlanned) => headerBytes(key, recordsPlanned),
    checkKind,
    recordSize: (count) => patchRecordSize(key, count),
    recordBytes: (...record) => recordBytes(key, ...record),
    isIntact: (bytes, record, { first, count }) => {
      const read = readPatchRecord(key, bytes, record);
      return read !== null && read.first === first && read.count === count;
    },
  };
}

/** Numbers of one window. */
export function numbersOf({ model, patches }: PatchKey): number {
  return patches.perEdge ** 2 * model.embeddingDim;
}

/** Size of a record of `count` windows in bytes. */
export function patchRecordSize(key: PatchKey, count: number): number {
  return HEAD_BYTES + bitmapBytes(count) + pad16(count * numbersOf(key)) + END_BYTES;
}

export type PatchRecord = {
  readonly first: number;
  readonly count: number;
  /** For each window its patches [perEdge², dim]; null for one without. */
  readonly windows: readonly (Int8Array | null)[];
};

/** Record number `record` at the start of `bytes`; null if it is incomplete or its checksum is wrong. */
export function readPatchRecord(key: PatchKey, bytes: Uint8Array, record: number): PatchRecord | null {
  if (bytes.length < HEAD_BYTES) return null;
  const view = viewOf(bytes);
  const [magic, number, first, count] = [0, 4, 8, 12].map((at) => view.getUint32(at, true));
  const size = patchRecordSize(key, count);
  if (magic !== MAGIC_RECORD || number !== record || count === 0 || bytes.length < size) return null;
  const end = size - END_BYTES;
  if (view.getUint32(end, true) !== MAGIC_END) return null;
  if (view.getUint32(end + 12, true) !== crc32(bytes.subarray(0, end + 12))) return null;
  const each = numbersOf(key);
  const from = HEAD_BYTES + bitmapBytes(count);
  const windows = Array.from({ length: count }, (_, i) =>
    (bytes[HEAD_BYTES + (i >> 3)] & (1 << (i & 7))) === 0
      ? null
      : new Int8Array(bytes.buffer, bytes.byteOffset + from + i * each, each),
  );
  return { first, count, windows };
}

/** Cosines of patches [perEdge², dim], stored as int8, with `vector` [dim] times the length of that vector. */
export function int8Cosines(stored: Int8Array, vector: Float32Array): Float32Array {
  const dim = vector.length;
  return Float32Array.from({ length: stored.length / dim }, (_, row) => {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < dim; i++) {
      const value = stored[row * dim + i];
      sum += value * vector[i];
      squares += value * value;
    }
    return squares === 0 ? 0 : sum / Math.sqrt(squares);
  });
}

async function headerBytes(key: PatchKey, recordsPlanned: number): Promise<Uint8Array> {
  const text = new TextEncoder().encode(keyText(key));
  const bytes = new Uint8Array(HEADER_BYTES + pad16(text.length));
  const view = viewOf(bytes);
  view.setUint32(0, MAGIC_FILE, true);
  view.setUint16(4, VERSION, true);
  view.setUint16(6, TYPE_INT8, true);
  view.setUint32(8, key.model.embeddingDim, true);
  view.setUint32(12, key.patches.perEdge ** 2, true);
  view.setUint32(16, recordsPlanned, true);
  bytes.set(new Uint8Array(await crypto.subtle.digest('SHA-256', text)), 24);
  view.setUint32(56, text.length, true);
  bytes.set(text, HEADER_BYTES);
  view.setUint32(60, crc32(bytes.subarray(HEADER_BYTES), crc32(bytes.subarray(0, 60))), true);
  return bytes;
}

function checkKind(start: Uint8Array, path: string): void {
  const view = viewOf(start);
  if (view.getUint32(0, true) !== MAGIC_FILE)
    throw new InvalidInput(`${path} does not hold patches (the first bytes are not "LSPX"): ${REMEDY}`);
  const version = view.getUint16(4, true);
  if (version !== VERSION)
    throw new Unsupported(
      `${path}: version ${version} of the patches; this program reads version ${VERSION}: ${REMEDY}`,
    );
}

function recordBytes(
  key: PatchKey,
  record: number,
  { first, count }: PlannedRecord,
  validity: readonly boolean[],
  numbers: Float32Array,
): Uint8Array {
  const bytes = new Uint8Array(patchRecordSize(key, count));
  const view = viewOf(bytes);
  const valid = validity.filter(Boolean).length;
  for (const [i, word] of [MAGIC_RECORD, record, first, count, valid].entries())
    view.setUint32(4 * i, word, true);
  const each = numbersOf(key);
  const from = HEAD_BYTES + bitmapBytes(count);
  const stored = new Int8Array(bytes.buffer, from, count * each);
  let row = 0;
  for (const [i, isValid] of validity.entries()) {
    if (!isValid) continue;
    bytes[HEAD_BYTES + (i >> 3)] |= 1 << (i & 7);
    const window = numbers.subarray(row * each, ++row * each);
    stored.set(quantized(window, key.model.embeddingDim), i * each);
  }
  const end = bytes.length - END_BYTES;
  view.setUint32(end, MAGIC_END, true);
  view.setUint32(end + 4, record, true);
  view.setUint32(end + 8, bytes.length, true);
  view.setUint32(end + 12, crc32(bytes.subarray(0, end + 12)), true);
  return bytes;
}

/** Rows [count, dim] in units of their largest number. */
function quantized(rows: Float32Array, dim: number): Int8Array {
  const stored = new Int8Array(rows.length);
  for (let row = 0; row < rows.length; row += dim) {
    let largest = 0;
    for (let i = row; i < row + dim; i++) largest = Math.max(largest, Math.abs(rows[i]));
    for (let i = row; i < row + dim; i++) stored[i] = Math.round((LARGEST * rows[i]) / largest);
  }
  return stored;
}

function bitmapBytes(count: number): number {
  return pad16(Math.ceil(count / 8));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function pad16(length: number): number {
  return (length + 15) & ~15;
}
