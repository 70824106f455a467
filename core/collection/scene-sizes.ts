/** Window sizes of a collection in the pixels of one scene. */
import type { CollectionSizes } from '../documents/collection.ts';

const SMALLEST_PX = 16;
const LARGEST_PX = 16_384;

/** Whole pixels from 16 to 16,384, each size once; null for the scene's default. */
export function sizesOfScene(
  { sizesPx, sizesMetres }: CollectionSizes,
  metresPerPixel: number | null,
): readonly number[] | null {
  if (sizesMetres === null) return sizesPx;
  if (metresPerPixel === null) return null;
  const sizes = sizesMetres.map((metres) => Math.round(metres / metresPerPixel));
  return [...new Set(sizes.map((px) => Math.max(SMALLEST_PX, Math.min(LARGEST_PX, px))))];
}
