/** Shares of counted things, and how certain they are. */

/** Normal quantile of 97.5 %. */
const Z = 1.959963984540054;

/** 95 % interval of a share in per cent, from `right` of `count` (Wilson 1927), which stays within 0 to 100; null of nothing. */
export function wilsonInterval(right: number, count: number): readonly [number, number] | null {
  if (count === 0) return null;
  const share = right / count;
  const spread = Z * Math.sqrt((share * (1 - share)) / count + Z ** 2 / (4 * count ** 2));
  const scale = 100 / (1 + Z ** 2 / count);
  const middle = share + Z ** 2 / (2 * count);
  return [Math.max(0, scale * (middle - spread)), Math.min(100, scale * (middle + spread))];
}

/** In per cent; null of nothing. */
export function shareOf(right: number, count: number): number | null {
  return count === 0 ? null : (100 * right) / count;
}

/**
 * Probability that `onlyA` and `onlyB` differ as much if neither model is better (exact McNemar test, two-sided): twice the tail of the
 * binomial distribution of their sum.
 */
export function mcnemarP(onlyA: number, onlyB: number): number {
  const count = onlyA + onlyB;
  const fewer = Math.min(onlyA, onlyB);
  let logTerm = -count * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= fewer; k++) {
    if (k > 0) logTerm += Math.log((count - k + 1) / k);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
}
