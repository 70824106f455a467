import { expect, test } from 'vitest';
import { mapDifference, standings } from '../../../core/search/map-difference.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';
import { seededRandom } from './seeded-random.ts';

const raster = { widthPx: 100, heightPx: 70 };

function randomMap(cellPx: number, seed: number): SimilarityMap {
  const random = seededRandom(seed);
  const [columns, rows] = [Math.ceil(raster.widthPx / cellPx), Math.ceil(raster.heightPx / cellPx)];
  const values = Float32Array.from({ length: columns * rows }, () => random() - 0.5);
  values[3] = Number.NaN;
  return { cellPx, columns, rows, values };
}

/** Looks up the value of one pixel. */
function valueAt({ cellPx, columns, values }: SimilarityMap, col: number, row: number): number {
  return values[Math.floor(row / cellPx) * columns + Math.floor(col / cellPx)]!;
}

test.each([
  [16, 16],
  [32, 16],
  [8, 32],
])(
  'with cells of %i and %i px, every pixel of the difference map is the difference of the two pixels',
  (p, q) => {
    const [a, b] = [randomMap(p, 1), randomMap(q, 2)];
    const difference = mapDifference(a, b, 'cosine', raster);
    expect(difference.cellPx).toBe(Math.min(p, q));
    for (let row = 0; row < raster.heightPx; row++)
      for (let col = 0; col < raster.widthPx; col++)
        expect(valueAt(difference, col, row)).toBe(Math.fround(valueAt(a, col, row) - valueAt(b, col, row)));
  },
);

test('a map minus itself is zero, and b - a is the negative of a - b', () => {
  const [a, b] = [randomMap(8, 3), randomMap(16, 4)];
  for (const measure of ['cosine', 'percentile'] as const) {
    const zero = mapDifference(a, a, measure, raster).values.filter((value) => !Number.isNaN(value));
    expect(zero.every((value) => value === 0)).toBe(true);
    const there = mapDifference(a, b, measure, raster).values;
    const back = mapDifference(b, a, measure, raster).values;
    there.forEach((value, i) => {
      if (Number.isNaN(value)) expect(back[i]).toBeNaN();
      else expect(back[i]).toBeCloseTo(-value, 6);
    });
  }
});

test('standings equal brute force and do not change when all values are scaled', () => {
  const { values } = randomMap(8, 5);
  const known = [...values].filter((value) => !Number.isNaN(value));
  const ranks = standings(values);
  values.forEach((value, i) => {
    const below = known.filter((each) => each < value).length;
    const upTo = known.filter((each) => each <= value).length;
    if (Number.isNaN(value)) expect(ranks[i]).toBeNaN();
    else expect(ranks[i]).toBeCloseTo((below + upTo) / 2 / known.length, 6);
  });
  expect(standings(values.map((value) => 4 * value))).toEqual(ranks);
});
