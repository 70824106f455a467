/** Lists of window sizes in pixels: fitted to a scene, compared. */
import type { SceneSize } from './grid.ts';

/** The different ones, the smallest first; a size beyond the scene becomes its shorter edge, as in `makeGrid`. */
export function fittingSizes(
  { widthPx, heightPx }: SceneSize,
  sizesPx: readonly number[],
): readonly number[] {
  return [...new Set(sizesPx.map((size) => Math.min(size, widthPx, heightPx)))].toSorted((a, b) => a - b);
}

/** In whatever order they are given. */
export function areSameSizes(some: readonly number[], others: readonly number[]): boolean {
  return new Set([...some, ...others]).size === some.length && new Set(others).size === some.length;
}
