import { describe, expect, test } from 'vitest';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import { gaussianBlur, gaussianKernel } from '../../../core/selo/gaussian-blur.ts';
import { probabilityMapV2 } from '../../../core/selo/probability-map.ts';
import { reflect101 } from '../../../core/selo/reflect.ts';
import { valueAt } from '../../../core/selo/selo-map.ts';
import { coarseWindows, seloMapV2, shuffledQueries } from '../../../core/selo/selo-v2.ts';
import { seededRandom } from '../search/seeded-random.ts';

const scene = { widthPx: 1300, heightPx: 1100 };
const score = ({ col, row, widthPx, heightPx }: RasterWindow) =>
  0.3 + 0.1 * Math.sin(col * 0.01 + row * 0.007) + widthPx / 9000 - heightPx / 7000;

/** The description of the paper, computed pixel by pixel. */
function bruteForce(): Float64Array {
  const starts = (length: number) => {
    const all: number[] = [];
    for (let at = 0; at < length; at += 512) all.push(at + 512 >= length ? length - 512 : at);
    return all;
  };
  const coarse = starts(1100).flatMap((row) =>
    starts(1300).map((col) => ({ col, row, widthPx: 512, heightPx: 512 })),
  );
  const best = coarse.sort((a, b) => score(b) - score(a)).slice(0, Math.floor(coarse.length * 0.15) + 1);
  const fine = new Map<string, RasterWindow>();
  for (const win of best)
    for (const [fy, fx] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [0.25, 0.25],
      [0.25, 0.75],
      [0.75, 0.25],
      [0.75, 0.75],
      [0.5, 0.5],
    ])
      for (const half of [64, 128]) {
        const top = Math.max(0, win.row + fy * 512 - half);
        const left = Math.max(0, win.col + fx * 512 - half);
        const bottom = Math.min(1100, top + 2 * half);
        const right = Math.min(1300, left + 2 * half);
        fine.set(`${top} ${left} ${bottom} ${right}`, {
          col: left,
          row: top,
          widthPx: right - left,
          heightPx: bottom - top,
        });
      }
  const values = new Float64Array(1300 * 1100);
  for (let row = 0; row < 1100; row++)
    for (let col = 0; col < 1300; col++) {
      const covering = [...best, ...fine.values()].filter(
        (w) => col >= w.col && col < w.col + w.widthPx && row >= w.row && row < w.row + w.heightPx,
      );
      values[row * 1300 + col] =
        covering.length === 0 ? Number.NaN : covering.reduce((sum, w) => sum + score(w), 0) / covering.length;
    }
  return values;
}

describe('SeLo v2 (compared with brute force, because no output is published)', () => {
  test('is the mean of the best coarse windows and the small ones around them', async () => {
    const map = await seloMapV2(scene, async (windows) => windows.map(score));
    const expected = bruteForce();
    let worst = 0;
    let covered = 0;
    for (let i = 0; i < expected.length; i++) {
      const ours = valueAt(map, i % 1300, Math.floor(i / 1300));
      if (Number.isNaN(ours) !== Number.isNaN(expected[i]))
        throw new Error(`pixel ${i} is covered in one map only`);
      if (Number.isNaN(ours)) continue;
      covered++;
      worst = Math.max(worst, Math.abs(ours - expected[i]));
    }
    expect(worst).toBeLessThan(1e-12);
    expect(covered).toBeGreaterThan(512 * 512);
  });

  test('leaves out windows that show nothing', async () => {
    const isBlank = ({ col }: RasterWindow) => col < 512;
    const map = await seloMapV2(scene, async (windows) =>
      windows.map((win) => (isBlank(win) ? Number.NaN : score(win))),
    );
    const [best] = coarseWindows(scene)
      .filter((win) => !isBlank(win))
      .sort((a, b) => score(b) - score(a));
    expect(valueAt(map, best!.col, best!.row + 300)).toBeGreaterThan(0);
    for (let row = 0; row < scene.heightPx; row++) expect(valueAt(map, 511, row)).toBeNaN();
    const nothing = await seloMapV2(scene, async (windows) => windows.map(() => Number.NaN));
    expect(nothing.values.every(Number.isNaN)).toBe(true);
  });

  test('has coarse windows of 512 px without overlap, except the last ones, which end at the edge', () => {
    expect(coarseWindows(scene).map(({ col }) => col)).toEqual([0, 512, 788, 0, 512, 788, 0, 512, 788]);
  });

  test('has a probability map that is stretched from 0, where no window was scored, and blurred', async () => {
    const map = await probabilityMapV2(await seloMapV2(scene, async (windows) => windows.map(score)));
    expect(map.values.indexOf(0)).toBeGreaterThanOrEqual(0);
    expect(map.values.reduce((a, b) => Math.max(a, b), 0)).toBeGreaterThan(150);
  });

  test('searches for the query and four shuffles of its words', () => {
    const queries = shuffledQueries('a long red brick building', seededRandom(3));
    expect(queries.length).toBe(5);
    expect(queries[0]).toBe('a long red brick building');
    for (const query of queries)
      expect(query.split(' ').sort()).toEqual(['a', 'brick', 'building', 'long', 'red']);
    expect(new Set(queries).size).toBeGreaterThan(1);
  });
});

test('the Gaussian blur equals the two-dimensional weighted mean', async () => {
  const random = seededRandom(5);
  const map = { widthPx: 23, heightPx: 17, values: Uint8Array.from({ length: 391 }, () => random() * 256) };
  const kernel = gaussianKernel(9);
  expect(kernel.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  const blurred = await gaussianBlur(map, 9);
  blurred.values.forEach((value, i) => {
    let sum = 0;
    for (let dy = -4; dy <= 4; dy++)
      for (let dx = -4; dx <= 4; dx++) {
        const at = reflect101(Math.floor(i / 23) + dy, 17) * 23 + reflect101((i % 23) + dx, 23);
        sum += kernel[dy + 4] * kernel[dx + 4] * map.values[at];
      }
    expect(Math.abs(value - sum)).toBeLessThan(0.5001);
  });
});
