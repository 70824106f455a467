/** Nodata, NaN, alpha and mask as one validity: 1 where a pixel holds data. */

import { allocateSamples, type SampleArray } from '../tensor/samples.ts';
import type { BandRole } from './band-role.ts';
import type { TiffImage } from './tiff-image.ts';

/** Nodata as the samples hold it (a float32 file states its nodata in decimal); null when no sample can equal it. */
export function nodataAsStored(image: TiffImage): number | null {
  if (image.nodata === null) return null;
  const stored = allocateSamples(image.sampleType, 1).fill(image.nodata)[0];
  if (Number.isNaN(image.nodata)) return Number.isNaN(stored) ? stored : null;
  const isFloat = image.sampleType === 'float32' || image.sampleType === 'float64';
  return isFloat || stored === image.nodata ? stored : null;
}

/** Whether a sample is one: not nodata, not NaN, not infinite. */
export function holdsData(value: number, nodata: number | null): boolean {
  return value !== nodata && Number.isFinite(value);
}

/** The bands to read beside the viewed ones: the first alpha band, if there is one. */
export function alphaBand(roles: readonly BandRole[]): number | null {
  const band = roles.indexOf('alpha');
  return band < 0 ? null : band;
}

/**
 * Marks invalid pixels of `samples` [pixels, bands] in `valid` [pixels]. The bands `viewed` count: all of them equal to nodata, any of
 * them NaN or infinite. In band `alpha` 0 is invalid.
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
