/** Augments pictures with random crops, flips and rotations, determined by seed, epoch and record. RUNS.md has the exact rule. */
import type { Augmentation } from '../../core/documents/run.ts';
import { seededRandom } from '../../core/seeded-random.ts';
import type { RgbImage } from '../../core/tensor/rgb-image.ts';
import { resizeAndCrop } from '../../models/preprocess/resize-crop.ts';

/** Random numbers of one record in one epoch, each in [0, 1). */
type Draws = Readonly<Record<'edge' | 'column' | 'row' | 'flip' | 'turn', number>>;

export function changesPictures({ flips, turns, smallestCrop }: Augmentation): boolean {
  return flips || turns || smallestCrop < 1;
}

export function drawsOf(seed: number, epoch: number, record: number): Draws {
  const mixed = Math.imul(seed, 0x9e3779b1) + Math.imul(epoch, 0x85ebca6b) + Math.imul(record, 0xc2b2ae35);
  const random = seededRandom(mixed);
  return { edge: random(), column: random(), row: random(), flip: random(), turn: random() };
}

/** Writes the augmented crop that the model sees, `[sizePx, sizePx, 3]`, to `crop`. */
export function augmentInto(
  image: RgbImage,
  { flips, turns, smallestCrop }: Augmentation,
  draws: Draws,
  sizePx: number,
  crop: Uint8Array,
): void {
  resizeAndCrop(smallestCrop < 1 ? squareOf(image, smallestCrop, draws) : image, sizePx, crop);
  if (flips && draws.flip < 0.5) mirror(crop, sizePx);
  if (turns) for (let i = Math.floor(4 * draws.turn); i > 0; i--) turn(crop, sizePx);
}

function squareOf({ widthPx, heightPx, rgb }: RgbImage, smallest: number, draws: Draws): RgbImage {
  const shorter = Math.min(widthPx, heightPx);
  const edge = Math.floor(shorter * (smallest + draws.edge * (1 - smallest)) + 0.5);
  const column = Math.floor(draws.column * (widthPx - edge + 1));
  const row = Math.floor(draws.row * (heightPx - edge + 1));
  const square = new Uint8Array(edge * edge * 3);
  for (let y = 0; y < edge; y++) {
    const start = ((row + y) * widthPx + column) * 3;
    square.set(rgb.subarray(start, start + edge * 3), y * edge * 3);
  }
  return { widthPx: edge, heightPx: edge, rgb: square };
}

/** Left to right, in place. */
function mirror(crop: Uint8Array, sizePx: number): void {
  place(crop, sizePx, (row, column) => row * sizePx + (sizePx - 1 - column));
}

/** A quarter turn counter-clockwise, in place. */
function turn(crop: Uint8Array, sizePx: number): void {
  place(crop, sizePx, (row, column) => column * sizePx + (sizePx - 1 - row));
}

/** Replaces the pixel at (row, column) by the pixel with index `from(row, column)`. */
function place(crop: Uint8Array, sizePx: number, from: (row: number, column: number) => number): void {
  const before = crop.slice();
  for (let row = 0; row < sizePx; row++)
    for (let column = 0; column < sizePx; column++) {
      const target = (row * sizePx + column) * 3;
      const source = from(row, column) * 3;
      for (let c = 0; c < 3; c++) crop[target + c] = before[source + c];
    }
}
