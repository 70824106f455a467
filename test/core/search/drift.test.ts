import { expect, test } from 'vitest';
import { toHalves } from '../../../core/bytes/float16.ts';
import { bankOf, bankWithDrift } from '../../../core/search/bank.ts';
import { Comparison } from '../../../core/search/comparison.ts';
import { driftFile, driftOf, picturesTwice } from '../../../core/search/drift.ts';
import { seededRandom } from '../../../core/seeded-random.ts';

const DIM = 16;
const PICTURES = 40;
const random = seededRandom(12);
const vector = () => Float32Array.from({ length: DIM }, () => random() - 0.5);
const joined = (rows: readonly Float32Array[]) => Float32Array.from(rows.flatMap((row) => [...row]));
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const base = Array.from({ length: PICTURES }, vector);
const bank = bankFrom(Array.from({ length: 30 }, vector));
const query = vector();

test('the drift towards a sentence is what its best quarter of the pictures gained', () => {
  const own = base.map((row) => row.map((value) => value + 0.2 * (random() - 0.5)));
  const bestMean = (rows: readonly Float32Array[]) => {
    const scores = rows.map((row) => dot(query, row) - dot(bank.mean, row)).sort((a, b) => b - a);
    return scores.slice(0, PICTURES / 4).reduce((sum, score) => sum + score, 0) / (PICTURES / 4);
  };
  const drift = driftOf(query, bank, { own: joined(own), base: joined(base) });
  expect(drift).toBeCloseTo(bestMean(own) - bestMean(base), 5);
  expect(Math.abs(drift)).toBeGreaterThan(0.001);
});

test('a shift of all pictures and of what the windows show leaves the standing as it is', () => {
  const shift = vector();
  const windows = Array.from({ length: 5 }, vector);
  const shifted = (row: Float32Array) => row.map((value, i) => value + shift[i]);
  const drifted = bankWithDrift(bank, { own: joined(base.map(shifted)), base: joined(base) });
  const reached = (sentence: Float32Array, seen: readonly Float32Array[]) =>
    Math.max(...seen.map((window) => dot(sentence, window) - dot(bank.mean, window)));
  const standing = (of: typeof bank, seen: readonly Float32Array[]) =>
    new Comparison(of, query).standing(reached(query, seen), null, (b) => reached(sentenceOf(b), seen));
  const [before, after] = [standing(bank, windows)!, standing(drifted, windows.map(shifted))!];
  expect(after.z).toBeCloseTo(before.z, 4);
  expect(standing(bank, windows.map(shifted))!.z).not.toBeCloseTo(before.z, 1);
  // The scale of the verdict shows cosines of the windows as they are.
  expect(after.reached).toBe(reached(query, windows.map(shifted)));
  expect((after.reached - after.bankMiddle) / after.bankUnit).toBeCloseTo(after.z, 6);
});

test('the same pictures twice change no standing', () => {
  const same = bankWithDrift(bank, { own: joined(base), base: joined(base) });
  const reachedBy = (b: number) => Math.sin(b);
  expect(new Comparison(same, query).standing(0.7, null, reachedBy)).toEqual(
    new Comparison(bank, query).standing(0.7, null, reachedBy),
  );
});

test('the file gives the pictures as they were used, unless it is damaged or another one', () => {
  const { bytes, crc, pictures } = driftFile({ own: joined(base.toReversed()), base: joined(base) });
  expect(picturesTwice(bytes, crc, DIM)).toEqual(pictures);
  for (const [i, value] of joined(base).entries()) expect(pictures.base[i]).toBeCloseTo(value, 3);
  expect(picturesTwice(bytes, crc + 1, DIM)).toBeNull();
  expect(picturesTwice(bytes, crc, DIM + 1)).toBeNull();
  expect(picturesTwice(bytes.subarray(0, 16), crc, DIM)).toBeNull();
  expect(picturesTwice(new Uint8Array(), crc, DIM)).toBeNull();
  for (const at of [0, 4, 8, 16, bytes.length - 1]) {
    const damaged = bytes.slice();
    damaged[at] ^= 1;
    expect(picturesTwice(damaged, crc, DIM)).toBeNull();
  }
});

function bankFrom(vectors: readonly Float32Array[]) {
  const halves = new Uint16Array(vectors.length * DIM);
  toHalves(joined(vectors), halves);
  return bankOf('ab'.repeat(32), halves, DIM);
}

function sentenceOf(b: number): Float32Array {
  return bank.vectors.subarray(b * DIM, (b + 1) * DIM);
}
