/** Whether a window shows anything: windows of nodata, collars and flat colour get no embedding. */
import type { MaskedRgb } from '../raster/scene-reader.ts';

/** Pixels looked at on each axis; all of them in smaller windows. */
const SAMPLES = 64;
const LEAST_SHOWN = 0.5;
/** Collars without a nodata tag are black or white up to the noise of JPEG. */
const BLACK = 2;
const WHITE = 253;
/** Standard deviation, in 8-bit levels, that the liveliest channel must exceed. */
const FLAT = 1;

/**
 * True where at least half of the pixels are valid and neither black nor white in all channels, and their colour varies.
 * Judged on a regular sample of 64 x 64 pixels.
 */
export function isWorthEncoding(window: MaskedRgb): boolean {
  const stepX = Math.max(1, window.widthPx / SAMPLES);
  const stepY = Math.max(1, window.heightPx / SAMPLES);
  const sums = new Float64Array(3);
  const squares = new Float64Array(3);
  let looked = 0;
  let shown = 0;
  for (let y = 0; y < window.heightPx; y += stepY)
    for (let x = 0; x < window.widthPx; x += stepX) {
      const at = Math.floor(y) * window.widthPx + Math.floor(x);
      looked++;
      if (window.valid !== null && window.valid[at] === 0) continue;
      if (isCollar(window.rgb, at * 3)) continue;
      shown++;
      for (let channel = 0; channel < 3; channel++) {
        const level = window.rgb[at * 3 + channel];
        sums[channel] += level;
        squares[channel] += level * level;
      }
    }
  if (shown < looked * LEAST_SHOWN) return false;
  return sums.some((sum, channel) => squares[channel] / shown - (sum / shown) ** 2 > FLAT * FLAT);
}

function isCollar(rgb: Uint8Array, at: number): boolean {
  const [r, g, b] = [rgb[at], rgb[at + 1], rgb[at + 2]];
  return (r <= BLACK && g <= BLACK && b <= BLACK) || (r >= WHITE && g >= WHITE && b >= WHITE);
}
