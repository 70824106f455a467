/** Cuts the windows of a scene on which a run tries its sample sentences, as the model sees them. */

import type { SceneId } from '../../../core/documents/ids.ts';
import { makeGrid, windowAt, windowCount } from '../../../core/search/grid.ts';
import type { Task } from '../../../core/task.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import type { SampleWindows } from '../../../training/run/sample-windows.ts';
import type { SceneService } from '../scenes/scene-service.ts';

/** Takes a few seconds to encode on a CPU after every epoch. */
const MOST_WINDOWS = 256;

/** Adjacent windows of `sizePx`; evenly spaced ones where there are more than the limit. `crops` are [windows, S, S, 3], S = `imageSizePx`. */
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
