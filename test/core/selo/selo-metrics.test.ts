import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../../core/errors.ts';
import { readAirSlt } from '../../../core/selo/air-slt.ts';
import { attentionCentres } from '../../../core/selo/attention-centres.ts';
import { boxFilter } from '../../../core/selo/box-filter.ts';
import type { ByteMap } from '../../../core/selo/byte-map.ts';
import { fillPolygons, type Polygon } from '../../../core/selo/fill-polygons.ts';
import { medianBlur } from '../../../core/selo/median-blur.ts';
import { neighbourhoodMaxima } from '../../../core/selo/neighbourhood-maxima.ts';
import { reflect101 } from '../../../core/selo/reflect.ts';
import {
  attentionDiscreteness,
  attentionShift,
  circleOf,
  seloMetrics,
} from '../../../core/selo/selo-metrics.ts';
import { sharedPath, sharedTest } from '../../shared.ts';
import { seededRandom } from '../search/seeded-random.ts';

const random = seededRandom(5);

function randomMap(widthPx: number, heightPx: number, cellPx: number): ByteMap {
  const random = seededRandom(widthPx);
  const levels = Array.from({ length: 4000 }, () => Math.floor(random() * 256));
  const values = Uint8Array.from({ length: widthPx * heightPx }, (_, i) => {
    const [x, y] = [i % widthPx, Math.floor(i / widthPx)];
    return levels[(Math.floor(x / cellPx) * 61 + Math.floor(y / cellPx)) % 4000];
  });
  return { widthPx, heightPx, values };
}

describe('filters equal brute force:', () => {
  const clamp = (i: number, length: number) => Math.min(length - 1, Math.max(0, i));

  test.each([
    [70, 50, 9, 1],
    [40, 60, 31, 5],
    [20, 15, 251, 4],
  ])('median of %i x %i pixels, aperture %i', async (width, height, aperture, cell) => {
    const map = randomMap(width, height, cell);
    const radius = (aperture - 1) / 2;
    const expected = map.values.map((_, i) => {
      const [x, y] = [i % width, Math.floor(i / width)];
      const seen: number[] = [];
      for (let dy = -radius; dy <= radius; dy++)
        for (let dx = -radius; dx <= radius; dx++)
          seen.push(map.values[clamp(y + dy, height) * width + clamp(x + dx, width)]);
      return seen.sort((a, b) => a - b)[(aperture * aperture - 1) / 2];
    });
    expect((await medianBlur(map, aperture)).values).toEqual(expected);
  });

  test('box, the mean from x - 5 to x + 4, with ties rounded to even', async () => {
    const map = randomMap(33, 27, 1);
    const expected = map.values.map((_, i) => {
      let sum = 0;
      for (let dy = -5; dy < 5; dy++)
        for (let dx = -5; dx < 5; dx++)
          sum += map.values[reflect101(Math.floor(i / 33) + dy, 27) * 33 + reflect101((i % 33) + dx, 33)];
      const rest = sum % 100;
      const floor = (sum - rest) / 100;
      return rest > 50 || (rest === 50 && floor % 2 === 1) ? floor + 1 : floor;
    });
    expect((await boxFilter(map, 10, 1)).values).toEqual(expected);
  });

  test.each([
    [1, 1, 50],
    [3, 130, 50],
    [90, 52, 50],
    [64, 400, 26],
    [200, 33, 4],
  ])('five passes over %i x %i pixels, box of %i px, equal five single ones', async (width, height, size) => {
    const map = randomMap(width, height, 3);
    let expected = map;
    for (let pass = 0; pass < 5; pass++) expected = await boxFilter(expected, size, 1);
    expect(await boxFilter(map, size, 5)).toEqual(expected);
  });

  test.each([
    ['smooth hills', (x: number, y: number) => 120 + 90 * Math.sin(x / 61) * Math.cos(y / 47) + x / 20],
    ['plateaus', (x: number, y: number) => 40 * Math.floor(3 + 2 * Math.sin(x / 90) + 2 * Math.cos(y / 70))],
    ['noise', () => 256 * random()],
    ['one level', () => 7],
    ['nothing', () => 0],
    [
      'two peaks about half a neighbourhood apart',
      (x: number, y: number) => (x === 40 && y === 40 ? 200 : x === 104 && y > 60 && y < 108 ? 210 : 20),
    ],
  ])('maxima from x - 64 to x + 63: %s', async (_, level) => {
    const [widthPx, heightPx, half] = [330, 270, 64];
    const values = Uint8Array.from({ length: widthPx * heightPx }, (_, i) =>
      Math.max(0, Math.min(255, level(i % widthPx, Math.floor(i / widthPx)))),
    );
    // First along the rows, then along the columns.
    const highest = (from: ArrayLike<number>, start: number, step: number, at: number, length: number) => {
      let most = 0;
      for (let i = Math.max(0, at - half); i < Math.min(length, at + half); i++)
        most = Math.max(most, from[start + i * step]);
      return most;
    };
    const across = values.map((_, i) => highest(values, i - (i % widthPx), 1, i % widthPx, widthPx));
    const expected = values.map((value, i) =>
      Number(value > 0 && value === highest(across, i % widthPx, widthPx, Math.floor(i / widthPx), heightPx)),
    );
    const found = await neighbourhoodMaxima({ widthPx, heightPx, values }, 2 * half);
    expect(found.findIndex((value, i) => value !== expected[i])).toBe(-1);
  });
});

