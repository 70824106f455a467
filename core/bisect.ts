/** Binary search. */

/** First index in 0 … length for which `isPast` is true. It must be true for all later indices too. */
export function bisect(length: number, isPast: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isPast(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
