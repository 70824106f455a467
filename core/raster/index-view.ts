/** Reader for indexing: the model view, in which a white collar holds no data, as on the screen. */
import type { BandRendering, RasterWindow } from '../documents/scene.ts';
import { isWhite } from './collar.ts';
import { type CollarMask, isCollarCell } from './collar-mask.ts';
import { findCollar } from './find-collar.ts';
import { openModelView } from './open-model-view.ts';
import type { Scene } from './scene.ts';
import type { MaskedRgb, SceneReader } from './scene-reader.ts';

/**
 * Reads as `openModelView` does. White pixels of the collar are not valid: within a window, a white margin looks like sand or snow. A black
 * one needs no mask, since black pixels never count as shown (search/is-worth-encoding.ts).
 */
export async function openIndexView(scene: Scene, view: BandRendering): Promise<SceneReader> {
  const reader = openModelView(scene, view);
  const collar = await findCollar(scene, view);
  if (collar === null) return reader;
  return {
    ...reader,
    readRgb: async (win, signal) => withoutCollar(await reader.readRgb(win, signal), win, collar),
  };
}

function withoutCollar(pixels: MaskedRgb, win: RasterWindow, collar: CollarMask): MaskedRgb {
  const { widthPx, heightPx, rgb } = pixels;
  let { valid } = pixels;
  for (let y = 0, i = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++, i++) {
      if (!isWhite(rgb, i * 3, collar.noise) || !isCollarCell(collar, win.col + x, win.row + y)) continue;
      valid ??= new Uint8Array(widthPx * heightPx).fill(1);
      valid[i] = 0;
    }
  return { ...pixels, valid };
}
