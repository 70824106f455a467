import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toHalves } from '../../../core/bytes/float16.ts';
import type { Outline } from '../../../core/documents/search.ts';
import { bankOf, bankWithDrift } from '../../../core/search/bank.ts';
import { BankScores, StandingAcross } from '../../../core/search/bank-scores.ts';
import { makeGrid, segmentCount } from '../../../core/search/grid.ts';
import { indexScene } from '../../../core/search/index-scene.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { TOP_WINDOWS } from '../../../core/search/standing.ts';
import { withinArea } from '../../../core/search/within-area.ts';
import { seededRandom } from '../../../core/seeded-random.ts';
import { unattended } from '../../../core/task.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { DIM, projectionEncoder, syntheticKey, syntheticScene } from './synthetic-scene.ts';

const random = seededRandom(9);
const COUNT = 40;
const bank = bankFrom(Array.from({ length: COUNT }, unit));
const query = unit();
const storage = new NodeStorage();
const WEST: Outline = [
  [0, 0],
  [260, 0],
  [260, 400],
  [0, 400],
];
let folder = '';
let index: OpenIndex;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bank-scores-'));
  index = await makeIndex('whole', (x, y) => x > 100 || y > 100);
});
afterAll(() => rm(folder, { recursive: true }));

describe('the standing of a sentence', () => {
  test('is its mean over the best windows, by how far it lies above the middle of the bank', async () => {
    const scores = new BankScores(bank, index.key.grid);
    await scores.catchUp(index);
    const standing = scores.standing(query, scores.centred(index.scores(query)));
    const expected = bruteForce();
    expect(standing?.reached).toBeCloseTo(expected.reached, 4);
    expect(standing?.z).toBeCloseTo(expected.z, 3);
  });

  test('leaves out sentences of the bank that mean the same', async () => {
    const same = bankFrom([query, ...Array.from({ length: COUNT - 1 }, (_, i) => row(i))]);
    const scores = new BankScores(same, index.key.grid);
    await scores.catchUp(index);
    const centred = scores.centred(index.scores(query));
    const bankReached = scores.standing(query, centred);
    const opposite = query.map((x) => -x);
    expect(bankReached?.bankMiddle).not.toBeCloseTo(scores.standing(opposite, centred)?.bankMiddle ?? 0, 4);
  });

  test('is the same whether the index grew or was complete at once', async () => {
    const half = new BankScores(bank, index.key.grid);
    const controller = new AbortController();
    const stopped = half.catchUp(index, controller.signal);
    controller.abort();
    await expect(stopped).rejects.toThrow();
    expect(half.recordsDone).toBeGreaterThan(0);
    expect(half.recordsDone).toBeLessThan(index.recordsDone);
    await half.catchUp(index);
    const whole = new BankScores(bank, index.key.grid);
    await whole.catchUp(index);
    expect(half.toBytes()).toEqual(whole.toBytes());
  });

  test('counts as many of the best windows as it is asked for', async () => {
    const scores = new BankScores(bank, index.key.grid);
    await scores.catchUp(index);
    const centred = scores.centred(index.scores(query));
    for (const best of [1, 2, TOP_WINDOWS]) {
      const expected = bruteForce(index.scores(query), best);
      const standing = scores.standing(query, centred, best);
      expect(standing?.reached).toBeCloseTo(expected.reached, 4);
      expect(standing?.z).toBeCloseTo(expected.z, 3);
    }
  });

  test('in an area counts the windows there alone, for the bank too', async () => {
    const asked = withinArea(index.key.grid, index.scores(query), WEST);
    const scores = new BankScores(bank, index.key.grid, asked);
    await scores.catchUp(index);
    const standing = scores.standing(query, scores.centred(asked));
    const expected = bruteForce(asked);
    expect(standing?.reached).toBeCloseTo(expected.reached, 4);
    expect(standing?.z).toBeCloseTo(expected.z, 3);
    expect(expected.z).not.toBeCloseTo(bruteForce().z, 2);
  });

  test('does not count what the model drifted, in one scene and over several', async () => {
    const [own, base] = [unit(), unit()];
    const drifted = bankWithDrift(bank, { own, base });
    const scores = new BankScores(drifted, index.key.grid);
    await scores.catchUp(index);
    const centred = scores.centred(index.scores(query));
    const standing = scores.standing(query, centred);
    const gained = own.map((value, i) => value - base[i]);
    const mean = dot(bank.mean, gained);
    const expected = bruteForce(index.scores(query), TOP_WINDOWS, (vector) => dot(vector, gained) - mean);
    expect(standing?.z).toBeCloseTo(expected.z, 3);
    expect(expected.z).not.toBeCloseTo(bruteForce().z, 1);
    const across = new StandingAcross(drifted, query);
    across.add(scores, centred);
    expect(across.standing).toEqual(standing);
  });

  test('over several indexes is that of all their windows', async () => {
    const all = index.scores(query);
    const west = withinArea(index.key.grid, all, WEST);
    const east = all.map((list, s) =>
      list.map((score, i) => (Number.isNaN(west[s][i]) ? score : Number.NaN)),
    );
    const across = new StandingAcross(bank, query);
    for (const part of [west, east]) {
      const scores = new BankScores(bank, index.key.grid, part);
      await scores.catchUp(index);
      across.add(scores, scores.centred(part));
    }
    const expected = bruteForce();
    expect(across.standing?.z).toBeCloseTo(expected.z, 3);
    expect(expected.z).not.toBeCloseTo(bruteForce(east).z, 2);
  });

  test('is null where no window has an embedding', async () => {
    const empty = await makeIndex('empty', () => false);
    const scores = new BankScores(bank, empty.key.grid);
    await scores.catchUp(empty);
    expect(scores.standing(query, scores.centred(empty.scores(query)))).toBeNull();
  });
});

