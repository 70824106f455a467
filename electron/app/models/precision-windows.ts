/** Real windows for comparing precisions: from the demo scene and the user's own scenes. */
import type { Host } from '../../../core/host.ts';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import type { SceneReader } from '../../../core/raster/scene-reader.ts';
import { isWorthEncoding } from '../../../core/search/is-worth-encoding.ts';
import { unattended } from '../../../core/task.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import type { HeldView, SceneService } from '../scenes/scene-service.ts';

const WINDOW_PX = 224;
const WINDOWS_A_SCENE = 40;
const OWN_SCENES = 2;

export type PrecisionWindows = (signal: AbortSignal) => Promise<readonly RgbImage[]>;

/** Windows of the demo scene, which is shipped, and of up to two of the user's scenes whose files can be found. */
export function precisionWindowsOf(host: Host, scenes: SceneService, demoScene: string): PrecisionWindows {
  return async (signal) => {
    const demo = await openScene(host, demoScene, unattended());
    const windows: RgbImage[] = [];
    try {
      windows.push(...(await windowsOf(openModelView(demo, demo.description.defaultView), signal)));
    } finally {
      await demo.close();
    }
    const own = (await scenes.list()).filter(({ missing }) => !missing);
    for (const { id } of own.slice(0, OWN_SCENES)) {
      const view: HeldView = await scenes.hold(id);
      try {
        windows.push(...(await windowsOf(view.reader, signal)));
      } finally {
        await view.release();
      }
    }
    return windows;
  };
}

/** Windows on a regular grid over the scene, except those that show nothing. */
async function windowsOf(reader: SceneReader, signal: AbortSignal): Promise<RgbImage[]> {
  const side = Math.min(WINDOW_PX, reader.widthPx, reader.heightPx);
  const columns = Math.ceil(Math.sqrt((WINDOWS_A_SCENE * reader.widthPx) / reader.heightPx));
  const rows = Math.ceil(WINDOWS_A_SCENE / columns);
  const windows: RgbImage[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const win = {
        col: placeOf(column, columns, reader.widthPx - side),
        row: placeOf(row, rows, reader.heightPx - side),
        widthPx: side,
        heightPx: side,
      };
      const picture = await reader.readRgb(win, signal);
      if (isWorthEncoding(picture)) windows.push(picture);
    }
  return windows;
}

function placeOf(index: number, count: number, room: number): number {
  return count === 1 ? Math.floor(room / 2) : Math.floor((index * room) / (count - 1));
}
