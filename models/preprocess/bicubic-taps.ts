/** Pillow's antialiased bicubic filter in fixed point: which input samples make each output sample, and how much of each. */

/** Fraction bits of the weights, as in Pillow's 8-bit resampling. */
export const PRECISION_BITS = 22;

export type Taps = {
  /** First input sample of each output sample. */
  readonly start: Int32Array;
  /** Number of input samples of each output sample. */
  readonly count: Int32Array;
  /** `stride` weights an output sample, scaled by 2^22. */
  readonly weights: Int32Array;
  readonly stride: number;
};

const SUPPORT = 2;
const CACHED_TABLES = 64;
const cache = new Map<string, Taps>();

/** Taps of the output samples `first` to `first + length` when `inputSize` samples become `outputSize`. Remembered. */
export function bicubicTaps(inputSize: number, outputSize: number, first: number, length: number): Taps {
  const key = `${inputSize}>${outputSize}:${first}+${length}`;
  const known = cache.get(key);
  if (known) return known;
  const taps = computeTaps(inputSize, outputSize, first, length);
  if (cache.size >= CACHED_TABLES) cache.delete(cache.keys().next().value ?? key);
  cache.set(key, taps);
  return taps;
}

function computeTaps(inputSize: number, outputSize: number, first: number, length: number): Taps {
  const scale = inputSize / outputSize;
  const filterScale = Math.max(scale, 1);
  const support = SUPPORT * filterScale;
  const stride = Math.ceil(support) * 2 + 1;
  const start = new Int32Array(length);
  const count = new Int32Array(length);
  const weights = new Int32Array(length * stride);
  const sample = new Float64Array(stride);
  for (let i = 0; i < length; i++) {
    const center = (first + i + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - support + 0.5));
    const to = Math.min(inputSize, Math.trunc(center + support + 0.5));
    let sum = 0;
    for (let k = 0; k < to - from; k++) {
      sample[k] = bicubic((from + k - center + 0.5) / filterScale);
      sum += sample[k];
    }
    for (let k = 0; k < to - from; k++) {
      const weight = (sample[k] / sum) * 2 ** PRECISION_BITS;
      weights[i * stride + k] = Math.trunc(weight < 0 ? weight - 0.5 : weight + 0.5);
    }
    start[i] = from;
    count[i] = to - from;
  }
  return { start, count, weights, stride };
}

/** Keys' cubic with a = -0.5. */
function bicubic(x: number): number {
  const a = -0.5;
  const t = Math.abs(x);
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  if (t < 2) return (((t - 5) * t + 8) * t - 4) * a;
  return 0;
}
