/** The windows of a scene that a run's sample sentences are asked of, as its model sees them. */

import type { SceneId } from '../../../core/documents/ids.ts';
import { makeGrid, windowAt, windowCount } from '../../../core/search/grid.ts';
import type { Task } from '../../../core/task.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import type { SampleWindows } from '../../../training/run/sample-windows.ts';
import type { SceneService } from '../scenes/scene-service.ts';

/** A few seconds of encoding on a CPU, after every epoch. */
const MOST_WINDOWS = 256;

/** Windows beside each other; of more than fit, ones at even distances. */
export async function cutSamples(
  scenes: SceneService,
  scene: SceneId,
  sizePx: number,
  imageSizePx: number,
  { signal, report }: Task,
): Promise<SampleWindows> {
  const grid = makeGrid(await scenes.detail(scene), [{ size: sizePx, unit: 'px', stride: sizePx }], null);
  const [segment] = grid.segments;
  const all = windowCount(grid);
  const count = Math.min(all, MOST_WINDOWS);
  const windows = Array.from({ length: count }, (_, i) =>
    windowAt(grid, segment!, Math.floor((i * all) / count)),
  );
  const cropBytes = imageSizePx ** 2 * 3;
  const crops = new Uint8Array(count * cropBytes);
  for (const [i, window] of windows.entries()) {
    report({ phase: 'cutting sample windows', done: i, total: count });
    const pixels = await scenes.modelViewPixels(scene, window, signal);
    resizeAndCrop(pixels, imageSizePx, crops.subarray(i * cropBytes, (i + 1) * cropBytes));
  }
  return { windows, crops };
}
