/** Affine transforms: inverses, cell grids, and the coefficient orders of GDAL and rasterio. */
import { expect, test } from 'vitest';
import {
  affineFromGdal,
  affineFromRasterio,
  applyAffine,
  cellAffine,
  gdalFromAffine,
  invertAffine,
  isSameAffine,
  rasterioFromAffine,
} from '../../../core/geo/affine.ts';

const rotated = affineFromGdal([500_000, 0.4, 0.3, 5_500_000, 0.3, -0.4]);

test('an inverse maps every point back', () => {
  const inverse = invertAffine(rotated);
  if (inverse === null) throw new Error('no inverse');
  for (const [col, row] of [
    [0, 0],
    [17.5, 3],
    [-4, 900],
  ]) {
    const [x, y] = applyAffine(rotated, col, row);
    const [c, r] = applyAffine(inverse, x, y);
    expect(c).toBeCloseTo(col, 6);
    expect(r).toBeCloseTo(row, 6);
  }
});

test('a degenerate affine has no inverse', () => {
  expect(invertAffine(affineFromGdal([0, 1, 2, 0, 2, 4]))).toBeNull();
});

test('cell (i, j) of a cell grid starts at pixel (col + i * width, row + j * height)', () => {
  const cells = cellAffine(rotated, 10, 20, 64, 32);
  expect(applyAffine(cells, 3, 2)).toEqual(applyAffine(rotated, 10 + 3 * 64, 20 + 2 * 32));
});

test('the rasterio order of coefficients is x/col, x/row, x0, y/col, y/row, y0', () => {
  const ordered = [0.4, 0.3, 500_000, 0.3, -0.4, 5_500_000] as const;
  expect(rasterioFromAffine(rotated)).toEqual(ordered);
  expect(isSameAffine(affineFromRasterio(ordered), rotated)).toBe(true);
  expect(isSameAffine({ ...rotated, yOrigin: 5_500_001 }, rotated)).toBe(false);
});

test('coefficients in GDAL order survive a round trip', () => {
  expect(gdalFromAffine(rotated)).toEqual([500_000, 0.4, 0.3, 5_500_000, 0.3, -0.4]);
});
