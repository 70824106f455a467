/** One-bit scenes: black and white are their data, so windows of them can be searched. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { isWorthEncoding } from '../../../core/search/is-worth-encoding.ts';
import { unattended } from '../../../core/task.ts';
import { buildTiff, dataAt } from './build-tiff.ts';
import { sourceHost } from './source-host.ts';

const host = sourceHost();
const folder = mkdtempSync(join(tmpdir(), 'one-bit-'));
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

/** 128 x 128 px: stripes on the left, nothing on the right. */
const data = Uint8Array.from({ length: 16 * 128 }, (_, i) => (i % 16 < 8 ? 0b1100_1100 : 0));

test.each([
  ['black is zero', 1],
  ['white is zero', 0],
] as const)('%s: windows that show something are encoded, empty ones are not', async (name, photometric) => {
  const path = join(folder, `${name}.tif`);
  const tiff = { widthPx: 128, heightPx: 128, bits: 1, photometric, data };
  writeFileSync(path, buildTiff({ ...tiff, offsets: [dataAt], byteCounts: [data.length] }));
  const scene = await openScene(host, path, unattended());
  const view = openModelView(scene, scene.description.defaultView);
  const left = await view.readRgb({ col: 0, row: 0, widthPx: 64, heightPx: 64 });
  const right = await view.readRgb({ col: 64, row: 0, widthPx: 64, heightPx: 64 });
  const drawn = photometric === 1 ? [255, 0] : [0, 255];
  expect([left.rgb[0], left.rgb[2 * 3]]).toEqual(drawn);
  expect([isWorthEncoding(left), isWorthEncoding(right)]).toEqual([true, false]);
  await scene.close();
});
