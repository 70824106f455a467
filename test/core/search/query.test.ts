import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileKernel } from '../../../build/kernel.mjs';
import { crc32 } from '../../../core/bytes/crc32.ts';
import { fromHalves, toHalves } from '../../../core/bytes/float16.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { bestScores } from '../../../core/search/best-scores.ts';
import { composeQuery } from '../../../core/search/compose-query.ts';
import { makeGrid, segmentCount, windowAt } from '../../../core/search/grid.ts';
import { isNearDuplicate } from '../../../core/search/near-duplicate.ts';
import { rankHits } from '../../../core/search/rank.ts';
import { DotKernel } from '../../../core/search/scan/dot-kernel.ts';
import { histogramOf, percentileOf, sortedScores } from '../../../core/search/score-distribution.ts';
import { similarityMap } from '../../../core/search/similarity-map.ts';
import { seededRandom } from './seeded-random.ts';

const random = seededRandom(7);
const vector = (length: number) => Float32Array.from({ length }, () => random() - 0.5);
const grid = makeGrid(
  { widthPx: 530, heightPx: 333 },
  [
    { size: 64, unit: 'px' },
    { size: 100, unit: 'px', stride: 45 },
    { size: 333, unit: 'px' },
  ],
  null,
);
const randomScores = () => grid.segments.map((segment) => vector(segmentCount(segment)));

describe('the scan kernel', () => {
  test('equals what its source compiles to', async () => {
    const committed = readFileSync(
      new URL('../../../core/search/scan/kernel.generated.ts', import.meta.url),
      'utf8',
    );
    expect(await compileKernel('core/search/scan/dot-f16.as')).toBe(committed);
  });

  test.each([8, 32, 504, 512, 768])(
    'gives the dot products of a float64 loop for vectors of %i numbers',
    (dim) => {
      const rows = 700;
      const halves = new Uint16Array(rows * dim);
      const stored = vector(rows * dim).map((x) => (x > 0.49 ? 0 : x / Math.sqrt(dim)));
      toHalves(stored, halves);
      const query = vector(dim);
      const scores = new Float32Array(rows + 3);
      new DotKernel(dim).scan(halves, query, scores, 3);
      const wide = fromHalves(halves);
      for (let row = 0; row < rows; row++) {
        let sum = 0;
        for (let i = 0; i < dim; i++) sum += wide[row * dim + i] * query[i];
        expect(Math.abs(scores[row + 3] - sum)).toBeLessThan(2e-6);
      }
    },
  );
});

describe('half precision', () => {
  test('keeps zero and every normal half', () => {
    const halves = Uint16Array.from({ length: 0x7c00 }, (_, i) => i).filter((h) => h === 0 || h >= 0x400);
    const back = new Uint16Array(halves.length);
    toHalves(fromHalves(halves), back);
    expect(back).toEqual(halves);
  });

  test('rounds to the nearest, ties to even', () => {
    const halves = new Uint16Array(4);
    toHalves(
      Float32Array.of(1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 + 2 ** -11 + 2 ** -20, -(2 - 2 ** -12)),
      halves,
    );
    expect([...fromHalves(halves)]).toEqual([1, 1 + 2 ** -9, 1 + 2 ** -10, -2]);
  });

  test('refuses NaN and values out of range', () => {
    expect(() => toHalves(Float32Array.of(Number.NaN), new Uint16Array(1))).toThrow(InvalidInput);
    expect(() => toHalves(Float32Array.of(1e6), new Uint16Array(1))).toThrow(InvalidInput);
  });
});

test('CRC-32 of "123456789" is the published check value, computed in one piece or two', () => {
  const bytes = new TextEncoder().encode('123456789');
  expect(crc32(bytes)).toBe(0xcbf43926);
  expect(crc32(bytes.subarray(4), crc32(bytes.subarray(0, 4)))).toBe(0xcbf43926);
});

describe('a query', () => {
  test('is the normalized weighted sum of its terms', () => {
    const query = composeQuery([
      { weight: 2, vector: Float32Array.of(1, 0) },
      { weight: -1, vector: Float32Array.of(0, 1) },
    ]);
    expect(query[0]).toBeCloseTo(2 / Math.sqrt(5), 6);
    expect(query[1]).toBeCloseTo(-1 / Math.sqrt(5), 6);
  });

  test('whose terms cancel out or that has none is refused', () => {
    const one = { vector: Float32Array.of(1, 0) };
    expect(() =>
      composeQuery([
        { weight: 1, ...one },
        { weight: -1, ...one },
      ]),
    ).toThrow(InvalidInput);
    expect(() => composeQuery([])).toThrow(InvalidInput);
  });
});

