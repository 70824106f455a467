/** Footprints, ground resolution and geo stubs, computed with the CRS authority. */
import { afterAll, expect, test } from 'vitest';
import { affineFromGdal } from '../../../core/geo/affine.ts';
import { footprint } from '../../../core/geo/footprint.ts';
import { geoStub } from '../../../core/geo/geo-stub.ts';
import { groundResolutionM } from '../../../core/geo/ground-resolution.ts';
import { sourceHost } from '../raster/source-host.ts';

const host = sourceHost();
afterAll(() => host.close());

const utm33 = 'EPSG:32633';
const place = affineFromGdal([500_000, 2, 0, 5_500_000, 0, -2]);

const keysFor = (code: number): readonly number[] => [
  1,
  1,
  0,
  3,
  1024,
  0,
  1,
  1,
  1025,
  0,
  1,
  1,
  3072,
  0,
  1,
  code,
];

test('a stub of less than 500 bytes identifies the CRS', async () => {
  const stub = geoStub({
    pixelScale: [2, 2, 0],
    tiepoints: [0, 0, 0, 500_000, 5_500_000, 0],
    transformation: null,
    keyDirectory: keysFor(32_633),
    doubleParams: null,
    asciiParams: null,
  });
  expect(stub.length).toBeLessThan(500);
  expect(await host.crs.describe(stub)).toMatchObject({
    epsg: 32_633,
    name: 'WGS 84 / UTM zone 33N',
    isGeographic: false,
  });
});

test('a footprint starts at the upper-left corner, is closed and runs counterclockwise', async () => {
  const ring = await footprint(host.crs, utm33, place, 1000, 500);
  if (ring === null) throw new Error('no footprint');
  expect(ring[0]).toEqual(ring.at(-1));
  // Easting 500,000 m is the central meridian, 15° E.
  expect(ring[0][0]).toBeCloseTo(15, 9);
  const area = ring.slice(1).reduce((sum, [lon, lat], i) => sum + ring[i][0] * lat - lon * ring[i][1], 0);
  expect(area).toBeGreaterThan(0);
});

test('ground resolution is in metres on the ellipsoid, also for degrees and Web Mercator', async () => {
  expect(await groundResolutionM(host.crs, utm33, place, 1000, 500)).toBeCloseTo(2 / 0.9996, 3);
  const degrees = affineFromGdal([10, 0.001, 0, 60.05, 0, -0.001]);
  const expected = Math.sqrt(55.8 * 111.41);
  expect(await groundResolutionM(host.crs, 'EPSG:4326', degrees, 100, 100)).toBeCloseTo(expected, 0);
  const mercator = affineFromGdal([0, 1, 0, 8_399_738, 0, -1]);
  const webMercator = await groundResolutionM(host.crs, 'EPSG:3857', mercator, 100, 100);
  expect(webMercator).toBeCloseTo(0.5, 2);
});

test('many points in one request leave later requests right', async () => {
  const count = 20_000;
  const many = Float64Array.from({ length: 2 * count }, (_, i) =>
    i % 2 === 0 ? 500_000 + i : 5_500_000 - i,
  );
  const first = await host.crs.transform(utm33, 'EPSG:4326', many);
  for (let round = 0; round < 3; round++) {
    const [lon, lat] = await host.crs.transform(utm33, 'EPSG:4326', many.slice(2 * count - 2));
    expect(lon).toBe(first[2 * count - 2]);
    expect(lat).toBe(first[2 * count - 1]);
  }
  expect(first.every(Number.isFinite)).toBe(true);
});

test('a point without a result is NaN, and its neighbours have theirs', async () => {
  const points = Float64Array.from([15, 45, 105, 0, 16, 45]);
  const [x, y, farX, farY, nextX] = await host.crs.transform('EPSG:4326', utm33, points);
  expect([x, nextX].every(Number.isFinite)).toBe(true);
  expect(y).toBeCloseTo(4_982_950, -1);
  expect([farX, farY]).toEqual([Number.NaN, Number.NaN]);
});

test('a CRS that PROJ cannot read is an error', async () => {
  await expect(host.crs.transform('nonsense', utm33, Float64Array.from([1, 2]))).rejects.toThrow(/nonsense/);
});
