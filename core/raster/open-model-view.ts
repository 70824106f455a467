/** Reader that gives a scene as the model sees it. */
import type { BandRendering, RasterWindow } from '../documents/scene.ts';
import { giveBack } from './read-window.ts';
import { renderWindow } from './render.ts';
import type { Scene } from './scene.ts';
import type { SceneReader } from './scene-reader.ts';

/** Reads full-resolution pixels of `scene`, rendered with `view`. */
export function openModelView(scene: Scene, view: BandRendering): SceneReader {
  const { raster, description } = scene;
  return {
    widthPx: description.widthPx,
    heightPx: description.heightPx,
    readRgb: (win: RasterWindow, signal?: AbortSignal) =>
      renderWindow(raster, raster.levels[0], view, win, signal),
    giveBack: ({ rgb }) => giveBack(raster.blocks, rgb),
  };
}
