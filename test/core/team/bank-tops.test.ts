import { expect, test } from 'vitest';
import { toHalves } from '../../../core/bytes/float16.ts';
import { bankWithDrift } from '../../../core/search/bank.ts';
import { Comparison } from '../../../core/search/comparison.ts';
import { DotKernel } from '../../../core/search/scan/dot-kernel.ts';
import { TOP_WINDOWS, Top } from '../../../core/search/standing.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { addTops, addWindows, noTops, standingOf, topsBytes, topsOf } from '../../../core/team/bank-tops.ts';
import { DIM, syntheticBank } from '../search/synthetic-scene.ts';

const bank = syntheticBank(12);
const kernel = new DotKernel(DIM);
const random = seededRandom(4);
const WINDOWS = 50;
const vectors = Float32Array.from({ length: WINDOWS * DIM }, () => (random() - 0.5) / 3);
const halves = new Uint16Array(vectors.length);
toHalves(vectors, halves);

const reached = (from: number, to: number) => {
  const tops = noTops(bank);
  const means = addWindows(tops, bank, halves.subarray(from * DIM, to * DIM), kernel);
  return { tops, means };
};

test('the tops of parts make those of the whole, whatever the order and however few windows a part has', () => {
  const whole = reached(0, WINDOWS);
  const tops = noTops(bank);
  for (const [from, to] of [
    [20, 50],
    [0, 1],
    [2, 20],
    [1, 2],
  ])
    addTops(tops, reached(from, to).tops);
  expect(tops).toEqual(whole.tops);
});

test('they are the highest differences of a sentence from the mean of all, by brute force', () => {
  const { tops, means } = reached(0, WINDOWS);
  const scores = kernel.scanMany(halves, bank.vectors);
  for (let b = 0; b < bank.count; b++) {
    const centred = Array.from({ length: WINDOWS }, (_, i) =>
      Math.fround(scores[b * WINDOWS + i] - means[i]),
    );
    const best = centred.toSorted((x, y) => y - x).slice(0, TOP_WINDOWS);
    expect([...tops.slice(b * TOP_WINDOWS, (b + 1) * TOP_WINDOWS)]).toEqual(best);
  }
  for (let i = 0; i < WINDOWS; i++) {
    const mean = bank.mean.reduce((sum, value, d) => sum + value * vectors[i * DIM + d], 0);
    expect(means[i]).toBeCloseTo(mean, 3);
  }
});

test('their bytes give them back, and bytes of another bank are none', () => {
  const { tops } = reached(0, 2);
  expect(topsOf(topsBytes(tops), bank)).toEqual(tops);
  expect(topsOf(topsBytes(tops), syntheticBank(11))).toBeNull();
});

test('a standing needs windows and sentences that differ in meaning', () => {
  const query = bank.vectors.slice(0, DIM);
  const top = new Top();
  expect(standingOf(bank, query, top, WINDOWS, noTops(bank))).toBeNull();
  top.add(0.4);
  expect(standingOf(bank, query, top, WINDOWS, noTops(bank))).toBeNull();
  const { tops } = reached(0, WINDOWS);
  // The query itself is a sentence of the bank, which is left out.
  const others = Array.from({ length: bank.count - 1 }, (_, b) => {
    const values = [...tops.slice((b + 1) * TOP_WINDOWS, (b + 2) * TOP_WINDOWS)];
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  const sorted = others.toSorted((a, b) => a - b);
  const median = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  const mean = others.reduce((sum, value) => sum + value, 0) / others.length;
  const standing = standingOf(bank, query, top, WINDOWS, tops);
  expect(standing?.reached).toBeCloseTo(0.4, 6);
  const lowered = 0.1 * Math.log10(WINDOWS / 115) * standing!.bankUnit;
  expect(standing?.bankMiddle).toBeCloseTo((mean + median) / 2 - lowered, 6);
});

test('a standing does not count what the model drifted towards the sentence', () => {
  const query = bank.vectors.slice(0, DIM);
  const top = new Top();
  top.add(0.4);
  const { tops } = reached(0, WINDOWS);
  const [own, base] = [vectors.subarray(0, DIM), vectors.subarray(DIM, 2 * DIM)];
  const drifted = bankWithDrift(bank, { own, base });
  const expected = new Comparison(drifted, query).standing(0.4, WINDOWS, (b) =>
    new Top(tops.slice(b * TOP_WINDOWS, (b + 1) * TOP_WINDOWS)).mean(),
  );
  expect(standingOf(drifted, query, top, WINDOWS, tops)?.z).toBeCloseTo(expected?.z ?? 0, 5);
  expect(standingOf(bank, query, top, WINDOWS, tops)?.z).not.toBeCloseTo(expected?.z ?? 0, 2);
});
