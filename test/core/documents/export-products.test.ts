import { expect, test } from 'vitest';
import {
  EXPORT_FORMAT_IDS,
  EXPORT_FORMATS,
  EXPORT_PRODUCT_IDS,
  formatsOf,
  valuesOf,
} from '../../../core/documents/export-products.ts';
import { usualSpec } from '../../../core/documents/export-spec.ts';

test('every format has an ending of its own, which determines the media type, and belongs to a product', () => {
  const endings = EXPORT_FORMAT_IDS.map((format) => EXPORT_FORMATS[format].ending);
  expect(new Set(endings).size).toBe(endings.length);
  expect(new Set(EXPORT_PRODUCT_IDS.flatMap(formatsOf))).toEqual(new Set(EXPORT_FORMAT_IDS));
});

test('the usual export of a product is one that it can have', () => {
  for (const product of EXPORT_PRODUCT_IDS)
    for (const format of formatsOf(product)) {
      const spec = usualSpec(product, format);
      expect(valuesOf(product, format)).toContain(spec.values);
      const { onlyEpsg } = EXPORT_FORMATS[format];
      if (onlyEpsg !== null) expect(spec.epsg).toBe(onlyEpsg);
    }
  expect(usualSpec('hits')).toMatchObject({ format: 'gpkg', epsg: null });
  expect(usualSpec('hits', 'geojson').epsg).toBe(4326);
});
