/** Pixels at the border of a collar that are neither collar nor data: a mean of both, or a lossy codec's noise. */

/** What a pixel of a tile holds. */
export const DATA = 0;
export const BLACK = 1;
export const WHITE = 2;

/** A pixel that is nearer to the collar than this share of what lies beyond it is a mean of both. */
const MIXED_SHARE = 0.75;
/** Specks of a lossy codec inside a collar are at most so far from it. */
const MOST_SPECK = 32;
/** Pixels over which a resampled border extends. */
const PASSES = 2;

/**
 * Adds the fringe of a collar to `fills` [rows, widthPx], which tells BLACK and WHITE collar from DATA in `rgba` [rows, widthPx, 4]. Only
 * pixels that `mayAdd` allows are added.
 */
export function addFringe(
  rgba: Uint8Array,
  fills: Uint8Array,
  widthPx: number,
  mayAdd: (pixel: number) => boolean,
): void {
  let border: readonly number[] = collarPixels(fills);
  for (let pass = 0; pass < PASSES; pass++) {
    const found = fringeOf(border, rgba, fills, widthPx, mayAdd);
    for (const [pixel, fill] of found) fills[pixel] = fill;
    border = [...found.keys()];
  }
}

function collarPixels(fills: Uint8Array): number[] {
  const pixels: number[] = [];
  for (let pixel = 0; pixel < fills.length; pixel++) if (fills[pixel] !== DATA) pixels.push(pixel);
  return pixels;
}

/** Mixed neighbours of the pixels of `border`, with the fill that they are mixed with. */
function fringeOf(
  border: readonly number[],
  rgba: Uint8Array,
  fills: Uint8Array,
  widthPx: number,
  mayAdd: (pixel: number) => boolean,
): Map<number, number> {
  const found = new Map<number, number>();
  for (const pixel of border)
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++) {
        // Most pixels of a collar lie inside it.
        if (fills[pixel + dx + dy * widthPx] !== DATA) continue;
        const [next, beyond] = [1, 3].map((n) => shifted(pixel, n * dx, n * dy, fills, widthPx));
        if (next === null || beyond === null || found.has(next)) continue;
        if (!isMixed(rgba, fills, next, beyond, fills[pixel])) continue;
        if (mayAdd(next)) found.set(next, fills[pixel]);
      }
  return found;
}

/** Null outside the tile. */
function shifted(pixel: number, dx: number, dy: number, fills: Uint8Array, widthPx: number): number | null {
  const column = (pixel % widthPx) + dx;
  const at = pixel + dx + dy * widthPx;
  return column >= 0 && column < widthPx && at >= 0 && at < fills.length ? at : null;
}

function isMixed(rgba: Uint8Array, fills: Uint8Array, pixel: number, beyond: number, fill: number): boolean {
  const own = distance(rgba, pixel, fill);
  if (fills[beyond] !== DATA) return own <= MOST_SPECK;
  return own < MIXED_SHARE * distance(rgba, beyond, fill);
}

/** How far a pixel is from black or white. */
function distance(rgba: Uint8Array, pixel: number, fill: number): number {
  const [r, g, b] = rgba.subarray(4 * pixel, 4 * pixel + 3);
  return fill === BLACK ? Math.max(r, g, b) : 255 - Math.min(r, g, b);
}
