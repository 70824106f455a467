/** Access to a scene as the model sees it: 8-bit RGB after band choice and stretch, with validity. */

import type { RasterWindow } from '../documents/scene.ts';
import type { RgbImage } from '../tensor/rgb-image.ts';

export type MaskedRgb = RgbImage & {
  /** [heightPx, widthPx]: 0 where the pixel holds no data, otherwise 1 or `clipped` (collar.ts); null if all are 1. */
  readonly valid: Uint8Array | null;
};

export interface SceneReader {
  readonly widthPx: number;
  readonly heightPx: number;
  /**
   * Pixels of `win`, which must lie inside the raster. Reading full-width bands from top to bottom is fastest, because each block
   * is then decoded once.
   */
  readRgb(win: RasterWindow, signal?: AbortSignal): Promise<MaskedRgb>;
  /** Takes back pixels to which nothing refers any more: their memory is used for the next window of the same size. */
  giveBack?(pixels: MaskedRgb): void;
}
