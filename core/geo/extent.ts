/** A box in a CRS. */
import { type Affine, applyAffine } from './affine.ts';

export type Extent = {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
};

/** The box around interleaved x, y points; points that are not finite are left out. Null when none is left. */
export function extentOfPoints(points: ArrayLike<number>): Extent | null {
  let minX = Infinity;
  let minY = Infinity;
  let maxX = -Infinity;
  let maxY = -Infinity;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = points[i];
    const y = points[i + 1];
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  return minX <= maxX ? { minX, minY, maxX, maxY } : null;
}

/** The box around a grid of `cols` x `rows` cells. */
export function extentOfGrid(affine: Affine, cols: number, rows: number): Extent {
  const corners = [
    ...applyAffine(affine, 0, 0),
    ...applyAffine(affine, cols, 0),
    ...applyAffine(affine, cols, rows),
    ...applyAffine(affine, 0, rows),
  ];
  const xs = corners.filter((_, i) => i % 2 === 0);
  const ys = corners.filter((_, i) => i % 2 === 1);
  return { minX: Math.min(...xs), minY: Math.min(...ys), maxX: Math.max(...xs), maxY: Math.max(...ys) };
}
