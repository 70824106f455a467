/** Scenes made from test TIFFs in a folder that is removed afterwards. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openScene } from '../../../core/raster/open-scene.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { unattended } from '../../../core/task.ts';
import { sourceHost } from './source-host.ts';
import { type TestTiff, writeTiff } from './write-tiff.ts';

/** Returns a function that opens a scene made from a `TestTiff`. After the tests of the file, all scenes are closed and removed. */
export function sceneMaker(): (tiff: TestTiff) => Promise<Scene> {
  const host = sourceHost();
  const folder = mkdtempSync(join(tmpdir(), 'scenes-'));
  const scenes: Scene[] = [];
  afterAll(async () => {
    await Promise.all(scenes.map((scene) => scene.close()));
    await host.close();
    rmSync(folder, { recursive: true });
  });
  return async (tiff) => {
    const path = join(folder, `${scenes.length}.tif`);
    writeFileSync(path, writeTiff(tiff));
    const scene = await openScene(host, path, unattended());
    scenes.push(scene);
    return scene;
  };
}
