/** Nodata as text, and which samples it stands for. */
import { expect, test } from 'vitest';
import { parseNodata } from '../../../core/raster/nodata-text.ts';
import { sparseSample } from '../../../core/raster/read-window.ts';
import type { TiffImage } from '../../../core/raster/tiff-image.ts';
import { holdsData, nodataOf } from '../../../core/raster/validity.ts';

test.each([
  ['-9999', -9999],
  [' -9999,5 \0', -9999.5],
  ['-3.40282e+38\0rest', -3.40282e38],
  ['1,5E3', 1500],
  ['.5', 0.5],
  ['-9999 m', -9999],
  ['-1.#INF', -Infinity],
  ['none', null],
  ['', null],
])('%j is %s', (text, value) => {
  expect(parseNodata(text)).toBe(value);
});

function isData(sampleType: TiffImage['sampleType'], nodata: number, value: number): boolean {
  return holdsData(value, nodataOf({ sampleType, nodata } as TiffImage));
}

test('a value of too few digits stands for the smallest or largest number of the type', () => {
  const smallest = -3.4028234663852886e38;
  for (const text of [-3.40282e38, -3.402823e38, -3.4e38, -3.4028234663852886e38, -3.40282346638529e38])
    expect(isData('float32', text, smallest), String(text)).toBe(false);
  expect(isData('float32', -3.4e38, Math.fround(-3.4e38))).toBe(false);
  expect(isData('float64', -1.79769e308, -Number.MAX_VALUE)).toBe(false);
  expect(isData('float32', -3.40282e38, -12_000)).toBe(true);
  expect(isData('float32', -3.40282e38, 3e38)).toBe(true);
});

test('floats next to the value are nodata too, as in GDAL; integers must be equal', () => {
  expect(isData('float32', -9999, Math.fround(-9999.002))).toBe(false);
  expect(isData('float32', -9999, Math.fround(-9999.01))).toBe(true);
  expect(isData('float64', -9999, -9999.002)).toBe(true);
  expect(isData('int16', -9999, -9999)).toBe(false);
  expect(isData('uint8', -9999, 0)).toBe(true);
  expect(isData('uint8', 0, 0)).toBe(false);
});

test('blocks that were never written hold nodata as the type stores it', () => {
  const sparse = (sampleType: TiffImage['sampleType'], nodata: number | null): number =>
    sparseSample({ sampleType, nodata } as TiffImage);
  expect(sparse('uint8', -9999)).toBe(0);
  expect(sparse('uint8', 300)).toBe(255);
  expect(sparse('int16', -99_999)).toBe(-32_768);
  expect(sparse('uint16', Number.NaN)).toBe(0);
  expect(sparse('float32', -9999)).toBe(-9999);
  expect(sparse('int32', null)).toBe(0);
});
