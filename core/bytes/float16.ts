/** IEEE 754 half precision as used to store embeddings: normal numbers and zero only. */
import { InvalidInput } from '../errors.ts';

const bits = new Uint32Array(1);
const value = new Float32Array(bits.buffer);
/** Smallest normal half. Smaller values become zero, which changes a unit vector of 1,024 components by less than 0.002. */
const SMALLEST_NORMAL = 2 ** -14;
const LARGEST = 65504;

/** Writes `from` into `to`, starting at index `at`; rounds to nearest, ties to even. Throws `InvalidInput` for NaN and values beyond the half range. */
export function toHalves(from: Float32Array, to: Uint16Array, at = 0): void {
  for (let i = 0; i < from.length; i++) to[at + i] = toHalf(from[i]);
}

/** The float32 value of each half, exact. */
export function fromHalves(from: Uint16Array): Float32Array {
  return Float32Array.from(from, fromHalf);
}

function toHalf(x: number): number {
  if (!(Math.abs(x) <= LARGEST))
    throw new InvalidInput(`an embedding holds ${x}, expected a number from -${LARGEST} to ${LARGEST}`);
  value[0] = x;
  const sign = (bits[0] >>> 16) & 0x8000;
  if (Math.abs(x) < SMALLEST_NORMAL) return sign;
  const magnitude = bits[0] & 0x7fffffff;
  // Adding half an ulp minus one plus the lowest kept bit rounds to nearest even and carries into the exponent.
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1);
  return sign | ((rounded - 0x38000000) >>> 13);
}

function fromHalf(half: number): number {
  const magnitude = half & 0x7fff;
  bits[0] = ((half & 0x8000) << 16) | (magnitude === 0 ? 0 : (magnitude << 13) + 0x38000000);
  return value[0];
}
