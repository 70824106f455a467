/** Mean and spread of the values of a map. */

/** Mean and standard deviation without NaN. A deviation of 0 is returned as 1, so that it can be a divisor. */
export function momentsOf(values: Float32Array): { readonly mean: number; readonly deviation: number } {
  let [count, sum, squares] = [0, 0, 0];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
    squares += value * value;
  }
  if (count === 0) return { mean: 0, deviation: 1 };
  const mean = sum / count;
  const variance = squares / count - mean ** 2;
  return { mean, deviation: variance > 1e-12 ? Math.sqrt(variance) : 1 };
}
