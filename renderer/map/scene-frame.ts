/** Pixel positions of a scene in its CRS, in longitude and latitude, and in other scenes. (0, 0) is the outer corner of the first pixel. */
import type { AffineCoefficients, SceneDetail } from '../../core/documents/scene.ts';

export type Position = readonly [number, number];

export function crsPosition(affine: AffineCoefficients, [col, row]: Position): Position {
  const [a, b, c, d, e, f] = affine;
  return [a * col + b * row + c, d * col + e * row + f];
}

/** Inverse of `crsPosition`; null for a degenerate affine. */
export function pixelPosition(affine: AffineCoefficients, [x, y]: Position): Position | null {
  const [a, b, c, d, e, f] = affine;
  const determinant = a * e - b * d;
  if (determinant === 0) return null;
  return [(e * (x - c) - b * (y - f)) / determinant, (a * (y - f) - d * (x - c)) / determinant];
}

/** [longitude, latitude] in degrees, from the control grid or else the footprint's edges. Null for a scene without a CRS. */
export function lonLatPosition(scene: SceneDetail, [col, row]: Position): Position | null {
  const u = col / scene.widthPx;
  const v = row / scene.heightPx;
  if (scene.controlGrid) return fromControlGrid(scene.controlGrid, u, v);
  return scene.footprint ? fromEdges(scene.footprint, u, v) : null;
}

/** Clockwise angle from up to north in radians, with rows pointing down; 0 for mirrored scenes. */
export function northAngle({ affine, isGeoreferenced }: SceneDetail): number {
  const [a, b, , d, e] = affine;
  // A positive determinant means a mirrored grid, which no rotation can turn north up.
  if (!isGeoreferenced || a * e - b * d >= 0) return 0;
  const origin = pixelPosition(affine, [affine[2], affine[5]]);
  const north = pixelPosition(affine, [affine[2], affine[5] + Math.hypot(b, e)]);
  if (!origin || !north) return 0;
  const angle = Math.atan2(north[0] - origin[0], origin[1] - north[1]);
  return Math.abs(angle) < 1e-9 ? 0 : angle;
}

/** Transform from the pixel positions of one scene to those of another; null if the two cannot be related. */
export function pixelTransform(from: SceneDetail, to: SceneDetail): ((at: Position) => Position) | null {
  if (from.id === to.id) return (at) => at;
  if (from.crs && to.crs && from.crs.wkt === to.crs.wkt) {
    if (!pixelPosition(to.affine, [0, 0])) return null;
    return (at) => pixelPosition(to.affine, crsPosition(from.affine, at))!;
  }
  const middle = lonLatPosition(from, [0, 0]);
  if (!middle || !pixelAtLonLat(to, middle)) return null;
  return (at) => {
    const lonLat = lonLatPosition(from, at);
    return (lonLat && pixelAtLonLat(to, lonLat)) ?? [Number.NaN, Number.NaN];
  };
}

/** Newton's method on `lonLatPosition`, which is nearly linear: a few steps reach 0.001 px. */
function pixelAtLonLat(scene: SceneDetail, [lon, lat]: Position): Position | null {
  const [stepCol, stepRow] = [scene.widthPx / 8, scene.heightPx / 8];
  let at: Position = [scene.widthPx / 2, scene.heightPx / 2];
  for (let round = 0; round < 6; round++) {
    const here = lonLatPosition(scene, at);
    const right = lonLatPosition(scene, [at[0] + stepCol, at[1]]);
    const below = lonLatPosition(scene, [at[0], at[1] + stepRow]);
    if (!here || !right || !below) return null;
    const slope: AffineCoefficients = [
      (right[0] - here[0]) / stepCol,
      (below[0] - here[0]) / stepRow,
      0,
      (right[1] - here[1]) / stepCol,
      (below[1] - here[1]) / stepRow,
      0,
    ];
    const step = pixelPosition(slope, [lon - here[0], lat - here[1]]);
    if (!step) return null;
    at = [at[0] + step[0], at[1] + step[1]];
    if (Math.hypot(step[0], step[1]) < 1e-3) break;
  }
  return at;
}

/** Bilinear; extrapolates the outermost cells beyond the grid. */
function fromControlGrid(
  { columns, rows, lonLat }: NonNullable<SceneDetail['controlGrid']>,
  u: number,
  v: number,
): Position {
  const x = u * (columns - 1);
  const y = v * (rows - 1);
  const col = Math.max(0, Math.min(columns - 2, Math.floor(x)));
  const row = Math.max(0, Math.min(rows - 2, Math.floor(y)));
  const node = (i: number, j: number): Position => {
    const at = 2 * (j * columns + i);
    return [lonLat[at], lonLat[at + 1]];
  };
  const top = between(node(col, row), node(col + 1, row), x - col);
  const bottom = between(node(col, row + 1), node(col + 1, row + 1), x - col);
  return between(top, bottom, y - row);
}

/**
 * Coons patch over a ring that runs down the left edge, along the bottom, up the right edge and back, with the same number of points
 * on each. Outside the scene, bilinear from the corners.
 */
function fromEdges(ring: readonly Position[], u: number, v: number): Position | null {
  const perEdge = (ring.length - 1) / 4;
  if (!Number.isInteger(perEdge) || perEdge < 1) return null;
  const along = (edge: number, t: number): Position => {
    const x = Math.max(0, Math.min(1, t)) * perEdge;
    const at = Math.min(perEdge - 1, Math.floor(x));
    return between(ring[edge * perEdge + at], ring[edge * perEdge + at + 1], x - at);
  };
  const corners = bilinear(ring[0], ring[3 * perEdge], ring[perEdge], ring[2 * perEdge], u, v);
  if (u < 0 || u > 1 || v < 0 || v > 1) return corners;
  const sides = between(along(0, v), along(2, 1 - v), u);
  const ends = between(along(3, 1 - u), along(1, u), v);
  return [sides[0] + ends[0] - corners[0], sides[1] + ends[1] - corners[1]];
}

function bilinear(
  topLeft: Position,
  topRight: Position,
  bottomLeft: Position,
  bottomRight: Position,
  u: number,
  v: number,
): Position {
  return between(between(topLeft, topRight, u), between(bottomLeft, bottomRight, u), v);
}

function between(from: Position, to: Position, share: number): Position {
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}
