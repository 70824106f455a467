/** Default window sizes: the ground scales of the model's training data, in pixels of a scene. */
import type { SceneSize } from '../documents/scene.ts';
import { makeGrid, type WindowSize, windowCount } from './grid.ts';

/**
 * Ground size of the training pictures in metres: 77 m for UC Merced (256 px at 0.3 m), down to 50 m for its tighter training crops;
 * 300 to 4,800 m for AID (600 px at 0.5 to 8 m); 150 m fills the gap.
 */
const TRAINED_METRES = [50, 77, 150, 300, 600, 1200, 2400, 4800];
const SMALLEST_PX = 96;
const LARGEST_PX = 1024;
const MOST_SIZES = 3;
/** Smallest ratio between two sizes; closer ones show much the same. */
const WORTH_A_STEP = 1.2;
/** About eight minutes at 100 windows per second; beyond this the smallest size is dropped. */
const MOST_WINDOWS = 50_000;
/** Sizes for scenes without ground resolution, from the SeLo paper. */
const PIXEL_SIZES = [256, 512, 768];
/** Sizes in pixels are multiples of this, so that half a size is a whole number of small steps. */
const ROUND_PX = 32;

/** Up to three sizes, smallest first, each within 96-1024 px and no larger than the shorter edge of the scene. */
export function defaultSizes(groundResolutionMetres: number | null, scene: SceneSize): WindowSize[] {
  const shorter = Math.min(scene.widthPx, scene.heightPx);
  const largest = Math.min(LARGEST_PX, shorter);
  if (largest <= SMALLEST_PX) return [{ size: largest, unit: 'px' }];
  const sizes = groundResolutionMetres === null ? PIXEL_SIZES : trainedSizes(groundResolutionMetres, largest);
  const kept = [...new Set(sizes.map((size) => Math.min(size, largest)))].slice(0, MOST_SIZES);
  return withinWindowLimit(scene, kept);
}

function trainedSizes(groundResolutionMetres: number, largest: number): number[] {
  const sizes = TRAINED_METRES.map((metres) => roundPx(metres / groundResolutionMetres)).filter(
    (size) => size >= SMALLEST_PX && size <= largest,
  );
  if (sizes.length === 0)
    sizes.push(TRAINED_METRES[0] / groundResolutionMetres > largest ? largest : SMALLEST_PX);
  if (sizes.length === 1 && sizes[0] * 2 <= largest) sizes.push(sizes[0] * 2);
  if (sizes.length === 2 && sizes[1] * WORTH_A_STEP <= largest) sizes.push(largest);
  if (sizes.length === 2) sizes.splice(1, 0, roundPx(Math.sqrt(sizes[0] * sizes[1])));
  return sizes;
}

function withinWindowLimit(scene: SceneSize, sizesPx: readonly number[]): WindowSize[] {
  const sizes = sizesPx.map((size): WindowSize => ({ size, unit: 'px' }));
  while (sizes.length > 1 && windowCount(makeGrid(scene, sizes, null)) > MOST_WINDOWS) sizes.shift();
  return sizes;
}

function roundPx(sizePx: number): number {
  return Math.round(sizePx / ROUND_PX) * ROUND_PX;
}
