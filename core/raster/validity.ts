/** Rules that combine nodata, NaN, alpha and mask into one validity: 1 where a pixel holds data. */

import { allocateSamples, type SampleArray } from '../tensor/samples.ts';
import type { BandRole } from './band-role.ts';
import type { TiffImage } from './tiff-image.ts';

/** Samples that stand for nodata: those from `low` to `high`. */
export type Nodata = {
  /** The value that the file states, as the sample type stores it. */
  readonly stored: number;
  readonly low: number;
  readonly high: number;
};

/** Null if no sample can be nodata. NaN is never data, whatever the file states. */
export function nodataOf({ nodata, sampleType }: TiffImage): Nodata | null {
  if (nodata === null || Number.isNaN(nodata)) return null;
  const stored = allocateSamples(sampleType, 1).fill(nodata)[0];
  if (sampleType === 'float32') return closeTo(stored, 2 ** -23, largestFloat32, 2 ** 103);
  if (sampleType === 'float64') return closeTo(stored, Number.EPSILON, Number.MAX_VALUE, 2 ** 970);
  return stored === nodata ? { stored, low: stored, high: stored } : null;
}

const largestFloat32 = 3.4028234663852886e38;

/**
 * GDAL compares |a - b| with twice `epsilon` times |a + b|, so that a value written with too few digits still counts; near the largest
 * number, where the sum overflows, every value of that sign does. Some writers state -3.40282e+38 for the smallest number of the type.
 */
function closeTo(stored: number, epsilon: number, largest: number, halfStep: number): Nodata {
  if (!Number.isFinite(stored)) return { stored, low: stored, high: stored };
  const size = Math.abs(stored);
  const near = (size * (1 - 2 * epsilon)) / (1 + 2 * epsilon);
  const overflowing = Math.max(largest - size, halfStep);
  const least = size > largest / 2 ? Math.min(near, overflowing) : near;
  const most = size > largest / 2 ? largest : (size * (1 + 2 * epsilon)) / (1 - 2 * epsilon);
  return stored < 0 ? { stored, low: -most, high: -least } : { stored, low: least, high: most };
}

/** True unless the sample is nodata, NaN or infinite. */
export function holdsData(value: number, nodata: Nodata | null): boolean {
  return Number.isFinite(value) && (nodata === null || value < nodata.low || value > nodata.high);
}

/** Index of the first alpha band, which is read in addition to the viewed bands; null if there is none. */
export function alphaBand(roles: readonly BandRole[]): number | null {
  const band = roles.indexOf('alpha');
  return band < 0 ? null : band;
}

/**
 * Clears `valid` [pixels] for invalid pixels of `samples` [pixels, bands]: all `viewed` bands equal nodata, any of them is NaN or
 * infinite, or band `alpha` is 0.
 */
export function markInvalid(
  samples: SampleArray,
  bands: number,
  viewed: readonly number[],
  alpha: number | null,
  nodata: Nodata | null,
  valid: Uint8Array,
): void {
  const isFloat = samples instanceof Float32Array || samples instanceof Float64Array;
  if (!isFloat && nodata === null && alpha === null) return;
  const { low, high } = nodata ?? { low: Number.NaN, high: Number.NaN };
  for (let i = 0, at = 0; i < valid.length; i++, at += bands) {
    let nodataBands = 0;
    let broken = false;
    for (const band of viewed) {
      const value = samples[at + band];
      if (value >= low && value <= high) nodataBands += 1;
      if (isFloat && !Number.isFinite(value)) broken = true;
    }
    if (broken || nodataBands === viewed.length || (alpha !== null && samples[at + alpha] === 0))
      valid[i] = 0;
  }
}
