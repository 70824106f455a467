import { expect, test } from 'vitest';
import { EXPORT_PRODUCT_IDS, EXPORT_PRODUCTS } from '../../../core/documents/export-products.ts';

test('no file of one product ends like a file of another, so the ending determines the media type', () => {
  const endings = EXPORT_PRODUCT_IDS.map((id) => EXPORT_PRODUCTS[id].ending);
  for (const ending of endings)
    expect(endings.filter((other) => `scene-1234-${other}`.endsWith(ending))).toEqual([ending]);
});
