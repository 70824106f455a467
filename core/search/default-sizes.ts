/** Default window sizes: the ground scales that a model was trained at, in pixels of a scene. */
import type { SceneSize } from '../documents/scene.ts';
import { makeGrid, type WindowSize, windowCount } from './grid.ts';

/** Edge lengths on the ground, in metres, of the pictures a model was trained with. */
export type GroundRange = { readonly low: number; readonly high: number };

/** Published remote-sensing models: 224 px at 0.3 to 10 m. */
export const PUBLISHED_GROUND_METRES: GroundRange = { low: 67, high: 2240 };
const SMALLEST_PX = 96;
const LARGEST_PX = 1024;
/** Largest ratio between the largest and the smallest size: three sizes, each about 1.7 times the one before. */
const WIDEST = 3;
/** Below this ratio two sizes show much the same. */
const WORTH_A_STEP = 1.2;
/** About eight minutes at 100 windows per second; beyond this the smallest size is dropped. */
const MOST_WINDOWS = 50_000;
/** Sizes for scenes without ground resolution, from the SeLo paper. */
const PIXEL_SIZES = [256, 512, 768];
/** Sizes in pixels are multiples of this, so that half a size is a whole number of small steps. */
const ROUND_PX = 32;
/** Share of a window's edge that a thing must fill to be found. At a quarter the localization bench finds few; at a half, nearly all. */
const SMALLEST_SHARE = 0.5;

/**
 * One to three sizes, smallest first, each within 96-1024 px and no larger than the shorter edge of the scene. The smallest is the
 * smallest that the model was trained at; a small change of the resolution changes the sizes little.
 */
export function defaultSizes(
  groundResolutionMetres: number | null,
  scene: SceneSize,
  trained: GroundRange,
): WindowSize[] {
  const largest = Math.min(LARGEST_PX, scene.widthPx, scene.heightPx);
  if (largest <= SMALLEST_PX) return [{ size: largest, unit: 'px' }];
  const sizes =
    groundResolutionMetres === null
      ? PIXEL_SIZES.map((size) => Math.min(size, largest))
      : trainedSizes(groundResolutionMetres, largest, trained);
  return withinWindowLimit(scene, [...new Set(sizes)]);
}

/** Edge length of the smallest thing that windows of these sizes find; null without ground resolution. */
export function smallestThingMetres(
  sizesPx: readonly number[],
  groundResolutionMetres: number | null,
): number | null {
  return groundResolutionMetres === null
    ? null
    : SMALLEST_SHARE * Math.min(...sizesPx) * groundResolutionMetres;
}

function trainedSizes(
  groundResolutionMetres: number,
  largestPx: number,
  { low, high }: GroundRange,
): number[] {
  const smallest = Math.min(largestPx, Math.max(SMALLEST_PX, roundPx(low / groundResolutionMetres)));
  const highest = Math.max(smallest, Math.min(largestPx, high / groundResolutionMetres));
  const ratio = Math.min(WIDEST, highest / smallest);
  if (ratio < WORTH_A_STEP) return [smallest];
  const widest = Math.min(largestPx, roundPx(smallest * ratio));
  if (ratio < WORTH_A_STEP ** 2) return [smallest, widest];
  return [smallest, roundPx(smallest * Math.sqrt(ratio)), widest];
}

function withinWindowLimit(scene: SceneSize, sizesPx: readonly number[]): WindowSize[] {
  const sizes = sizesPx.map((size): WindowSize => ({ size, unit: 'px' }));
  while (sizes.length > 1 && windowCount(makeGrid(scene, sizes, null)) > MOST_WINDOWS) sizes.shift();
  return sizes;
}

function roundPx(sizePx: number): number {
  return Math.round(sizePx / ROUND_PX) * ROUND_PX;
}
