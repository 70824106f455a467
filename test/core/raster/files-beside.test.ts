/** What GDAL keeps beside a raster: overviews and masks in files of their own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openScene } from '../../../core/raster/open-scene.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { unattended } from '../../../core/task.ts';
import { sourceHost } from './source-host.ts';
import { type TestTiff, writeTiff } from './write-tiff.ts';

const host = sourceHost();
const folder = mkdtempSync(join(tmpdir(), 'beside-'));
const scenes: Scene[] = [];
afterAll(async () => {
  await Promise.all(scenes.map((scene) => scene.close()));
  await host.close();
  rmSync(folder, { recursive: true });
});

const gray: TestTiff = {
  width: 40,
  height: 30,
  bands: 1,
  bits: 8,
  format: 1,
  photometric: 1,
  value: (col, row) => 10 + col + row,
};
const half: TestTiff = { ...gray, width: 20, height: 15, subfileType: 1 };

/** A scene with `beside`: file contents by what is added to its path. */
async function open(tiff: TestTiff, beside: Readonly<Record<string, Uint8Array>>): Promise<Scene> {
  const path = join(folder, `${scenes.length}.tif`);
  writeFileSync(path, writeTiff(tiff));
  for (const [suffix, bytes] of Object.entries(beside)) writeFileSync(`${path}${suffix}`, bytes);
  const scene = await openScene(host, path, unattended());
  scenes.push(scene);
  return scene;
}

const ofFiles = (scene: Scene): readonly string[] =>
  scene.description.warnings.filter((warning) => !warning.includes('georeferenced'));

describe('overviews in a file beside the raster', () => {
  test('are levels of it', async () => {
    const scene = await open(gray, { '.ovr': writeTiff(half) });
    expect(scene.description.overviews).toEqual([{ widthPx: 20, heightPx: 15 }]);
    expect(ofFiles(scene)).toEqual([]);
  });

  const whole = writeTiff(half);
  test.each([
    ['empty', new Uint8Array(0)],
    ['cut', whole.subarray(0, whole.length - 40)],
    ['no TIFF', new TextEncoder().encode('<!doctype html>')],
    ['of a codec that is not read', writeTiff({ ...half, compression: 34925 })],
  ])('that is %s are left out, and the file is named', async (_what, bytes) => {
    const scene = await open(gray, { '.ovr': bytes });
    expect(scene.description.overviews).toEqual([]);
    const [warning, ...more] = ofFiles(scene);
    expect(warning).toContain(`${scene.description.path}.ovr: `);
    expect(warning).toMatch(/slower until it is made anew, for example with gdaladdo/);
    expect(more).toEqual([]);
  });
});