describe('ranks', () => {
  test('equal those of a full sort, with ties ordered by number and NaN left out', () => {
    const lists = [vector(5000), Float32Array.of(Number.NaN, 0.25, 0.25, 9), vector(3000)].map((list) =>
      list.map((x) => Math.round(x * 400) / 400),
    );
    const all = lists
      .flatMap((list, l) => [...list].map((score, number) => ({ list: l, number, score })))
      .filter(({ score }) => !Number.isNaN(score))
      .sort((a, b) => b.score - a.score || a.list - b.list || a.number - b.number);
    for (const k of [1, 10, 500, 10_000]) expect(bestScores(lists, k)).toEqual(all.slice(0, k));
  });

  test('greedily merge windows with an IoU above 0.3 or with the centre of one in the other', () => {
    const scores = randomScores();
    const hits = rankHits(grid, scores, 1000);
    const order = bestScores(scores, 10_000).map(({ list, number, score }) => ({
      segment: list,
      number,
      score,
      window: windowAt(grid, grid.segments[list], number),
    }));
    const expected: {
      segment: number;
      number: number;
      merged: unknown[];
      window: (typeof order)[0]['window'];
    }[] = [];
    for (const window of order) {
      const hit = expected.find((h) => isNearDuplicate(h.window, window.window));
      if (hit) hit.merged.push(window);
      else expected.push({ ...window, merged: [] });
    }
    expect(hits).toEqual(expected);
    expect(rankHits(grid, scores, 3).map((hit) => hit.window)).toEqual(
      expected.slice(0, 3).map((hit) => hit.window),
    );
  });

  test('treat a window shifted by half its size as a near-duplicate, but not one shifted diagonally or beside it', () => {
    const win = (col: number, row: number, edge: number) => ({ col, row, widthPx: edge, heightPx: edge });
    expect(isNearDuplicate(win(0, 0, 100), win(50, 0, 100))).toBe(true);
    expect(isNearDuplicate(win(0, 0, 100), win(60, 0, 100))).toBe(false);
    expect(isNearDuplicate(win(0, 0, 100), win(50, 50, 100))).toBe(false);
    expect(isNearDuplicate(win(0, 0, 300), win(10, 10, 20))).toBe(true);
    expect(isNearDuplicate(win(0, 0, 100), win(100, 0, 100))).toBe(false);
  });
});

describe('a similarity map', () => {
  test('is the best of the windows that cover the centre of a cell, NaN where none does', () => {
    const scores = randomScores();
    for (const list of scores) list.fill(Number.NaN, 0, Math.ceil(list.length / 3));
    const map = similarityMap(grid, scores);
    expect([map.cellPx, map.columns, map.rows]).toEqual([32, 17, 11]);
    let empty = 0;
    for (let row = 0; row < map.rows; row++)
      for (let column = 0; column < map.columns; column++) {
        const x = (column * 32 + Math.min(column * 32 + 32, 530)) / 2;
        const y = (row * 32 + Math.min(row * 32 + 32, 333)) / 2;
        const covering = grid.segments.flatMap((segment, s) =>
          [...scores[s]].filter((score, number) => {
            const win = windowAt(grid, segment, number);
            const inside =
              x >= win.col && x < win.col + win.widthPx && y >= win.row && y < win.row + win.heightPx;
            return inside && !Number.isNaN(score);
          }),
        );
        const value = map.values[row * map.columns + column];
        if (covering.length === 0) {
          empty++;
          expect(value).toBeNaN();
        } else expect(value).toBe(Math.max(...covering));
      }
    expect(empty).toBeGreaterThan(0);
    expect(empty).toBeLessThan(map.rows * map.columns);
  });

  test('keeps a cell at a threshold where the list keeps a hit, and shows each hit with at least its score', () => {
    const scores = randomScores();
    scores[0].fill(Number.NaN, 10, 40);
    const { cellPx, columns, values } = similarityMap(grid, scores);
    const hits = rankHits(grid, scores, 1000);
    const known = values.filter((value) => !Number.isNaN(value));
    expect(Math.max(...known)).toBe(hits[0].score);
    for (const { window: win, score } of hits) {
      const middle = [win.col + win.widthPx / 2, win.row + win.heightPx / 2];
      const [column, row] = middle.map((px) => Math.floor((px - 1) / cellPx));
      expect(values[row * columns + column]).toBeGreaterThanOrEqual(score);
    }
    const windows = scores.flatMap((list) => [...list]);
    for (const value of known) expect(windows).toContain(value);
  });
});

describe('the distribution of scores', () => {
  test('counts every score once', () => {
    const scores = randomScores();
    scores[0][0] = Number.NaN;
    const sorted = sortedScores(scores);
    const { min, step, counts } = histogramOf(sorted, 32);
    expect(counts.reduce((a, b) => a + b)).toBe(sorted.length);
    expect(min + 32 * step).toBeCloseTo(sorted[sorted.length - 1], 5);
  });

  test('has as percentile the percentage of lower scores', () => {
    expect(percentileOf(Float32Array.of(1, 2, 2, 3), 2)).toBe(25);
    expect(percentileOf(Float32Array.of(1, 2, 2, 3), 4)).toBe(100);
    expect(percentileOf(new Float32Array(0), 4)).toBe(0);
    expect(histogramOf(Float32Array.of(2, 2), 8)).toEqual({ min: 2, step: 0, counts: [2] });
  });
});
