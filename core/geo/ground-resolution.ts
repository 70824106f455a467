/** Ground resolution in metres per pixel, measured on the ellipsoid and independent of the CRS unit. */
import type { Affine } from '../documents/scene.ts';
import type { CrsAuthority } from '../host.ts';
import { applyAffine } from './affine.ts';
import { wgs84 } from './footprint.ts';
import { geodesicLengthM } from './geodesic.ts';

/** Geometric mean of the two sides of a pixel at the centre of the raster, in metres; null if PROJ cannot convert the centre. */
export async function groundResolutionM(
  crs: CrsAuthority,
  wkt: string,
  affine: Affine,
  widthPx: number,
  heightPx: number,
): Promise<number | null> {
  const [col, row] = [widthPx / 2, heightPx / 2];
  // A step of several pixels avoids the rounding errors of a single-pixel step.
  const stepCol = Math.max(1, Math.min(64, widthPx / 2));
  const stepRow = Math.max(1, Math.min(64, heightPx / 2));
  const points = [
    ...applyAffine(affine, col, row),
    ...applyAffine(affine, col + stepCol, row),
    ...applyAffine(affine, col, row + stepRow),
  ];
  const p = await crs.transform(wkt, wgs84, Float64Array.from(points));
  const width = geodesicLengthM(p[0], p[1], p[2], p[3]) / stepCol;
  const height = geodesicLengthM(p[0], p[1], p[4], p[5]) / stepRow;
  const metres = Math.sqrt(width * height);
  return Number.isFinite(metres) && metres > 0 ? metres : null;
}
