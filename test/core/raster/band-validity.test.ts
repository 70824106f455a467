import { expect, test } from 'vitest';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { readTile, sceneTileGrid } from '../../../core/raster/read-tile.ts';
import { sampleBandRanges } from '../../../core/raster/sample-ranges.ts';
import { sceneMaker } from './scene-files.ts';
import type { TestTiff } from './write-tiff.ts';

const open = sceneMaker();

/** Red, green, blue and height bands; a third of the columns has only heights. */
function stack(side: number, outside: number, nodata: string | undefined): TestTiff {
  return {
    ...{ width: side, height: side, bands: 4, bits: 32, format: 3, photometric: 2 },
    extraSamples: [0],
    ...(nodata !== undefined && { nodata }),
    value: (col, row, band) => (band === 3 ? 500 : col * 3 < side ? outside : 100 + ((col + row) % 100)),
  };
}

test.each([
  ['-9999', -9999],
  [undefined, Number.NaN],
])(
  'nodata %s in the viewed bands alone affects neither their ranges nor the other pixels',
  async (nodata, outside) => {
    const scene = await open(stack(90, outside, nodata));
    const ranges = await sampleBandRanges(scene.raster);
    for (const { extremes } of ranges.slice(0, 3)) expect(extremes).toEqual({ min: 100, max: 199 });
    const win = { col: 0, row: 0, widthPx: 90, heightPx: 90 };
    const { rgb, valid } = await openModelView(scene, scene.description.defaultView).readRgb(win);
    expect(valid?.subarray(28, 32)).toEqual(Uint8Array.of(0, 0, 1, 1));
    const shown = rgb.subarray(31 * 3, 90 * 3);
    expect(Math.max(...shown) - Math.min(...shown)).toBeGreaterThan(100);
  },
);

test('a band that is NaN everywhere hides the others neither in the ranges nor in the preview', async () => {
  const side = 4200;
  const scene = await open({
    ...{ width: side, height: side, bands: 4, bits: 32, format: 3, photometric: 2, extraSamples: [0] },
    value: (col, row, band) => (band === 3 ? Number.NaN : (col + row) % 256),
  });
  const ranges = await sampleBandRanges(scene.raster);
  expect(ranges[0]?.extremes).toEqual({ min: 0, max: 255 });
  const tile = await readTile(scene, sceneTileGrid(scene), scene.description.defaultView, 0, 0, 0);
  expect(tile.rgba[4 * (64 * tile.widthPx + 64) + 3]).toBe(255);
});

test('the mean and two standard deviations are those of all values; equal values have their extremes', async () => {
  // Each value from 0 to 99 is there a hundred times.
  const scene = await open({
    ...{ width: 100, height: 100, bands: 2, bits: 8, format: 1, photometric: 1, extraSamples: [0] },
    value: (col, row, band) => (band === 0 ? (col + row) % 100 : 7),
  });
  const [even, flat] = await sampleBandRanges(scene.raster);
  const sigma = Math.sqrt((100 ** 2 - 1) / 12);
  expect(even!.sigmas.min).toBeCloseTo(49.5 - 2 * sigma, 9);
  expect(even!.sigmas.max).toBeCloseTo(49.5 + 2 * sigma, 9);
  expect(flat!.sigmas).toEqual(flat!.extremes);
});