test('polygons fill the pixels that OpenCV 4.6 fills', () => {
  const url = new URL('../../fixtures/selo/fill-poly-opencv-4.6.json', import.meta.url);
  const cases: { w: number; h: number; polys: Polygon[]; rows: string[] }[] = JSON.parse(
    readFileSync(url, 'utf8'),
  );
  for (const { w, h, polys, rows } of cases) expect(fillPolygons(w, h, polys).join('')).toBe(rows.join(''));
});

test('a polygon may have more points than a call may have arguments', () => {
  const side = Array.from({ length: 200_000 }, (_, i): readonly [number, number] => [
    1 + (i % 2),
    2 + (i % 5),
  ]);
  const mask = fillPolygons(8, 8, [[[0, 0], [7, 0], ...side]]);
  expect(mask.some((pixel) => pixel === 1)).toBe(true);
});

describe('attention:', () => {
  /** Centre (100, 100); every corner lies 50 √2 away, so the radius is trunc(106.07) = 106. */
  const square: Polygon = [
    [50, 50],
    [150, 50],
    [150, 150],
    [50, 150],
  ];
  const far: Polygon = square.map(([x, y]) => [x + 1000, y]);

  test('a polygon has a circle around it', () => {
    expect(circleOf(square)).toEqual({ centre: [100, 100], radius: 106 });
  });

  test('without a centre, Ras is 1 and Rda is 0, whatever the number of polygons', () => {
    const circles = [square, far].map(circleOf);
    expect(attentionShift(circles, [])).toBeCloseTo(1, 12);
    expect(attentionDiscreteness(circles, [])).toBe(0);
  });

  test('Ras and Rda follow their formulas with several centres in one polygon and none in the other', () => {
    const circles = [square, far].map(circleOf);
    // 30 and 40 px from the first centre; 25 px each from their own middle (100, 100) + (15, 20).
    const centres = [
      [130, 100],
      [100, 140],
    ] as const;
    const share = (35 / 106 + 1) / 2;
    expect(attentionShift(circles, centres)).toBeCloseTo((Math.exp(3 * share) - 1) / (Math.exp(3) - 1), 12);
    const discreteness = 0.5 * (1 - 25 / 106) + Math.exp(-0.5 * 4);
    expect(attentionDiscreteness(circles, centres)).toBeCloseTo(discreteness / 2, 12);
  });

  test('a dark map has no centre, and its metrics are those of a map without centres', async () => {
    const map: ByteMap = { widthPx: 200, heightPx: 180, values: new Uint8Array(200 * 180).fill(100) };
    const centres = await attentionCentres(map);
    expect(centres).toEqual([]);
    // Polygon and background are equally probable: the ratio of the shares cancels the ratio of the areas.
    const rsu = 1 - Math.exp(-0.7 - 0.007);
    const metrics = seloMetrics(map, [square], centres);
    expect(metrics.rsu).toBeCloseTo(rsu, 9);
    expect(metrics).toMatchObject({ ras: 1, rda: 0 });
    expect(metrics.rmi).toBeCloseTo(0.4 * rsu, 9);
  });

  test('two bright squares more than 500 px apart give two centres, the brighter one first', async () => {
    const [width, height] = [1900, 400];
    const values = new Uint8Array(width * height);
    for (let y = 100; y < 300; y++) {
      values.fill(200, y * width + 200, y * width + 400);
      values.fill(240, y * width + 1500, y * width + 1700);
    }
    const centres = await attentionCentres({ widthPx: width, heightPx: height, values });
    expect(centres.length).toBe(2);
    // Each box filter of even size shifts the map by half a pixel, and the maximum is flat around the middle of the square.
    for (const [i, x] of [1600, 300].entries()) {
      expect(Math.abs(centres[i][0] - x)).toBeLessThan(5);
      expect(Math.abs(centres[i][1] - 200)).toBeLessThan(5);
    }
  });

  test('the metrics refuse annotations without a polygon', () => {
    const map: ByteMap = { widthPx: 2, heightPx: 2, values: new Uint8Array(4) };
    expect(() => seloMetrics(map, [], [])).toThrow(InvalidInput);
    expect(() => seloMetrics(map, [[[0, 0]]], [])).toThrow(InvalidInput);
  });
});

describe('the AIR-SLT annotation file', () => {
  sharedTest('has 59 queries on 22 pictures', () => {
    const queries = readAirSlt(readFileSync(sharedPath('oracles/air-slt/anno.json'), 'utf8'), 'anno.json');
    expect([queries.length, new Set(queries.map((query) => query.image)).size]).toEqual([59, 22]);
    expect(queries[0].caption).toBe('there is a green pond next to the gray road.');
    expect(queries[0].polygons[0].length).toBe(4);
  });

  test('is refused with its name and the wrong entry', () => {
    expect(() => readAirSlt('{', 'a.json')).toThrow(/a\.json is not JSON/);
    expect(() => readAirSlt('[{"caption":"x","jpg_name":"0.jpg","points":[[[1]]]}]', 'a.json')).toThrow(
      /annotation 0/,
    );
  });
});
