/** Windows of a part of the width of raw rasters, whose rows threads read out of the file. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { BlockCache } from '../../../core/raster/block-cache.ts';
import { croppedWindow } from '../../../core/raster/cropped-window.ts';
import { openRaster } from '../../../core/raster/raster.ts';
import { readWindow } from '../../../core/raster/read-window.ts';
import type { SampleArray } from '../../../core/tensor/samples.ts';
import { buildTiff, dataAt } from './build-tiff.ts';
import { samplesOf } from './samples-of.ts';
import { sourceHost } from './source-host.ts';

const host = sourceHost();
const folder = mkdtempSync(join(tmpdir(), 'cropped-window-'));
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

function sample(col: number, row: number, band: number): number {
  return (col * 31 + row * 257 + band * 10_007) & 65_535;
}

/** Of two bands of 16 bits, in strips of `rowsPerStrip` rows; the strip `missing` was never written. */
function raw(widthPx: number, heightPx: number, rowsPerStrip: number, missing?: number): string {
  const data = new Uint8Array(widthPx * heightPx * 4);
  const samples = new Uint16Array(data.buffer);
  for (let i = 0; i < samples.length; i++) {
    const pixel = i >> 1;
    samples[i] = sample(pixel % widthPx, Math.floor(pixel / widthPx), i & 1);
  }
  const strips = Math.ceil(heightPx / rowsPerStrip);
  const stripBytes = rowsPerStrip * widthPx * 4;
  const offsets = Array.from({ length: strips }, (_, i) => (i === missing ? 0 : dataAt + i * stripBytes));
  const byteCounts = offsets.map((at) => (at === 0 ? 0 : Math.min(stripBytes, dataAt + data.length - at)));
  const path = join(folder, `${widthPx}-${heightPx}-${rowsPerStrip}-${missing}.tif`);
  writeFileSync(
    path,
    buildTiff({
      widthPx,
      heightPx,
      bands: 2,
      bits: 16,
      photometric: 1,
      rowsPerStrip,
      data,
      offsets,
      byteCounts,
    }),
  );
  return path;
}

const opened = (path: string) =>
  openRaster(host, { codecs: host.codecs, cache: new BlockCache(1 << 20) }, path);

/** Quicker than a comparison that names each difference. */
function expectSamples(found: SampleArray, expected: SampleArray): void {
  expect(Buffer.compare(Buffer.from(found.buffer), Buffer.from(expected.buffer))).toBe(0);
}

describe('each sample is in its place', () => {
  test.each([
    [
      'one strip, a window of several pieces',
      1200,
      900,
      900,
      { col: 37, row: 11, widthPx: 1001, heightPx: 860 },
    ],
    ['strips of one row', 1200, 900, 1, { col: 1, row: 0, widthPx: 512, heightPx: 512 }],
    ['a row of a few pixels', 1200, 900, 7, { col: 1190, row: 3, widthPx: 10, heightPx: 1 }],
    ['a small part of long rows', 40_000, 12, 3, { col: 20_011, row: 1, widthPx: 33, heightPx: 11 }],
  ])('%s', async (_, widthPx, heightPx, rowsPerStrip, win) => {
    const raster = await opened(raw(widthPx, heightPx, rowsPerStrip));
    const { image } = raster.levels[0];
    expect(croppedWindow(image, win, [0, 1])?.runs.length).toBe(1);
    const { samples } = await readWindow(raster.blocks, image, win, [0, 1]);
    expectSamples(samples, samplesOf(samples, win, [0, 1], sample));
    await raster.close();
  });
});

test('other windows are read by blocks: of some bands, and over a strip that was never written', async () => {
  const win = { col: 5, row: 5, widthPx: 20, heightPx: 20 };
  const raster = await opened(raw(100, 40, 10, 1));
  const { image } = raster.levels[0];
  expect(croppedWindow(image, win, [1])).toBe(null);
  expect(croppedWindow(image, win, [0, 1])).toBe(null);
  const { samples } = await readWindow(raster.blocks, image, win, [0, 1]);
  const written = (col: number, row: number, band: number) =>
    row >= 10 && row < 20 ? 0 : sample(col, row, band);
  expectSamples(samples, samplesOf(samples, win, [0, 1], written));
  await raster.close();
});

test('a file that is cut off while it is open is named', async () => {
  const path = raw(300, 200, 10);
  const raster = await opened(path);
  truncateSync(path, 20_000);
  const read = readWindow(
    raster.blocks,
    raster.levels[0].image,
    { col: 5, row: 0, widthPx: 20, heightPx: 200 },
    [0, 1],
  );
  await expect(read).rejects.toThrow(`${path}: the file ends at byte 20000`);
  await raster.close();
});
