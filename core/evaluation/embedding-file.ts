/**
 * File of embeddings that were computed once: a header, then one record per picture or window. Records are appended, so a kill loses at
 * most the last one. Little-endian, like every machine that runs this program.
 */
import { crc32 } from '../bytes/crc32.ts';
import { toHex } from '../bytes/hex.ts';

const MAGIC = 0x5645_534c; // "LSEV"
const VERSION = 1;
const HEADER_BYTES = 12;
const KEY_BYTES = 32;
const CRC_BYTES = 4;

/** Embeddings by key (64 hexadecimal digits), and the length up to which the file can be read. */
export type StoredEmbeddings = {
  readonly embeddings: Map<string, Float32Array>;
  readonly soundBytes: number;
};

export function embeddingHeader(dim: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(MAGIC, VERSION, dim).buffer);
}

/** `keys` are SHA-256 digests; `vectors` is [keys.length, dim]. */
export function embeddingRecords(
  keys: readonly Uint8Array[],
  vectors: Float32Array,
  dim: number,
): Uint8Array {
  const recordBytes = bytesPerRecord(dim);
  const all = new Uint8Array(keys.length * recordBytes);
  keys.forEach((key, i) => {
    const start = i * recordBytes;
    all.set(key, start);
    const row = vectors.slice(i * dim, (i + 1) * dim);
    all.set(new Uint8Array(row.buffer), start + KEY_BYTES);
    const body = all.subarray(start, start + recordBytes - CRC_BYTES);
    all.set(new Uint8Array(Uint32Array.of(crc32(body)).buffer), start + recordBytes - CRC_BYTES);
  });
  return all;
}

/** Records up to the first that is cut or damaged. Null for a file of another kind, version or length of vectors. */
export function readEmbeddings(bytes: Uint8Array, dim: number): StoredEmbeddings | null {
  const expected = embeddingHeader(dim);
  if (bytes.length < HEADER_BYTES || expected.some((byte, i) => bytes[i] !== byte)) return null;
  const recordBytes = bytesPerRecord(dim);
  const embeddings = new Map<string, Float32Array>();
  let at = HEADER_BYTES;
  for (; at + recordBytes <= bytes.length; at += recordBytes) {
    const record = bytes.slice(at, at + recordBytes);
    const body = record.subarray(0, recordBytes - CRC_BYTES);
    if (new DataView(record.buffer).getUint32(recordBytes - CRC_BYTES, true) !== crc32(body)) break;
    embeddings.set(toHex(record.subarray(0, KEY_BYTES)), new Float32Array(record.buffer, KEY_BYTES, dim));
  }
  return { embeddings, soundBytes: at };
}

function bytesPerRecord(dim: number): number {
  return KEY_BYTES + dim * 4 + CRC_BYTES;
}
