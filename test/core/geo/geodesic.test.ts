/** Lengths and areas on WGS 84, compared with PROJ's `geod` (Karney) to the millimetre and with the area of the ellipsoid. */
import { expect, test } from 'vitest';
import { geodesicAreaM2, geodesicLengthM } from '../../../core/geo/geodesic.ts';

test('a degree along the equator and a degree along a meridian have their known lengths', () => {
  expect(geodesicLengthM(0, 0, 1, 0)).toBeCloseTo(111_319.491, 3);
  expect(geodesicLengthM(0, 0, 0, 1)).toBeCloseTo(110_574.389, 3);
});

test("Vincenty's test line from Flinders Peak to Buninyong is right to the centimetre", () => {
  // The published 54,972.271 m are on GRS 80, whose flattening differs from that of WGS 84 in the ninth digit.
  const degrees = (d: number, m: number, s: number): number =>
    Math.sign(d) * (Math.abs(d) + m / 60 + s / 3600);
  const length = geodesicLengthM(
    degrees(144, 25, 29.5244),
    degrees(-37, 57, 3.7203),
    degrees(143, 55, 35.3839),
    degrees(-37, 39, 10.1561),
  );
  expect(Math.abs(length - 54_972.271)).toBeLessThan(0.01);
});

test('the distance is 0 between equal points and NaN between nearly antipodal ones', () => {
  expect(geodesicLengthM(5, 5, 5, 5)).toBe(0);
  expect(geodesicLengthM(0, 0, 179.7, 0.5)).toBeNaN();
});

test('eight octants have the area of the ellipsoid', () => {
  const octant = geodesicAreaM2([0, 0, 90, 0, 90, 90, 0, 90]);
  expect(8 * octant).toBeCloseTo(510_065_621_724_088.5, -5);
});

test('an area depends neither on the winding nor on a crossing of the antimeridian', () => {
  const there = geodesicAreaM2([179.9, 10, -179.9, 10, -179.9, 10.2, 179.9, 10.2]);
  const here = geodesicAreaM2([20, 10, 20, 10.2, 20.2, 10.2, 20.2, 10]);
  expect(there).toBeCloseTo(here, 0);
});

test('the area of a ring round a pole is that of the cap', () => {
  const circle = Array.from({ length: 3600 }, (_, i) => [i / 10 - 180, -80]).flat();
  const strip = (south: number, north: number): number =>
    geodesicAreaM2([0, south, 1, south, 1, north, 0, north]) * 360;
  expect(geodesicAreaM2(circle) / strip(-90, -80)).toBeCloseTo(1, 9);
});
