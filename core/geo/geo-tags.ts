/** Georeferencing tags of a GeoTIFF directory, independent of the byte order of the file. */
import type { Affine } from '../documents/scene.ts';
import { affineFromGdal } from './affine.ts';

export const geoKeyId = { rasterType: 1025 } as const;
const rasterPixelIsPoint = 2;

export type GeoTags = {
  /** Tags 33550, 33922 and 34264: doubles. */
  readonly pixelScale: readonly number[] | null;
  readonly tiepoints: readonly number[] | null;
  readonly transformation: readonly number[] | null;
  /** Tags 34735 (shorts: a header of four, then four per key), 34736 (doubles) and 34737 (ASCII bytes). */
  readonly keyDirectory: readonly number[] | null;
  readonly doubleParams: readonly number[] | null;
  readonly asciiParams: Uint8Array | null;
};

export const noGeoTags: GeoTags = {
  pixelScale: null,
  tiepoints: null,
  transformation: null,
  keyDirectory: null,
  doubleParams: null,
  asciiParams: null,
};

/** True if tie points refer to pixel centres (GTRasterTypeGeoKey). */
export function isPixelIsPoint(tags: GeoTags): boolean {
  const keys = tags.keyDirectory;
  if (keys === null) return false;
  for (let at = 4; at + 3 < keys.length; at += 4)
    if (keys[at] === geoKeyId.rasterType) return keys[at + 3] === rasterPixelIsPoint;
  return false;
}

/** True if the tie points are ground control points, which define no affine. */
export function hasControlPoints(tags: GeoTags): boolean {
  const { transformation, pixelScale, tiepoints } = tags;
  return transformation === null && pixelScale === null && tiepoints !== null && tiepoints.length > 6;
}

/** Affine from pixel corners to CRS units, computed as in GDAL; null without georeferencing or with ground control points only. */
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
