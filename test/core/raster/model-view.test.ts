/** The default model view of a scene, and its pixels. */
import { describe, expect, test } from 'vitest';
import { clipped } from '../../../core/raster/collar.ts';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { sceneMaker } from './scene-files.ts';
import type { TestTiff } from './write-tiff.ts';

const open = sceneMaker();
const base = { width: 40, height: 30, bits: 8, format: 1, photometric: 1 } as const;
const rgbExtra = (extra: number): TestTiff => ({
  ...base,
  bands: 4,
  photometric: 2,
  extraSamples: [extra],
  value: (col, _row, band) => (band === 3 ? (col < 10 ? 0 : 200) : col + band),
});
const defaultPixels = (scene: Scene) =>
  openModelView(scene, scene.description.defaultView).readRgb({ col: 0, row: 0, widthPx: 40, heightPx: 30 });

describe('bands:', () => {
  test('a fourth band that is not alpha is left out and hides nothing', async () => {
    const scene = await open(rgbExtra(0));
    expect(scene.description.bands.map(({ role }) => role)).toEqual(['red', 'green', 'blue', 'other']);
    expect((await defaultPixels(scene)).valid).toBeNull();
  });

  test('a fourth band that is alpha decides validity', async () => {
    const read = await defaultPixels(await open(rgbExtra(2)));
    expect(Array.from(read.valid?.subarray(0, 12) ?? [])).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect(Array.from(read.rgb.subarray(9 * 3, 11 * 3))).toEqual([0, 0, 0, 10, 11, 12]);
  });

  test('a single band is shown in gray', async () => {
    const scene = await open({ ...base, bands: 1, value: (col) => col });
    expect(scene.description.defaultView).toEqual({ bands: [0, 0, 0], stretch: { kind: 'none' } });
    expect(Array.from((await defaultPixels(scene)).rgb.subarray(21, 27))).toEqual([7, 7, 7, 8, 8, 8]);
  });

  test('thirteen bands are taken for Sentinel-2 and shown as 4, 3, 2', async () => {
    const scene = await open({
      ...base,
      bands: 13,
      extraSamples: Array(12).fill(0),
      value: (_c, _r, band) => band,
    });
    expect(scene.description.defaultView.bands).toEqual([3, 2, 1]);
  });

  test('bands named B02, B03 and B04 are found by name', async () => {
    const names = ['B08', 'B04', 'B03', 'B02'];
    const items = names.map(
      (name, i) => `<Item name="DESCRIPTION" sample="${i}" role="description">${name}</Item>`,
    );
    const scene = await open({
      ...base,
      bands: 4,
      extraSamples: [0, 0, 0],
      metadata: `<GDALMetadata>${items.join('')}</GDALMetadata>`,
      value: (_c, _r, band) => band,
    });
    expect(scene.description.defaultView.bands).toEqual([1, 2, 3]);
    expect(scene.description.bands.map(({ name }) => name)).toEqual(names);
  });

  test('a palette band is shown in its colours', async () => {
    const colorMap = Array.from(
      { length: 768 },
      (_, i) => (i < 256 ? i : i < 512 ? 255 - (i - 256) : 7) * 257,
    );
    const scene = await open({ ...base, bands: 1, photometric: 3, colorMap, value: (col) => col });
    expect(Array.from((await defaultPixels(scene)).rgb.subarray(5 * 3, 6 * 3))).toEqual([5, 250, 7]);
  });

  test('colours of a palette are rounded as in GDAL', async () => {
    const colorMap = Array.from({ length: 768 }, (_, i) => (i * 40_503) % 65_536);
    const scene = await open({ ...base, bands: 1, photometric: 3, colorMap, value: (col) => col });
    const shown = Array.from((await defaultPixels(scene)).rgb.subarray(0, 40 * 3));
    const colour = (i: number, c: number): number => Math.floor(colorMap[c * 256 + i] / 257);
    expect(shown).toEqual(shown.map((_, at) => colour(Math.floor(at / 3), at % 3)));
  });

  test('zero is shown as white when the file is white-is-zero', async () => {
    const read = await defaultPixels(await open({ ...base, bands: 1, photometric: 0, value: (col) => col }));
    expect(read.rgb[0]).toBe(255);
    expect(read.rgb[3 * 39]).toBe(255 - 39);
  });
});

describe('stretch:', () => {
  /** Each value from 1 to 9,999 once, and one outlier of 65,535. */
  const uint16: TestTiff = {
    ...base,
    width: 100,
    height: 100,
    bands: 1,
    bits: 16,
    value: (col, row) => (col === 0 && row === 0 ? 65_535 : row * 100 + col),
  };

  test('a 16-bit band is stretched over its 2-98 % range, not over the range of its type', async () => {
    const { bands, defaultView } = (await open(uint16)).description;
    expect(bands[0].range.min).toBeCloseTo(200, -1);
    expect(bands[0].range.max).toBeCloseTo(9799, -1);
    expect(defaultView.stretch.kind).toBe('linear');
  });

  test('the ends of the range become black and white, the middle becomes gray', async () => {
    const scene = await open(uint16);
    const read = await openModelView(scene, scene.description.defaultView).readRgb({
      col: 0,
      row: 0,
      widthPx: 100,
      heightPx: 100,
    });
    const gray = (value: number): number => read.rgb[3 * value];
    expect([gray(150), gray(9850)]).toEqual([0, 255]);
    expect(Math.abs(gray(5000) - 127.5)).toBeLessThan(1);
  });

  test('nodata is excluded from the range and from the picture', async () => {
    const scene = await open({
      ...uint16,
      format: 2,
      nodata: '-9999',
      value: (col, row) => (col < 50 ? -9999 : row * 10),
    });
    const { range } = scene.description.bands[0];
    expect([range.min, range.max]).toEqual([20, 970]);
    const view = openModelView(scene, scene.description.defaultView);
    const read = await view.readRgb({ col: 45, row: 99, widthPx: 10, heightPx: 1 });
    expect(Array.from(read.valid ?? [])).toEqual([...Array(5).fill(0), ...Array(5).fill(clipped)]);
    expect(read.rgb[3 * 4]).toBe(0);
    expect(read.rgb[3 * 5]).toBe(255);
  });

  test('float nodata written in decimal matches the float32 sample; NaN is never valid', async () => {
    const scene = await open({
      ...base,
      bands: 1,
      bits: 32,
      format: 3,
      nodata: '-3.4028234663852886e+38',
      value: (col) => (col === 3 ? -3.4028234663852886e38 : col === 4 ? Number.NaN : col / 40),
    });
    const read = await defaultPixels(scene);
    expect(Array.from(read.valid?.subarray(0, 7) ?? [])).toEqual([1, 1, 1, 0, 0, 1, 1]);
  });

  test('a dark pixel is data when only some of its bands equal nodata', async () => {
    const scene = await open({
      ...base,
      bands: 3,
      photometric: 2,
      nodata: '0',
      value: (col, _row, band) => (col === 0 ? 0 : col === 1 && band < 2 ? 0 : 9),
    });
    expect(Array.from((await defaultPixels(scene)).valid?.subarray(0, 3) ?? [])).toEqual([0, 1, 1]);
  });
});
