/** GDALChecksumImage (gcore/gdalchecksum): a 16-bit sum over pixels in row order with weights from eleven primes. */
import type { SampleArray, SampleType } from '../../../core/tensor/samples.ts';

const primes = [7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43];

/** Checksum of the samples of one band, in row order. */
export function gdalChecksum(samples: SampleArray, type: SampleType): number {
  const isFloat = type === 'float32' || type === 'float64';
  let sum = 0;
  for (let i = 0, prime = 0; i < samples.length; i++) {
    // Integers are read as signed 32-bit values, clamped.
    const value = isFloat ? roundedOrMinimum(samples[i]) : Math.min(samples[i], 2_147_483_647);
    // `%` keeps the sign, as in C; only the lowest 16 bits stay after each addition.
    sum = (sum + (value % primes[prime])) & 0xffff;
    prime = prime === 10 ? 0 : prime + 1;
  }
  return sum;
}

/** NaN and infinite samples count as the smallest 32-bit integer; other values are rounded half up and clamped above it. */
function roundedOrMinimum(value: number): number {
  if (!Number.isFinite(value)) return -2_147_483_648;
  return Math.min(2_147_483_647, Math.max(-2_147_483_647, Math.floor(value + 0.5)));
}
