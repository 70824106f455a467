/** Hits and regions as GeoJSON. */
import { afterAll, expect, test } from 'vitest';
import { hitsGeoJson, regionsGeoJson } from '../../../core/export/geojson-files.ts';
import { sourceHost } from '../raster/source-host.ts';
import { northUp, provenance } from './sample-export.ts';

const host = sourceHost();
afterAll(() => host.close());
const place = { affine: northUp, wkt: 'EPSG:32633' };

test('a hit is exported as its window, with area, perimeter and provenance', async () => {
  const hit = {
    rank: 1,
    score: 0.31,
    percentile: 99.5,
    window: { col: 100, row: 40, widthPx: 400, heightPx: 200 },
    review: { judgement: 'rejected', note: 'a pier, not a bridge' } as const,
  };
  const collection = JSON.parse(await hitsGeoJson(host.crs, place, [hit], provenance));
  const { geometry, properties } = collection.features[0];
  const origin = {
    precision: 'int8',
    windows: '120',
    windows_planned: '1000',
    verdict: 'likely absent',
    verdict_reason: 'Rates & <reasons>.',
  };
  expect(properties).toMatchObject(origin);
  expect(collection.provenance).toMatchObject(origin);
  expect(properties).toMatchObject({
    rank: 1,
    score: 0.31,
    col: 100,
    width_px: 400,
    review: 'rejected',
    note: 'a pier, not a bridge',
    query: provenance.query,
  });
  // 200 m x 100 m in UTM coordinates, whose scale on the central meridian is 0.9996.
  expect(properties.area_m2 / (20_000 / 0.9996 ** 2)).toBeCloseTo(1, 4);
  expect(properties.perimeter_m / (600 / 0.9996)).toBeCloseTo(1, 4);
  expect(geometry.type).toBe('Polygon');
  expect(geometry.coordinates[0][0]).toEqual(geometry.coordinates[0].at(-1));
  for (const [lon, lat] of geometry.coordinates[0]) {
    expect(lon).toBeGreaterThan(15);
    expect(lon).toBeLessThan(15.01);
    expect(Math.round(lat)).toBe(50);
  }
});

test('regions are exact outlines of cells with their holes, clipped to the raster, best first', async () => {
  const low = 0.1;
  const map = {
    cellPx: 100,
    columns: 5,
    rows: 3,
    values: Float32Array.from([
      0.3,
      0.3,
      0.3,
      low,
      0.5,
      0.3,
      low,
      0.3,
      low,
      low,
      0.3,
      0.3,
      0.3,
      low,
      Number.NaN,
    ]),
  };
  const raster = { widthPx: 450, heightPx: 300 };
  const text = await regionsGeoJson(host.crs, place, map, raster, 0.25, provenance);
  const { features } = JSON.parse(text);
  const nothing = JSON.parse(await regionsGeoJson(host.crs, place, map, raster, 0.99, provenance));
  expect(nothing).toMatchObject({ features: [], provenance: { query: provenance.query, threshold: '0.99' } });
  expect(features.map((f: { properties: { cells: number } }) => f.properties.cells)).toEqual([1, 8]);
  expect(features[0].properties).toMatchObject({ rank: 1, score: 0.5, threshold: '0.25' });
  expect(features[1].geometry.coordinates.length).toBe(2);
  const cellM2 = (50 * 50) / 0.9996 ** 2;
  // Half of the last column lies outside the raster.
  expect(features[0].properties.area_m2 / (cellM2 / 2)).toBeCloseTo(1, 3);
  expect(features[1].properties.area_m2 / (cellM2 * 8)).toBeCloseTo(1, 3);
});
