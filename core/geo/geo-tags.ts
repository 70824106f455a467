/** The georeferencing tags of a GeoTIFF directory, as numbers and bytes free of the file's byte order. */
import { type Affine, affineFromGdal } from './affine.ts';

export const geoKeyId = { rasterType: 1025 } as const;
const rasterPixelIsPoint = 2;

export type GeoTags = {
  /** 33550, 33922, 34264: doubles. */
  readonly pixelScale: readonly number[] | null;
  readonly tiepoints: readonly number[] | null;
  readonly transformation: readonly number[] | null;
  /** 34735: shorts, a header of four and four a key; 34736: doubles; 34737: ASCII bytes. */
  readonly keyDirectory: readonly number[] | null;
  readonly doubleParams: readonly number[] | null;
  readonly asciiParams: Uint8Array | null;
};

/** Whether the tie point names a pixel's centre (GTRasterTypeGeoKey). */
export function isPixelIsPoint(tags: GeoTags): boolean {
  const keys = tags.keyDirectory ?? [];
  for (let at = 4; at + 3 < keys.length; at += 4)
    if (keys[at] === geoKeyId.rasterType) return keys[at + 3] === rasterPixelIsPoint;
  return false;
}

/** The tie points are ground control points: no affine exists. */
export function hasControlPoints(tags: GeoTags): boolean {
  return tags.transformation === null && tags.pixelScale === null && (tags.tiepoints?.length ?? 0) > 6;
}

/** Pixel corner → CRS, as GDAL reads it; null without georeferencing, and for ground control points. */
export function affineFromGeoTags(tags: GeoTags): Affine | null {
  const raw = rawTransform(tags);
  if (raw === null || !raw.every(Number.isFinite)) return null;
  if (!isPixelIsPoint(tags)) return affineFromGdal(raw);
  const [x0, xc, xr, y0, yc, yr] = raw;
  return affineFromGdal([x0 - (xc + xr) / 2, xc, xr, y0 - (yc + yr) / 2, yc, yr]);
}

function rawTransform(tags: GeoTags): readonly number[] | null {
  const { pixelScale: scale, tiepoints: tie, transformation: m } = tags;
  if (
    scale !== null &&
    scale.length >= 2 &&
    scale[0] !== 0 &&
    scale[1] !== 0 &&
    tie !== null &&
    tie.length >= 6
  )
    return [
      tie[3] - tie[0] * scale[0],
      scale[0],
      0,
      tie[4] + tie[1] * Math.abs(scale[1]),
      0,
      -Math.abs(scale[1]),
    ];
  if (m !== null && m.length >= 16) return [m[3], m[0], m[1], m[7], m[4], m[5]];
  return null;
}
