/** The resize rules, equal to Pillow bit for bit. */
import { InvalidInput } from '../../core/errors.ts';
import type { RgbImage } from '../../core/tensor/rgb-image.ts';
import { bicubicTaps } from './bicubic-taps.ts';
import type { ResizeRule } from './conventions.ts';
import { Resampler } from './resampler.ts';

const CHANNELS = 3;
const resampler = new Resampler();

/**
 * Writes the crop `[sizePx, sizePx, 3]` to `crop`; only the visible part is resampled. By default by CLIP's rule. Throws
 * `InvalidInput` for a picture or crop whose bytes do not match its size.
 */
export function resizeAndCrop(
  image: RgbImage,
  sizePx: number,
  crop: Uint8Array,
  rule: ResizeRule = 'bicubic-shortest-crop',
): void {
  const { widthPx, heightPx, rgb } = image;
  if (widthPx < 1 || heightPx < 1 || rgb.length !== widthPx * heightPx * CHANNELS)
    throw new InvalidInput(`a picture of ${widthPx} x ${heightPx} px with ${rgb.length} bytes`);
  if (crop.length !== sizePx * sizePx * CHANNELS)
    throw new InvalidInput(
      `a crop of ${sizePx} px needs ${sizePx * sizePx * CHANNELS} bytes, got ${crop.length}`,
    );
  if (widthPx === sizePx && heightPx === sizePx) {
    crop.set(rgb);
    return;
  }
  const shorter = Math.min(widthPx, heightPx);
  const resized = (edgePx: number) =>
    rule === 'bicubic-squash' ? sizePx : Math.trunc((sizePx * edgePx) / shorter);
  const resizedWidth = resized(widthPx);
  const resizedHeight = resized(heightPx);
  const columns = bicubicTaps(widthPx, resizedWidth, cropStart(resizedWidth, sizePx), sizePx);
  const rows = bicubicTaps(heightPx, resizedHeight, cropStart(resizedHeight, sizePx), sizePx);
  resampler.resample(rgb, widthPx, columns, rows, crop);
}

/** Start of torchvision's centre crop: half of the remaining pixels, with halves rounded to even. */
function cropStart(resized: number, sizePx: number): number {
  const start = (resized - sizePx) / 2;
  const floor = Math.floor(start);
  return start - floor === 0.5 ? floor + (floor % 2) : Math.round(start);
}
