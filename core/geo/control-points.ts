/** Affine through ground control points, by least squares. */
import type { Affine } from '../documents/scene.ts';
import { applyAffine, invertAffine } from './affine.ts';

export type ControlPointFit = {
  readonly affine: Affine;
  readonly points: number;
  /** Root mean square and largest distance between where points are and where the affine puts them, in pixels. */
  readonly residualPx: number;
  readonly mostPx: number;
};

/** `tiepoints` hold column, row, 0, x, y, height for each point. Null for fewer than three points, or points on a line. */
export function fitControlPoints(tiepoints: readonly number[]): ControlPointFit | null {
  const points = Math.floor(tiepoints.length / 6);
  const all = Array.from({ length: points }, (_, i) => tiepoints.slice(6 * i, 6 * i + 6));
  if (points < 3 || !all.flat().every(Number.isFinite)) return null;
  const mean = (k: number): number => all.reduce((sum, point) => sum + point[k], 0) / points;
  const [col0, row0, x0, y0] = [mean(0), mean(1), mean(3), mean(4)];
  const product = (k: number, l: number): number =>
    all.reduce((sum, point) => sum + (point[k] - mean0[k]) * (point[l] - mean0[l]), 0);
  const mean0 = [col0, row0, 0, x0, y0, 0];
  const [cc, rr, cr] = [product(0, 0), product(1, 1), product(0, 1)];
  const det = cc * rr - cr * cr;
  if (!(det > 1e-9 * cc * rr)) return null;
  const solve = (k: number): readonly [number, number] => {
    const [ck, rk] = [product(0, k), product(1, k)];
    return [(ck * rr - rk * cr) / det, (rk * cc - ck * cr) / det];
  };
  const [[xPerCol, xPerRow], [yPerCol, yPerRow]] = [solve(3), solve(4)];
  const affine: Affine = {
    ...{ xPerCol, xPerRow, yPerCol, yPerRow },
    xOrigin: x0 - xPerCol * col0 - xPerRow * row0,
    yOrigin: y0 - yPerCol * col0 - yPerRow * row0,
  };
  const back = invertAffine(affine);
  if (back === null) return null;
  const off = all.map(([col, row, , x, y]) => {
    const at = applyAffine(back, x, y);
    return Math.hypot(at[0] - col, at[1] - row);
  });
  const residualPx = Math.sqrt(off.reduce((sum, each) => sum + each * each, 0) / points);
  return { affine, points, residualPx, mostPx: Math.max(...off) };
}
