import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ScenePreview } from '../../../core/raster/scene-preview.ts';
import { previewStore } from '../../../electron/app/scenes/preview-store.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { sceneMaker } from './scene-files.ts';

const open = sceneMaker();
/** Wide enough for two coarse levels. */
const widthPx = 4200;
const heightPx = 1000;

/** A ramp with a corner of nodata. */
const ramps = (col: number, row: number): number => (col < 900 && row < 900 ? 0 : 1 + col * 3 + row * 5);

async function largeRaster(value = ramps) {
  const { raster } = await open({
    width: widthPx,
    height: heightPx,
    bands: 1,
    bits: 16,
    format: 1,
    photometric: 1,
    nodata: '0',
    value,
  });
  return raster;
}

test('coarse and fine levels are made separately and read back unchanged from the store', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-preview-'));
  const store = previewStore(new NodeStorage(), folder);
  const raster = await largeRaster();
  const first = new ScenePreview(raster, 'ramps', store);
  const coarse = await first.levels(64);
  expect(coarse.map(({ scale }) => scale)).toEqual([16, 32]);
  expect(await readdir(folder)).toEqual(['ramps-16']);
  const fine = await first.levels(8);
  expect(fine.map(({ scale }) => scale)).toEqual([4, 8, 16, 32]);
  expect((await readdir(folder)).toSorted()).toEqual(['ramps-16', 'ramps-4']);

  // Other pixels under the same name: the levels still come from the store.
  const again = new ScenePreview(await largeRaster(() => 7), 'ramps', store);
  expect(await again.levels(64)).toEqual(coarse);
  expect(await again.levels(4)).toEqual(fine);
});

test('a damaged preview in the store is made again', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-preview-'));
  const store = previewStore(new NodeStorage(), folder);
  const raster = await largeRaster();
  const coarse = await new ScenePreview(raster, 'ramps', store).levels(16);
  const path = join(folder, 'ramps-16');
  const intact = await readFile(path);
  const flipped = Uint8Array.from(intact);
  flipped[5000] ^= 1;
  for (const bytes of [flipped, intact.subarray(0, 4000), new Uint8Array(0)]) {
    await writeFile(path, bytes);
    expect(await new ScenePreview(raster, 'ramps', store).levels(16)).toEqual(coarse);
    expect(await readFile(path)).toEqual(intact);
  }
});
