import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { toHex } from '../../../core/bytes/hex.ts';
import {
  embeddingHeader,
  embeddingRecords,
  readEmbeddings,
} from '../../../core/evaluation/embedding-file.ts';

const DIM = 5;
const keys = ['a', 'b', 'c'].map((name) => new Uint8Array(createHash('sha256').update(name).digest()));
const vectors = Float32Array.from({ length: keys.length * DIM }, (_, i) => Math.sin(i));
const records = embeddingRecords(keys, vectors, DIM);
const whole = new Uint8Array([...embeddingHeader(DIM), ...records]);
const recordBytes = records.length / keys.length;

test('embeddings are read as they were written', () => {
  const { embeddings, soundBytes } = readEmbeddings(whole, DIM)!;
  expect(soundBytes).toBe(whole.length);
  expect([...embeddings.keys()]).toEqual(keys.map(toHex));
  expect([...embeddings.get(toHex(keys[1]))!]).toEqual([...vectors.subarray(DIM, 2 * DIM)]);
});

test.each([1, 30, recordBytes - 1])('a file cut by %i bytes keeps the records before', (cut) => {
  const { embeddings, soundBytes } = readEmbeddings(whole.slice(0, whole.length - cut), DIM)!;
  expect(embeddings.size).toBe(2);
  expect(soundBytes).toBe(whole.length - recordBytes);
});

test('a damaged record ends the file', () => {
  const damaged = whole.slice();
  damaged[damaged.length - recordBytes - 10] ^= 1;
  expect(readEmbeddings(damaged, DIM)!.embeddings.size).toBe(1);
});

test('a file of another length of vectors, or of another kind, is not read', () => {
  expect(readEmbeddings(whole, DIM + 1)).toBeNull();
  expect(readEmbeddings(new TextEncoder().encode('these are notes'), DIM)).toBeNull();
  expect(readEmbeddings(new Uint8Array(3), DIM)).toBeNull();
});
