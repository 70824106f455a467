/** float32 → IEEE half precision, rounded to nearest, ties to even; subnormal halves included. */
import { InvalidInput } from '../errors.ts';

const LARGEST = 65504;
const SMALLEST_NORMAL = 2 ** -14;
/** Steps of subnormal halves in 1. */
const SUBNORMAL_STEPS = 2 ** 24;

/** `key` is for the message. Throws `InvalidInput` for what is beyond the half range. */
export function toHalfElements(elements: Float32Array, key: string): Uint16Array {
  const halves = new Uint16Array(elements.length);
  const bits = new Uint32Array(elements.buffer, elements.byteOffset, elements.length);
  for (let i = 0; i < elements.length; i++) {
    const size = Math.abs(elements[i]);
    if (!(size <= LARGEST))
      throw new InvalidInput(`${key} holds ${elements[i]} at element ${i}, which half precision cannot hold`);
    const sign = (bits[i] >>> 16) & 0x8000;
    if (size < SMALLEST_NORMAL) halves[i] = sign | toEven(size * SUBNORMAL_STEPS);
    else {
      const magnitude = bits[i] & 0x7fffffff;
      // Half an ulp less one, plus the lowest kept bit: rounds to nearest even, and carries into the exponent.
      halves[i] = sign | ((magnitude + 0xfff + ((magnitude >>> 13) & 1) - 0x38000000) >>> 13);
    }
  }
  return halves;
}

function toEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
