/** Collars (black or white margins without a nodata tag), as distinct from data that a stretch rendered black or white. */
import type { SampleArray } from '../tensor/samples.ts';
import type { TiffImage } from './tiff-image.ts';

/** Limits for black and white, with room for JPEG noise. */
const mostBlack = 2;
const leastWhite = 253;

/** Value in `MaskedRgb.valid`: the pixel holds data, although the stretch made it black or white. */
export const clipped = 2;

/** True for a black pixel (collar or deep shadow). `at` is the index of its first channel in `rgb`; `noise` is added to the limit. */
export function isBlack(rgb: Uint8Array, at: number, noise = 0): boolean {
  const most = mostBlack + noise;
  return rgb[at] <= most && rgb[at + 1] <= most && rgb[at + 2] <= most;
}

/** True for a white pixel. `at` is the index of its first channel in `rgb`; `noise` is taken off the limit. */
export function isWhite(rgb: Uint8Array, at: number, noise = 0): boolean {
  const least = leastWhite - noise;
  return rgb[at] >= least && rgb[at + 1] >= least && rgb[at + 2] >= least;
}

/**
 * Marks as `clipped` in `valid` [pixels] every valid pixel that is black or white in `rgb` [pixels, 3] but whose `samples`
 * [pixels, bands] are not collar fill in the bands shown as red, green and blue. Returns true if any pixel was marked.
 */
export function markClipped(
  image: TiffImage,
  samples: SampleArray,
  bands: number,
  [r, g, b]: readonly number[],
  rgb: Uint8Array,
  valid: Uint8Array,
): boolean {
  const { min, max } = sampleLimits(image);
  // Collars are filled with 0 or with the minimum or maximum of the sample type; pixels of one bit have no other values.
  const isFill = (sample: number): boolean =>
    image.bitsPerSample > 1 && (sample === 0 || sample === min || sample === max);
  let any = false;
  for (let i = 0, at = 0; i < valid.length; i++, at += 3) {
    // The first channel rules out most pixels.
    if (rgb[at] > mostBlack && rgb[at] < leastWhite) continue;
    if (valid[i] === 0 || !(isBlack(rgb, at) || isWhite(rgb, at))) continue;
    const from = i * bands;
    if (isFill(samples[from + r]) && isFill(samples[from + g]) && isFill(samples[from + b])) continue;
    valid[i] = clipped;
    any = true;
  }
  return any;
}

function sampleLimits({ sampleType, bitsPerSample }: TiffImage): { min: number; max: number } {
  switch (sampleType) {
    case 'uint8':
    case 'uint16':
    case 'uint32':
      return { min: 0, max: 2 ** bitsPerSample - 1 };
    case 'int8':
    case 'int16':
    case 'int32':
      return { min: -(2 ** (bitsPerSample - 1)), max: 2 ** (bitsPerSample - 1) - 1 };
    case 'float32': {
      const max = bitsPerSample === 16 ? 65_504 : 3.4028234663852886e38;
      return { min: -max, max };
    }
    case 'float64':
      return { min: -Number.MAX_VALUE, max: Number.MAX_VALUE };
  }
}
