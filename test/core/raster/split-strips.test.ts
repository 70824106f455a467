/** Reading of tall, uncompressed strips. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { identify } from '../../../core/raster/identify.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { unattended } from '../../../core/task.ts';
import { sourceHost } from './source-host.ts';

const [width, height] = [1500, 1001];

/** One uncompressed strip of the whole image; each sample is a hash of its position. */
function oneStrip(): Uint8Array {
  const entries = [
    [256, width],
    [257, height],
    [258, 8],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, height],
    [279, width * height],
  ];
  const bytes = new Uint8Array(8 + width * height + 2 + entries.length * 12 + 4);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  const at = 8 + width * height;
  view.setUint32(4, at, true);
  view.setUint16(at, entries.length, true);
  for (const [i, [tag, value]] of entries.entries()) {
    view.setUint16(at + 2 + i * 12, tag, true);
    view.setUint16(at + 4 + i * 12, 4, true);
    view.setUint32(at + 6 + i * 12, 1, true);
    view.setUint32(at + 10 + i * 12, value, true);
  }
  for (let i = 0; i < width * height; i++) bytes[8 + i] = (i * 31) ^ (i >> 9);
  return bytes;
}

test('a tall strip is read in small pieces, and each pixel keeps its position', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'strips-'));
  const path = join(folder, 'one-strip.tif');
  writeFileSync(path, oneStrip());
  const host = sourceHost();
  const scene = await openScene(host, path, unattended());
  expect(scene.raster.levels[0].image.blockHeightPx).toBeLessThan(200);
  for (const [col, row] of [
    [0, 0],
    [1499, 0],
    [700, 174],
    [3, 175],
    [1499, 1000],
  ]) {
    const i = row * width + col;
    expect(await identify(scene, col, row)).toEqual([((i * 31) ^ (i >> 9)) & 255]);
  }
  await scene.close();
  await host.close();
  rmSync(folder, { recursive: true });
});
