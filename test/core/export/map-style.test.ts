import { expect, test } from 'vitest';
import { mapStops } from '../../../core/export/map-style.ts';
import type { RampStop } from '../../../core/export/qml-style.ts';
import { emptyProject } from '../../../core/project/document.ts';

const style = emptyProject.similarity;
const range = { min: -0.1, max: 0.3 };

/** Interpolates alpha between stops as QGIS does. */
function alphaAt(stops: readonly RampStop[], value: number): number {
  const above = stops.findIndex((stop) => stop.value >= value);
  if (above <= 0) return stops.at(above)!.alpha;
  const [from, to] = [stops[above - 1]!, stops[above]!];
  return from.alpha + ((to.alpha - from.alpha) * (value - from.value)) / (to.value - from.value);
}

test('stops ascend over the range; the lowest score is transparent and the highest is opaque', () => {
  const stops = mapStops(style, range);
  const values = stops.map(({ value }) => value);
  expect(values).toEqual(values.toSorted((a, b) => a - b));
  expect(stops[0]).toMatchObject({ value: -0.1, rgb: [68, 1, 84], alpha: 0 });
  expect(stops.at(-1)!.value).toBeCloseTo(0.3, 12);
  expect(stops.at(-1)).toMatchObject({ rgb: [253, 231, 37], alpha: 1 });
  expect(alphaAt(stops, 0.1)).toBeCloseTo(0.5, 12);
});

test('with a reversed ramp the lowest score takes the colour of the other end and stays transparent', () => {
  expect(mapStops({ ...style, reversed: true }, range)[0]).toMatchObject({ rgb: [253, 231, 37], alpha: 0 });
});

test('without fading every stop is opaque', () => {
  expect(new Set(mapStops({ ...style, fadeLow: false }, range).map(({ alpha }) => alpha))).toEqual(
    new Set([1]),
  );
});

test('scores below the threshold are transparent, the others are drawn as without it', () => {
  const stops = mapStops({ ...style, threshold: 0.1 }, range);
  expect(alphaAt(stops, 0.0999)).toBe(0);
  expect(alphaAt(stops, 0.1)).toBeCloseTo(0.5, 5);
  expect(alphaAt(stops, 0.2)).toBeCloseTo(0.75, 5);
});

test('a threshold above the range hides the whole map, one below it hides nothing', () => {
  expect(mapStops({ ...style, threshold: 0.9 }, range).every(({ alpha }) => alpha === 0)).toBe(true);
  expect(mapStops({ ...style, threshold: -0.9 }, range)).toEqual(mapStops(style, range));
});
