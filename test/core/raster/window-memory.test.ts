/** Memory of windows that is used again: for the same size only, and without a trace of what was in it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BlockCache } from '../../../core/raster/block-cache.ts';
import { openRaster } from '../../../core/raster/raster.ts';
import { giveBack, readWindow } from '../../../core/raster/read-window.ts';
import { WindowMemory } from '../../../core/raster/window-memory.ts';
import { sourceHost } from './source-host.ts';
import { writeTiff } from './write-tiff.ts';

const host = sourceHost();
afterAll(() => host.close());

test('memory that was given back is taken once, for a window of the same bytes', () => {
  const memory = new WindowMemory();
  const first = memory.take('uint8', 200_000);
  memory.give(first);
  expect(memory.take('uint16', 99_999).buffer).not.toBe(first.buffer);
  const again = memory.take('uint16', 100_000);
  expect(again.buffer).toBe(first.buffer);
  expect(again).toBeInstanceOf(Uint16Array);
  expect(memory.take('uint16', 100_000).buffer).not.toBe(first.buffer);
});

test('memory of others, and the same memory twice, are not taken', () => {
  const memory = new WindowMemory();
  const own = new Uint8Array(200_000);
  memory.give(own);
  const first = memory.take('uint8', 200_000);
  expect(first.buffer).not.toBe(own.buffer);
  memory.give(first);
  memory.give(first);
  memory.take('uint8', 200_000);
  expect(memory.take('uint8', 200_000).buffer).not.toBe(first.buffer);
});

test('a window that was never written is 0 in memory that was used before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-windows-'));
  const path = join(folder, 'sparse.tif');
  const [width, height] = [500, 400];
  const tiff = { width, height, bands: 1, bits: 8, format: 1, photometric: 1, value: () => 9 } as const;
  await writeFile(path, withoutStrips(writeTiff(tiff)));
  const raster = await openRaster(host, { codecs: host.codecs, cache: new BlockCache(1 << 20) }, path);
  const { image } = raster.levels[0];
  const win = { col: 0, row: 0, widthPx: width, heightPx: height };
  const used = (await readWindow(raster.blocks, image, win, [0])).samples;
  used.fill(200);
  giveBack(raster.blocks, used);
  const { samples } = await readWindow(raster.blocks, image, win, [0]);
  expect(samples.buffer).toBe(used.buffer);
  expect(samples.every((sample) => sample === 0)).toBe(true);
  await raster.close();
  await rm(folder, { recursive: true });
});

/** Offset and length of the only strip become 0. */
function withoutStrips(tiff: Uint8Array): Uint8Array {
  const view = new DataView(tiff.buffer);
  const directory = view.getUint32(4, true);
  for (let i = 0; i < view.getUint16(directory, true); i++) {
    const field = directory + 2 + 12 * i;
    if ([273, 279].includes(view.getUint16(field, true))) view.setUint32(field + 8, 0, true);
  }
  return tiff;
}
