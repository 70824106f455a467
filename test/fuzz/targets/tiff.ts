/** Opens the input as a scene and reads it as the map, the model and the panels do. */

import type { SceneId } from '../../../core/documents/ids.ts';
import type { Host } from '../../../core/host.ts';
import { identify } from '../../../core/raster/identify.ts';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { readTile, sceneTileGrid } from '../../../core/raster/read-tile.ts';
import { sampleBandRanges } from '../../../core/raster/sample-ranges.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { checkPortable } from '../../../core/rpc/protocol.ts';
import { unattended } from '../../../core/task.ts';
import { sceneDetail } from '../../../electron/app/scenes/scene-detail.ts';
import { MemoryStorage } from '../memory-storage.ts';
import type { Target } from '../outcome.ts';

const PATH = 'folder/scene.tif';
const WINDOW_PX = 96;
/** A file may hold much to read, but nothing that goes on after the user has cancelled it. */
const CANCELLED_AFTER_MS = 1000;

export function tiffTarget(host: Host): Target {
  return { fileName: () => PATH, run: (input) => readAsScene(host, input) };
}

async function readAsScene(host: Host, input: Uint8Array): Promise<void> {
  const storage = new MemoryStorage();
  storage.files.set(PATH, input);
  const signal = AbortSignal.timeout(CANCELLED_AFTER_MS);
  try {
    await readScene({ ...host, storage }, signal);
  } catch (error) {
    if (error !== signal.reason) throw error;
  }
}

async function readScene(host: Host, signal: AbortSignal): Promise<void> {
  const scene = await openScene(host, PATH, { signal, report: () => undefined });
  try {
    checkPortable(
      await sceneDetail('s' as SceneId, scene, { modelView: null, crs: null }, host.crs),
      'detail',
    );
    await readPieces(scene, signal);
  } finally {
    await scene.close();
  }
}

/** Each part is read even if another one is damaged; the first error counts. */
async function readPieces(scene: Scene, signal: AbortSignal): Promise<void> {
  const { widthPx, heightPx, defaultView } = scene.description;
  const grid = sceneTileGrid(scene);
  const finest = grid.levels - 1;
  const reader = openModelView(scene, defaultView);
  const lastCol = Math.max(0, widthPx - WINDOW_PX);
  const lastRow = Math.max(0, heightPx - WINDOW_PX);
  const window = (col: number, row: number) => ({
    col,
    row,
    widthPx: Math.min(WINDOW_PX, widthPx),
    heightPx: Math.min(WINDOW_PX, heightPx),
  });
  const parts: readonly (() => Promise<unknown>)[] = [
    // A preview of a large raster reads all of it, which is no fault.
    ...(widthPx * heightPx <= 4096 * 4096
      ? [
          () => readTile(scene, grid, defaultView, 0, 0, 0, signal),
          () => sampleBandRanges(scene.raster, { ...unattended(), signal }),
        ]
      : []),
    () => readTile(scene, grid, defaultView, finest, 0, 0, signal),
    () => reader.readRgb(window(0, 0), signal),
    () => reader.readRgb(window(lastCol, lastRow), signal),
    () => identify(scene, widthPx - 1, heightPx - 1),
  ];
  const errors: unknown[] = [];
  for (const part of parts) {
    signal.throwIfAborted();
    await part().catch((error: unknown) => errors.push(error));
  }
  if (errors.length > 0) throw errors[0];
}
