/** Makes mosaics of pictures with objects of known class, size and place, and measures how well a map finds them. */
import type { RasterWindow } from '../../core/documents/scene.ts';
import type { RgbImage } from '../../core/tensor/rgb-image.ts';
import { resizeAndCrop } from '../preprocess/resize-crop.ts';

/** Edges of the objects, in pixels of the mosaic. */
export const OBJECT_SIZES = [256, 128, 64] as const;
export const MOSAIC_PX = 768;
const PICTURE_PX = 256;
/** Number of objects in a mosaic: one in the upper half, one in the lower. */
const OBJECTS = 2;
/** Distance between the places that are compared. */
const STEP_PX = 8;

type Pictured = { readonly name: string; readonly pictures: readonly RgbImage[] };

export type Shown<C> = { readonly shown: C; readonly window: RasterWindow };

/** Pictures of other classes start at a random place, so that no window of a grid lies on one; objects lie anywhere on them. */
export function makeMosaic<C extends Pictured>(
  classes: readonly C[],
  objectPx: number,
  seed: number,
): { readonly image: RgbImage; readonly objects: readonly Shown<C>[] } {
  const random = numbersFrom(seed);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)];
  const first = pick(classes);
  const chosen = [first, pick(classes.filter((each) => each !== first))].slice(0, OBJECTS);
  const others = classes.filter((each) => !chosen.includes(each));
  const rgb = new Uint8Array(MOSAIC_PX * MOSAIC_PX * 3);
  const [left, top] = [0, 1].map(() => -Math.floor((0.1 + 0.8 * random()) * PICTURE_PX));
  for (let row = top; row < MOSAIC_PX; row += PICTURE_PX)
    for (let col = left; col < MOSAIC_PX; col += PICTURE_PX)
      paste(rgb, pick(pick(others).pictures), PICTURE_PX, col, row);
  const objects = chosen.map((shown, i): Shown<C> => {
    const col = Math.floor(random() * (MOSAIC_PX - objectPx));
    const row = (i * MOSAIC_PX) / OBJECTS + Math.floor(random() * (MOSAIC_PX / OBJECTS - objectPx));
    paste(rgb, pick(shown.pictures), objectPx, col, row);
    return { shown, window: { col, row, widthPx: objectPx, heightPx: objectPx } };
  });
  return { image: { widthPx: MOSAIC_PX, heightPx: MOSAIC_PX, rgb }, objects };
}

/** Chance that a place in `win` has a higher value than one elsewhere in the mosaic; ties count half. */
export function areaAbove(valueAt: (x: number, y: number) => number, win: RasterWindow): number {
  const inside: number[] = [];
  const outside: number[] = [];
  for (let y = STEP_PX / 2; y < MOSAIC_PX; y += STEP_PX)
    for (let x = STEP_PX / 2; x < MOSAIC_PX; x += STEP_PX) {
      const isIn = x >= win.col && x < win.col + win.widthPx && y >= win.row && y < win.row + win.heightPx;
      (isIn ? inside : outside).push(valueAt(x, y));
    }
  const sorted = Float64Array.from(outside).sort();
  const below = (value: number, orEqual: boolean) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle] < value || (orEqual && sorted[middle] === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const wins = inside.reduce((sum, value) => sum + (below(value, false) + below(value, true)) / 2, 0);
  return wins / inside.length / outside.length;
}

export function cutWindow({ widthPx, rgb }: RgbImage, win: RasterWindow): RgbImage {
  const part = new Uint8Array(win.widthPx * win.heightPx * 3);
  for (let row = 0; row < win.heightPx; row++) {
    const at = ((win.row + row) * widthPx + win.col) * 3;
    part.set(rgb.subarray(at, at + win.widthPx * 3), row * win.widthPx * 3);
  }
  return { widthPx: win.widthPx, heightPx: win.heightPx, rgb: part };
}

function paste(rgb: Uint8Array, picture: RgbImage, sizePx: number, col: number, row: number): void {
  const pixels = new Uint8Array(sizePx * sizePx * 3);
  resizeAndCrop(picture, sizePx, pixels);
  const from = Math.max(0, -col);
  const to = Math.min(sizePx, MOSAIC_PX - col);
  for (let r = Math.max(0, -row); r < Math.min(sizePx, MOSAIC_PX - row); r++)
    rgb.set(
      pixels.subarray((r * sizePx + from) * 3, (r * sizePx + to) * 3),
      ((row + r) * MOSAIC_PX + col + from) * 3,
    );
}

/** Mulberry32, in [0, 1). */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
