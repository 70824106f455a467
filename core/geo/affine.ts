/** Affine transforms between pixels and CRS units. */
import type { Affine } from '../documents/scene.ts';

/** From GDAL's order: x0, x/col, x/row, y0, y/col, y/row. */
export function affineFromGdal(t: readonly number[]): Affine {
  return { xOrigin: t[0], xPerCol: t[1], xPerRow: t[2], yOrigin: t[3], yPerCol: t[4], yPerRow: t[5] };
}

/** To GDAL's order: x0, x/col, x/row, y0, y/col, y/row. */
export function gdalFromAffine(a: Affine): readonly [number, number, number, number, number, number] {
  return [a.xOrigin, a.xPerCol, a.xPerRow, a.yOrigin, a.yPerCol, a.yPerRow];
}

/** The order of rasterio and the `affine` package: x/col, x/row, x0, y/col, y/row, y0. */
export type RasterioTransform = readonly [number, number, number, number, number, number];

export function affineFromRasterio([
  xPerCol,
  xPerRow,
  xOrigin,
  yPerCol,
  yPerRow,
  yOrigin,
]: RasterioTransform): Affine {
  return { xOrigin, xPerCol, xPerRow, yOrigin, yPerCol, yPerRow };
}

export function rasterioFromAffine(a: Affine): RasterioTransform {
  return [a.xPerCol, a.xPerRow, a.xOrigin, a.yPerCol, a.yPerRow, a.yOrigin];
}

/** CRS coordinates [x, y] of a pixel position; (0, 0) is the outer corner and (0.5, 0.5) the centre of the first pixel. */
export function applyAffine(a: Affine, col: number, row: number): [number, number] {
  return [a.xOrigin + a.xPerCol * col + a.xPerRow * row, a.yOrigin + a.yPerCol * col + a.yPerRow * row];
}

/** The inverse transform, from CRS units to pixels; null for a degenerate affine. */
export function invertAffine(a: Affine): Affine | null {
  const det = a.xPerCol * a.yPerRow - a.xPerRow * a.yPerCol;
  if (!Number.isFinite(det) || det === 0) return null;
  const xPerCol = a.yPerRow / det;
  const xPerRow = -a.xPerRow / det;
  const yPerCol = -a.yPerCol / det;
  const yPerRow = a.xPerCol / det;
  return {
    xPerCol,
    xPerRow,
    yPerCol,
    yPerRow,
    xOrigin: -(xPerCol * a.xOrigin + xPerRow * a.yOrigin),
    yOrigin: -(yPerCol * a.xOrigin + yPerRow * a.yOrigin),
  };
}

/** Affine of a grid whose cell (0, 0) has its outer corner at pixel (col, row); cell sizes are in pixels of `a`. */
export function cellAffine(
  a: Affine,
  col: number,
  row: number,
  cellWidthPx: number,
  cellHeightPx: number,
): Affine {
  const [xOrigin, yOrigin] = applyAffine(a, col, row);
  return {
    xOrigin,
    yOrigin,
    xPerCol: a.xPerCol * cellWidthPx,
    yPerCol: a.yPerCol * cellWidthPx,
    xPerRow: a.xPerRow * cellHeightPx,
    yPerRow: a.yPerRow * cellHeightPx,
  };
}

export function isSameAffine(a: Affine, b: Affine): boolean {
  const [ours, theirs] = [gdalFromAffine(a), gdalFromAffine(b)];
  return ours.every((value, i) => value === theirs[i]);
}

/** True unless rows and columns are parallel to the CRS axes. */
export function isRotated(a: Affine): boolean {
  return a.xPerRow !== 0 || a.yPerCol !== 0;
}
