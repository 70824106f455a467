/** RFC 7946: winding and the antimeridian. */
import { expect, test } from 'vitest';
import { areaGeometry, type PolygonRings, type Ring, signedArea2 } from '../../../core/geo/geojson.ts';

const box = (west: number, south: number, east: number, north: number): Ring => [
  [west, south],
  [west, north],
  [east, north],
  [east, south],
  [west, south],
];

test('outer rings run counterclockwise, holes clockwise', () => {
  const geometry = areaGeometry([box(0, 0, 4, 4), [...box(1, 1, 2, 2)].reverse()]);
  expect(geometry.type).toBe('Polygon');
  const [outer, hole] = geometry.coordinates as PolygonRings;
  expect(signedArea2(outer)).toBeGreaterThan(0);
  expect(signedArea2(hole)).toBeLessThan(0);
});

test('a box across the antimeridian is split in two and keeps its area', () => {
  const geometry = areaGeometry([box(179, -2, -178, 3)]);
  expect(geometry.type).toBe('MultiPolygon');
  const parts = geometry.coordinates as readonly PolygonRings[];
  const spans = parts.map(([ring]) => ring.map(([lon]) => lon));
  expect(spans.map((lons) => [Math.min(...lons), Math.max(...lons)])).toEqual([
    [179, 180],
    [-180, -178],
  ]);
  expect(parts.reduce((sum, [ring]) => sum + signedArea2(ring) / 2, 0)).toBeCloseTo(15, 9);
});

test('a hole stays with the part that contains it', () => {
  const geometry = areaGeometry([box(178, 0, -178, 4), box(-179.5, 1, -179, 2)]);
  const parts = geometry.coordinates as readonly PolygonRings[];
  expect(parts.map((rings) => rings.length)).toEqual([1, 2]);
});

test('a ring may have more points than a call may have arguments', () => {
  const count = 200_000;
  const circle = Array.from({ length: count }, (_, i): readonly [number, number] => {
    const angle = (2 * Math.PI * i) / count;
    return [10 + Math.cos(angle), 10 + Math.sin(angle)];
  });
  const { coordinates } = areaGeometry([[...circle, circle[0]!]]);
  expect(signedArea2((coordinates as PolygonRings)[0]!) / 2).toBeCloseTo(Math.PI, 3);
});

/** A circle of latitude with a wave, east or west about. */
function roundPole(lat: number, turn: 1 | -1, start = 10): Ring {
  const ring = Array.from({ length: 361 }, (_, i): readonly [number, number] => {
    const lon = start + turn * i;
    return [lon - 360 * Math.round(lon / 360), lat + Math.sin((i * Math.PI) / 60)];
  });
  return ring;
}

test.each([
  [80, 1],
  [80, -1],
  [-85, 1],
  [-85, -1],
] as const)(
  'a ring round the pole at latitude %d, turning %d, is one polygon up to the pole',
  (lat, turn) => {
    const { type, coordinates } = areaGeometry([roundPole(lat, turn)]);
    expect(type).toBe('Polygon');
    const [outer] = coordinates as PolygonRings;
    expect(signedArea2(outer!) / 2).toBeCloseTo(360 * (90 - Math.abs(lat)), 0);
    const lons = outer!.map(([lon]) => lon);
    expect([Math.min(...lons), Math.max(...lons)]).toEqual([-180, 180]);
    expect(outer!.some(([, y]) => y === Math.sign(lat) * 90)).toBe(true);
  },
);
