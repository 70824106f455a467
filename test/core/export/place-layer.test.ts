/** Exported features at their place: hits, regions with holes, smoothed outlines. */
import { afterAll, expect, test } from 'vitest';
import { exportFields } from '../../../core/export/export-fields.ts';
import { hitFeatures, regionFeatures } from '../../../core/export/pixel-feature.ts';
import { placeLayer } from '../../../core/export/place-layer.ts';
import { provenanceValues } from '../../../core/export/provenance.ts';
import { smoothRing } from '../../../core/export/smooth-ring.ts';
import { crsOfEpsg } from '../../../core/geo/epsg-crs.ts';
import { sourceHost } from '../raster/source-host.ts';
import { northUp, provenance } from './sample-export.ts';

const common = provenanceValues(provenance);

const host = sourceHost();
afterAll(() => host.close());

const LOW = 0.1;
const MAP = {
  cellPx: 100,
  columns: 5,
  rows: 3,
  values: Float32Array.from([
    ...[0.3, 0.3, 0.3, LOW, 0.5],
    ...[0.3, LOW, 0.3, LOW, LOW],
    ...[0.3, 0.3, 0.3, LOW, Number.NaN],
  ]),
};
const RASTER = { widthPx: 450, heightPx: 300 };
const HIT = {
  rank: 1,
  score: 0.31,
  percentile: 99.5,
  window: { col: 100, row: 40, widthPx: 400, heightPx: 200 },
};

function rowsOf(of: 'hit' | 'region', values: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(exportFields(of).map(({ name }, i) => [name, values[i]]));
}

test('a hit has its window in the scene’s CRS, with area, perimeter, centre and provenance', async () => {
  const { crs } = await crsOfEpsg(host.crs, 32_633);
  const features = hitFeatures([{ hit: HIT, review: null, outline: null }], 'hits');
  const spec = { name: 'hits', fields: exportFields('hit'), common, leastArea: 0, ranked: false };
  const place = { affine: northUp, crs, target: crs };
  const [{ geometry, values }] = (await placeLayer(host.crs, place, features, spec)).features;
  expect(geometry).toEqual({
    kind: 'polygons',
    polygons: [
      [
        [
          [500_050, 5_499_980],
          [500_050, 5_499_880],
          [500_250, 5_499_880],
          [500_250, 5_499_980],
          [500_050, 5_499_980],
        ],
      ],
    ],
  });
  const row = rowsOf('hit', values);
  expect(row).toMatchObject({ rank: 1, score: 0.31, col: 100, width_px: 400, query: provenance.query });
  expect(row).toMatchObject({
    windows: 120,
    windows_planned: 1000,
    verdict: 'likely absent',
    review: null,
    device: 'CPU',
  });
  // 200 m x 100 m in UTM coordinates, whose scale on the central meridian is 0.9996.
  expect(Number(row.area_m2) / (20_000 / 0.9996 ** 2)).toBeCloseTo(1, 4);
  expect(Number(row.perimeter_m) / (600 / 0.9996)).toBeCloseTo(1, 4);
  expect(row.lon).toBeCloseTo(15.002, 3);
});

test('regions are exact outlines of cells with their holes, clipped to the raster, best first', async () => {
  const { crs } = await crsOfEpsg(host.crs, 32_633);
  const wgs84 = (await crsOfEpsg(host.crs, 4326)).crs;
  const regions = regionFeatures(MAP, RASTER, { threshold: 0.25, smoothing: 0, extent: null });
  const spec = { name: 'regions', fields: exportFields('region'), common, leastArea: 0, ranked: true };
  for (const target of [crs, wgs84]) {
    const { features } = await placeLayer(host.crs, { affine: northUp, crs, target }, regions, spec);
    const rows = features.map(({ values }) => rowsOf('region', values));
    expect(rows.map(({ rank, cells }) => [rank, cells])).toEqual([
      [1, 1],
      [2, 8],
    ]);
    const shapes = features.map(({ geometry }) => (geometry?.kind === 'polygons' ? geometry.polygons : []));
    expect(shapes.map((polygons) => polygons.map((rings) => rings.length))).toEqual([[1], [2]]);
    const cellM2 = (50 * 50) / 0.9996 ** 2;
    // Half of the last column lies outside the raster.
    expect(Number(rows[0]!.area_m2) / (cellM2 / 2)).toBeCloseTo(1, 3);
    expect(Number(rows[1]!.area_m2) / (cellM2 * 8)).toBeCloseTo(1, 3);
  }
  const large = await placeLayer(host.crs, { affine: northUp, crs, target: crs }, regions, {
    ...spec,
    leastArea: 2000,
  });
  expect(large.features.map(({ values }) => rowsOf('region', values).cells)).toEqual([8]);
});

test('only cells in the extent make regions, and a scene without CRS has them in pixels', async () => {
  const extent = { col: 0, row: 0, widthPx: 300, heightPx: 100 };
  const regions = regionFeatures(MAP, RASTER, { threshold: 0.25, smoothing: 0, extent });
  const spec = { name: 'regions', fields: exportFields('region'), common, leastArea: 0, ranked: true };
  const pixels = { xOrigin: 0, xPerCol: 1, xPerRow: 0, yOrigin: 0, yPerCol: 0, yPerRow: -1 };
  const layer = await placeLayer(host.crs, { affine: pixels, crs: null, target: null }, regions, spec);
  expect(layer.crs).toBeNull();
  const [{ geometry, values }] = layer.features;
  expect(rowsOf('region', values)).toMatchObject({ cells: 3, area_m2: null });
  expect(geometry).toMatchObject({ kind: 'polygons' });
  expect(JSON.stringify(geometry)).toContain('[300,-100]');
});

test('smoothing cuts corners by half a step at most, and leaves a ring closed', () => {
  const square = [0, 0, 0, 40, 40, 40, 40, 0, 0, 0];
  expect(smoothRing(square, 10, 0)).toEqual(square);
  const ring = smoothRing(square, 10, 3);
  expect(ring.slice(0, 2)).toEqual(ring.slice(-2));
  const area = (points: readonly number[]) => {
    let sum = 0;
    for (let i = 0; i + 3 < points.length; i += 2)
      sum += points[i]! * points[i + 3]! - points[i + 2]! * points[i + 1]!;
    return Math.abs(sum / 2);
  };
  // Chaikin's curve, a parabola, cuts a sixth of the square of half a step off each corner.
  expect(area(ring)).toBeCloseTo(1600 - (4 * 25) / 6, 0);
  for (let i = 0; i < ring.length; i += 2) {
    const fromCorner = Math.hypot(
      Math.min(ring[i]!, 40 - ring[i]!),
      Math.min(ring[i + 1]!, 40 - ring[i + 1]!),
    );
    expect(fromCorner).toBeGreaterThan(1.76);
  }
});
