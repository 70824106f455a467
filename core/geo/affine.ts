/** Pixel → CRS: x = xPerCol·col + xPerRow·row + xOrigin, y alike. The origin is the outer corner of the upper left pixel. */

export type Affine = {
  readonly xOrigin: number;
  readonly xPerCol: number;
  readonly xPerRow: number;
  readonly yOrigin: number;
  readonly yPerCol: number;
  readonly yPerRow: number;
};

/** GDAL's order: x0, x/col, x/row, y0, y/col, y/row. */
export function affineFromGdal(t: readonly number[]): Affine {
  return { xOrigin: t[0], xPerCol: t[1], xPerRow: t[2], yOrigin: t[3], yPerCol: t[4], yPerRow: t[5] };
}

/** GDAL's order: x0, x/col, x/row, y0, y/col, y/row. */
export function gdalFromAffine(a: Affine): readonly [number, number, number, number, number, number] {
  return [a.xOrigin, a.xPerCol, a.xPerRow, a.yOrigin, a.yPerCol, a.yPerRow];
}

/** The CRS point of a pixel position; (0, 0) is the outer corner, (0.5, 0.5) the first pixel's centre. */
export function applyAffine(a: Affine, col: number, row: number): [number, number] {
  return [a.xOrigin + a.xPerCol * col + a.xPerRow * row, a.yOrigin + a.yPerCol * col + a.yPerRow * row];
}

/** CRS → pixel; null for a degenerate affine. */
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

/** The affine of a grid whose cell (0, 0) has its outer corner at pixel (col, row) and measures the given pixels. */
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

/** Whether the axes of the grid are not those of the CRS. */
export function isRotated(a: Affine): boolean {
  return a.xPerRow !== 0 || a.yPerCol !== 0;
}
