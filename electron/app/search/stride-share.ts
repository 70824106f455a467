/** Distance between windows, as a share of their size. */

/** Strides of half a window, or of a quarter if the scene is so small that indexing still takes only seconds. */
export const STRIDE_SHARE = 0.5;
export const FINE_STRIDE_SHARE = 0.25;
const MOST_FINE_WINDOWS = 1500;

/** Whether `windows`, the number with fine strides, takes only seconds to index. */
export function isFewForFine(windows: number): boolean {
  return windows <= MOST_FINE_WINDOWS;
}

export function strideOf(sizePx: number, share: number): number {
  return Math.max(1, Math.round(sizePx * share));
}
