/** Mirrors an index at the border without repeating the border pixel (OpenCV's BORDER_REFLECT_101). */
export function reflect101(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const folded = ((index % period) + period) % period;
  return folded < length ? folded : period - folded;
}