describe('stored bank scores', () => {
  test('come back as they were', async () => {
    const scores = new BankScores(bank, index.key.grid);
    await scores.catchUp(index);
    const again = new BankScores(bank, index.key.grid);
    expect(again.fromBytes(scores.toBytes())).toBe(true);
    expect(again.recordsDone).toBe(index.recordsDone);
    const centred = scores.centred(index.scores(query));
    expect(again.centred(index.scores(query))).toEqual(centred);
    expect(again.standing(query, centred)).toEqual(scores.standing(query, centred));
  });

  test('of another bank or damaged are not taken', async () => {
    const scores = new BankScores(bank, index.key.grid);
    await scores.catchUp(index);
    const bytes = scores.toBytes();
    expect(new BankScores({ ...bank, id: 'cd'.repeat(32) }, index.key.grid).fromBytes(bytes)).toBe(false);
    for (const at of [0, 4, 20, 60, bytes.length - 1]) {
      const damaged = bytes.slice();
      damaged[at] ^= 1;
      const again = new BankScores(bank, index.key.grid);
      expect(again.fromBytes(damaged)).toBe(false);
      expect(again.recordsDone).toBe(0);
    }
    expect(new BankScores(bank, index.key.grid).fromBytes(bytes.subarray(0, 100))).toBe(false);
  });
});

/** The same statistic from embeddings, without any of the code under test. */
function bruteForce(
  asked = index.scores(query),
  count = TOP_WINDOWS,
  drift: (vector: Float32Array) => number = () => 0,
): { reached: number; z: number } {
  const windows = index.key.grid.segments.flatMap((segment, s) => {
    const scores = asked[s];
    return Array.from({ length: segmentCount(segment) }, (_, i) => i)
      .filter((i) => !Number.isNaN(scores[i]))
      .map((i) => index.embedding(s, i));
  });
  const reach = (vector: Float32Array) => {
    const centred = windows.map((window) => {
      let mean = 0;
      for (let b = 0; b < COUNT; b++) mean += dot(row(b), window) / COUNT;
      return dot(vector, window) - mean;
    });
    const best = centred.sort((a, b) => b - a).slice(0, count);
    return best.reduce((sum, value) => sum + value, 0) / best.length;
  };
  const others = Array.from({ length: COUNT }, (_, b) => row(b)).filter((each) => dot(each, query) < 0.85);
  const reached = others.map((each) => reach(each) - drift(each));
  const mean = reached.reduce((sum, value) => sum + value, 0) / reached.length;
  const deviation = Math.sqrt(reached.reduce((sum, value) => sum + (value - mean) ** 2, 0) / reached.length);
  const sorted = reached.toSorted((a, b) => a - b);
  const median = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
  const bankUnit = deviation * Math.sqrt(deviation / 0.08);
  const aboveMiddle = reach(query) - drift(query) - (mean + median) / 2;
  const raised = 0.1 * Math.log10(Math.max(30, windows.length) / 115);
  return { reached: reach(query), z: aboveMiddle / bankUnit + raised };
}

async function makeIndex(name: string, isValid: (x: number, y: number) => boolean): Promise<OpenIndex> {
  const scene = syntheticScene(600, 400, { isValid });
  const sizes = [96, 192].map((size) => ({ size, unit: 'px' as const }));
  const encoder = projectionEncoder();
  const key = syntheticKey(encoder, makeGrid(scene, sizes, null));
  const path = join(folder, name);
  await indexScene({ reader: scene, encoder, key, storage, path, batchSize: 8 }, unattended());
  return OpenIndex.open(storage, path);
}

function bankFrom(vectors: readonly Float32Array[]) {
  const halves = new Uint16Array(vectors.length * DIM);
  vectors.forEach((vector, i) => {
    toHalves(vector, halves, i * DIM);
  });
  return bankOf('ab'.repeat(32), halves, DIM);
}

function row(i: number): Float32Array {
  return bank.vectors.subarray(i * DIM, (i + 1) * DIM);
}

function unit(): Float32Array {
  const vector = Float32Array.from({ length: DIM }, () => random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, x, i) => sum + x * b[i], 0);
}
