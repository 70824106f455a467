/** Addresses of pictures the core makes. */
import type { BandRendering, ModelId, PixelWindow, SceneId } from '../../core/rpc/documents.ts';
import { renderingKey } from '../../core/rpc/rendering-key.ts';

/** A square thumbnail of the window as the screen shows it. */
export function windowUrl(scene: SceneId, rendering: BandRendering, win: PixelWindow): string {
  return `/data/window/${scene}/${renderingKey(rendering)}/${place(win)}`;
}

/** The very pixels the model gets of the window. */
export function modelViewUrl(scene: SceneId, model: ModelId, win: PixelWindow): string {
  return `/data/model-view/${scene}/${model}/${place(win)}`;
}

function place({ col, row, widthPx, heightPx }: PixelWindow): string {
  return `${col}/${row}/${widthPx}/${heightPx}`;
}
