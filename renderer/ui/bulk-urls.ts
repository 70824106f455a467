/** URLs of images that the core renders. */
import type { PairId } from '../../core/documents/dataset.ts';
import type { DatasetId, ModelId, SceneId } from '../../core/documents/ids.ts';
import type { BandRendering, RasterWindow, SceneDetail } from '../../core/documents/scene.ts';
import { renderingKey } from '../../core/urls/rendering-key.ts';

/** A square thumbnail of the window as displayed. */
export function windowUrl(
  { id, content }: Pick<SceneDetail, 'id' | 'content'>,
  rendering: BandRendering,
  win: RasterWindow,
): string {
  return `/data/window/${id}/${content}/${renderingKey(rendering)}/${place(win)}`;
}

/** A square thumbnail of a pair's image. */
export function pairUrl(dataset: DatasetId, pair: PairId): string {
  return `/data/pair/${dataset}/${pair}`;
}

/** The image that the caption assistant sends for a pair. */
export function sentPictureUrl(dataset: DatasetId, pair: PairId): string {
  return `/data/sent/${dataset}/${pair}`;
}

/** The exact pixels that the model receives for the window. */
export function modelViewUrl(scene: SceneId, model: ModelId, win: RasterWindow): string {
  return `/data/model-view/${scene}/${model}/${place(win)}`;
}

function place({ col, row, widthPx, heightPx }: RasterWindow): string {
  return `${col}/${row}/${widthPx}/${heightPx}`;
}
