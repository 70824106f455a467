/** A scene as the model sees it: 8-bit RGB after band choice and stretch, with validity. */

import type { RasterWindow } from '../documents/scene.ts';
import type { RgbImage } from '../tensor/rgb-image.ts';

export type MaskedRgb = RgbImage & {
  /** [heightPx, widthPx], 0 where the pixel holds no data, `clipped` (collar.ts) or 1 where it does; null when all are 1. */
  readonly valid: Uint8Array | null;
};

export interface SceneReader {
  readonly widthPx: number;
  readonly heightPx: number;
  /**
   * The pixels of `win` (inside the raster). Readers are fastest when asked for full-width bands from top to bottom:
   * each block is then decoded once.
   */
  readRgb(win: RasterWindow, signal?: AbortSignal): Promise<MaskedRgb>;
}
