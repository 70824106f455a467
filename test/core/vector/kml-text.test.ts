import { expect, test } from 'vitest';
import type { VectorLayer } from '../../../core/documents/vector-layer.ts';
import { kmlText } from '../../../core/vector/kml-text.ts';

const LAYER: VectorLayer = {
  name: 'hits',
  crs: null,
  fields: [
    { name: 'sharpened', type: 'boolean' },
    { name: 'score', type: 'real' },
  ],
  features: [true, false].map((sharpened, i) => ({
    number: i + 1,
    geometry: { kind: 'points', points: [[120.98, 14.59]] },
    values: [sharpened, 0.25],
  })),
};

test('booleans are written as 1 and 0, which GDAL reads without a warning', () => {
  const text = kmlText(LAYER, 'title', () => ({ name: 'hit', rgb: [1, 2, 3] }));
  expect(text.match(/(?<=<SimpleData name="sharpened">)[^<]*/g)).toEqual(['1', '0']);
  expect(text.match(/(?<=<SimpleData name="score">)[^<]*/g)).toEqual(['0.25', '0.25']);
});
