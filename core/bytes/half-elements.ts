/** Conversion of float32 to IEEE half precision, including subnormal halves. */
import { InvalidInput } from '../errors.ts';

const LARGEST = 65504;
const SMALLEST_NORMAL = 2 ** -14;
/** 1 divided by the spacing of subnormal halves. */
const SUBNORMAL_STEPS = 2 ** 24;

/** Halves rounded to nearest, ties to even. Throws `InvalidInput`, naming `key`, for NaN and values beyond the half range. */
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
      // Adding half an ulp minus one plus the lowest kept bit rounds to nearest even and carries into the exponent.
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
