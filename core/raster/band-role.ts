/** Roles of an image's bands: colour, gray, palette index, alpha. */
import { type GdalItem, valuesByBand } from './gdal-metadata.ts';
import type { TiffImage } from './tiff-image.ts';
import { photometric } from './tiff-tags.ts';

export type BandRole = 'red' | 'green' | 'blue' | 'gray' | 'palette' | 'alpha' | 'other';

const associatedAlpha = 1;
const unassociatedAlpha = 2;
const named: readonly BandRole[] = ['red', 'green', 'blue', 'gray', 'palette', 'alpha'];

/**
 * One role per band. GDAL's colour interpretation wins where the file states it; otherwise PhotometricInterpretation and ExtraSamples
 * decide (a fourth band may be NIR).
 */
export function bandRoles(image: TiffImage, items: readonly GdalItem[]): readonly BandRole[] {
  const statedRoles = valuesByBand(items, 'colorinterp');
  return Array.from({ length: image.bands }, (_, band) => {
    const stated = statedRoles.get(band);
    if (stated !== undefined) return named.find((role) => role === stated.toLowerCase()) ?? 'other';
    return roleByTags(image, band);
  });
}

function roleByTags(image: TiffImage, band: number): BandRole {
  const firstExtra = image.bands - image.extraSamples.length;
  if (band >= firstExtra) {
    const kind = image.extraSamples[band - firstExtra];
    return kind === associatedAlpha || kind === unassociatedAlpha ? 'alpha' : 'other';
  }
  switch (image.photometric) {
    case photometric.rgb:
    case photometric.ycbcr:
      return (['red', 'green', 'blue'] as const)[band] ?? 'other';
    // Without a conversion these have no band that a role fits.
    case photometric.cmyk:
    case photometric.cielab:
    case photometric.iccLab:
    case photometric.ituLab:
    case photometric.logL:
    case photometric.logLuv:
      return 'other';
    case photometric.palette:
      return band === 0 ? 'palette' : 'other';
    default:
      return band === 0 ? 'gray' : 'other';
  }
}
