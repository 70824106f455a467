/** Pillow's antialiased bicubic filter in fixed point: the input samples of each output sample, and their weights. */

/** Fraction bits of the weights, as in Pillow's 8-bit resampling. */
const PRECISION_BITS = 22;
/** Low bits of a weight, which the kernel multiplies separately so that both parts fit into 16 bits. */
const LOW_BITS = 11;
const PAIR_BYTES = 8;

export type Taps = {
  /** In the format of resample.as: for each output sample the first input sample, then the weights of `pairs` pairs. */
  readonly records: Uint8Array;
  readonly pairs: number;
  /** Input samples that are used: `first` to `end` (exclusive). */
  readonly first: number;
  readonly end: number;
};

const SUPPORT = 2;
const CACHED_TABLES = 64;
const cache = new Map<string, Taps>();

/** Taps of the output samples `first` to `first + length` when `inputSize` samples become `outputSize`. Cached. */
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
  const pairs = Math.ceil(support) + 1;
  const records = new DataView(new ArrayBuffer(length * (4 + pairs * PAIR_BYTES)));
  const sample = new Float64Array(2 * pairs);
  const span = { first: inputSize, end: 0 };
  for (let i = 0; i < length; i++) {
    const center = (first + i + 0.5) * scale;
    const from = Math.max(0, Math.trunc(center - support + 0.5));
    const to = Math.min(inputSize, Math.trunc(center + support + 0.5));
    let sum = 0;
    for (let k = 0; k < to - from; k++) {
      sample[k] = bicubic((from + k - center + 0.5) / filterScale);
      sum += sample[k];
    }
    const at = i * (4 + pairs * PAIR_BYTES);
    records.setInt32(at, from, true);
    for (let k = 0; k < to - from; k++) setWeight(records, at + 4, k, fixedPoint(sample[k] / sum));
    span.first = Math.min(span.first, from);
    span.end = Math.max(span.end, to);
  }
  return { records: new Uint8Array(records.buffer), pairs, ...span };
}

function fixedPoint(weight: number): number {
  const scaled = weight * 2 ** PRECISION_BITS;
  return Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

function setWeight(records: DataView, start: number, tap: number, weight: number): void {
  const at = start + (tap >> 1) * PAIR_BYTES + (tap & 1) * 2;
  records.setInt16(at, weight >> LOW_BITS, true);
  records.setInt16(at + 4, weight & ((1 << LOW_BITS) - 1), true);
}

/** Keys' cubic with a = -0.5. */
function bicubic(x: number): number {
  const a = -0.5;
  const t = Math.abs(x);
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  if (t < 2) return (((t - 5) * t + 8) * t - 4) * a;
  return 0;
}
