/** Rules that combine nodata, NaN, alpha and mask into one validity: 1 where a pixel holds data. */

import { allocateSamples, type SampleArray } from '../tensor/samples.ts';
import type { BandRole } from './band-role.ts';
import type { TiffImage } from './tiff-image.ts';

/** Nodata value as rounded to the sample type (the file states it in decimal); null if no sample can equal it. */
export function nodataAsStored(image: TiffImage): number | null {
  if (image.nodata === null) return null;
  const stored = allocateSamples(image.sampleType, 1).fill(image.nodata)[0];
  if (Number.isNaN(image.nodata)) return Number.isNaN(stored) ? stored : null;
  const isFloat = image.sampleType === 'float32' || image.sampleType === 'float64';
  return isFloat || stored === image.nodata ? stored : null;
}

/** True unless the sample is nodata, NaN or infinite. */
export function holdsData(value: number, nodata: number | null): boolean {
  return value !== nodata && Number.isFinite(value);
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
  nodata: number | null,
  valid: Uint8Array,
): void {
  const isFloat = samples instanceof Float32Array || samples instanceof Float64Array;
  if (!isFloat && nodata === null && alpha === null) return;
  for (let i = 0, at = 0; i < valid.length; i++, at += bands) {
    let nodataBands = 0;
    let broken = false;
    for (const band of viewed) {
      const value = samples[at + band];
      if (value === nodata) nodataBands += 1;
      if (isFloat && !Number.isFinite(value)) broken = true;
    }
    if (broken || nodataBands === viewed.length || (alpha !== null && samples[at + alpha] === 0))
      valid[i] = 0;
  }
}
