/** Fitting and comparison of lists of window sizes in pixels. */
import type { SceneSize } from '../documents/scene.ts';

/** Distinct sizes, smallest first, limited to the shorter edge of the scene as in `makeGrid`. */
export function fittingSizes(
  { widthPx, heightPx }: SceneSize,
  sizesPx: readonly number[],
): readonly number[] {
  return [...new Set(sizesPx.map((size) => Math.min(size, widthPx, heightPx)))].toSorted((a, b) => a - b);
}

/** True if both lists have the same sizes, in any order. */
export function areSameSizes(some: readonly number[], others: readonly number[]): boolean {
  return new Set([...some, ...others]).size === some.length && new Set(others).size === some.length;
}
