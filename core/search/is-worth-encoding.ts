/** Test for windows that show something: windows of nodata, collar or flat colour get no embedding. */
import { clipped, isBlack, isWhite } from '../raster/collar.ts';
import type { MaskedRgb } from '../raster/scene-reader.ts';

/** Number of pixels sampled on each axis; smaller windows are sampled completely. */
const SAMPLES = 64;
/** Limit on invalid and black pixels: a collar changes what a window seems to show long before it fills half of it. */
const MOST_DARK = 0.25;
const LEAST_SHOWN = 0.5;
/** Standard deviation, in 8-bit levels, that at least one channel must exceed. */
const FLAT = 1;

/**
 * True if at most a quarter of the pixels are invalid or black, at least half are neither these nor white, and their colour varies.
 * Pixels clipped by a stretch count as shown. Evaluated on a regular sample of 64 x 64 pixels.
 */
export function isWorthEncoding(window: MaskedRgb): boolean {
  const stepX = Math.max(1, window.widthPx / SAMPLES);
  const stepY = Math.max(1, window.heightPx / SAMPLES);
  const sums = new Float64Array(3);
  const squares = new Float64Array(3);
  let looked = 0;
  let dark = 0;
  let shown = 0;
  for (let y = 0; y < window.heightPx; y += stepY)
    for (let x = 0; x < window.widthPx; x += stepX) {
      const at = Math.floor(y) * window.widthPx + Math.floor(x);
      looked++;
      const isClipped = window.valid !== null && window.valid[at] === clipped;
      if ((window.valid !== null && window.valid[at] === 0) || (!isClipped && isBlack(window.rgb, at * 3))) {
        dark++;
        continue;
      }
      if (!isClipped && isWhite(window.rgb, at * 3)) continue;
      shown++;
      for (let channel = 0; channel < 3; channel++) {
        const level = window.rgb[at * 3 + channel];
        sums[channel] += level;
        squares[channel] += level * level;
      }
    }
  if (dark > looked * MOST_DARK || shown < looked * LEAST_SHOWN) return false;
  return sums.some((sum, channel) => squares[channel] / shown - (sum / shown) ** 2 > FLAT * FLAT);
}
