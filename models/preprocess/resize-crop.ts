/** CLIP's picture preprocessing: shorter edge to the model's size by Pillow's bicubic, centre crop. Bit-equal to Pillow. */
import { InvalidInput } from '../../core/errors.ts';
import type { RgbImage } from '../../core/tensor/rgb-image.ts';
import { bicubicTaps, PRECISION_BITS, type Taps } from './bicubic-taps.ts';

const HALF = 1 << (PRECISION_BITS - 1);
const CHANNELS = 3;

/** Writes the crop `[sizePx, sizePx, 3]` to `crop`. Only what the crop shows is resampled. */
export function resizeAndCrop(image: RgbImage, sizePx: number, crop: Uint8Array): void {
  const { widthPx, heightPx, rgb } = image;
  if (widthPx < 1 || heightPx < 1 || rgb.length !== widthPx * heightPx * CHANNELS)
    throw new InvalidInput(`a picture of ${widthPx} x ${heightPx} px with ${rgb.length} bytes`);
  if (crop.length !== sizePx * sizePx * CHANNELS)
    throw new InvalidInput(
      `a crop of ${sizePx} px needs ${sizePx * sizePx * CHANNELS} bytes, not ${crop.length}`,
    );
  if (widthPx === sizePx && heightPx === sizePx) {
    crop.set(rgb);
    return;
  }
  const shorter = Math.min(widthPx, heightPx);
  const resizedWidth = Math.trunc((sizePx * widthPx) / shorter);
  const resizedHeight = Math.trunc((sizePx * heightPx) / shorter);
  const columns = bicubicTaps(widthPx, resizedWidth, cropStart(resizedWidth, sizePx), sizePx);
  const rows = bicubicTaps(heightPx, resizedHeight, cropStart(resizedHeight, sizePx), sizePx);
  const firstRow = rows.start[0];
  const lastRow = rows.start[sizePx - 1] + rows.count[sizePx - 1];
  const narrowed = scratch((lastRow - firstRow) * sizePx * CHANNELS);
  resampleColumns(rgb, widthPx, firstRow, lastRow, columns, narrowed);
  const clamped = new Uint8ClampedArray(crop.buffer, crop.byteOffset, crop.length);
  resampleRows(narrowed, firstRow, sizePx * CHANNELS, rows, clamped);
}

/** torchvision's centre crop: half of what is left over, halves rounded to even. */
function cropStart(resized: number, sizePx: number): number {
  const start = (resized - sizePx) / 2;
  const floor = Math.floor(start);
  return start - floor === 0.5 ? floor + (floor % 2) : Math.round(start);
}

let scratchBytes = new Uint8ClampedArray(0);

/** Memory between the two passes, reused from picture to picture. */
function scratch(length: number): Uint8ClampedArray {
  if (scratchBytes.length < length) scratchBytes = new Uint8ClampedArray(length);
  return scratchBytes;
}

function resampleColumns(
  rgb: Uint8Array,
  widthPx: number,
  firstRow: number,
  lastRow: number,
  { start, count, weights, stride }: Taps,
  out: Uint8ClampedArray,
): void {
  let target = 0;
  for (let row = firstRow; row < lastRow; row++) {
    const rowStart = row * widthPx * CHANNELS;
    for (let x = 0; x < start.length; x++) {
      let red = HALF;
      let green = HALF;
      let blue = HALF;
      let at = rowStart + start[x] * CHANNELS;
      const first = x * stride;
      const end = first + count[x];
      for (let k = first; k < end; k++) {
        const weight = weights[k];
        red = (red + Math.imul(rgb[at], weight)) | 0;
        green = (green + Math.imul(rgb[at + 1], weight)) | 0;
        blue = (blue + Math.imul(rgb[at + 2], weight)) | 0;
        at += CHANNELS;
      }
      out[target] = red >> PRECISION_BITS;
      out[target + 1] = green >> PRECISION_BITS;
      out[target + 2] = blue >> PRECISION_BITS;
      target += CHANNELS;
    }
  }
}

function resampleRows(
  narrowed: Uint8ClampedArray,
  firstRow: number,
  rowBytes: number,
  { start, count, weights, stride }: Taps,
  out: Uint8ClampedArray,
): void {
  const sums = new Int32Array(rowBytes);
  for (let y = 0; y < start.length; y++) {
    sums.fill(HALF);
    for (let k = 0; k < count[y]; k++) {
      const weight = weights[y * stride + k];
      const row = (start[y] + k - firstRow) * rowBytes;
      for (let i = 0; i < rowBytes; i++) sums[i] += Math.imul(narrowed[row + i], weight);
    }
    const target = y * rowBytes;
    for (let i = 0; i < rowBytes; i++) out[target + i] = sums[i] >> PRECISION_BITS;
  }
}
