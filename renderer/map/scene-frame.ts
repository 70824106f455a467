/** Pixel positions of a scene in its CRS, in longitude and latitude, and in other scenes. (0, 0) is the outer corner of the first pixel. */
import type { SceneDetail } from '../../core/documents/scene.ts';
import { applyAffine, invertAffine } from '../../core/geo/affine.ts';

/** Longitudes of a cell that differ by more lie round a pole. */
const mostSpread = 60;

export type XY = readonly [x: number, y: number];

/** [longitude, latitude] in degrees, from the control grid or else the footprint's edges. Null for a scene without a CRS. */
export function lonLatPosition(scene: SceneDetail, [col, row]: XY): XY | null {
  const u = col / scene.widthPx;
  const v = row / scene.heightPx;
  if (scene.controlGrid) return fromControlGrid(scene.controlGrid, u, v);
  return scene.footprint ? fromEdges(scene.footprint, u, v) : null;
}

/** Clockwise angle from up to north in radians, with rows pointing down; 0 for mirrored scenes. */
export function northAngle({ affine, isGeoreferenced }: SceneDetail): number {
  const { xPerCol, xPerRow, yPerCol, yPerRow } = affine;
  // A positive determinant means a mirrored grid, which no rotation can turn north up.
  if (!isGeoreferenced || xPerCol * yPerRow - xPerRow * yPerCol >= 0) return 0;
  const toPixel = invertAffine(affine);
  if (!toPixel) return 0;
  const angle = Math.atan2(toPixel.xPerRow, -toPixel.yPerRow);
  return Math.abs(angle) < 1e-9 ? 0 : angle;
}

/** Transform from the pixel positions of one scene to those of another; null if the two cannot be related. */
export function pixelTransform(from: SceneDetail, to: SceneDetail): ((at: XY) => XY) | null {
  if (from.id === to.id) return (at) => at;
  if (from.crs && to.crs && from.crs.wkt === to.crs.wkt) {
    const toPixel = invertAffine(to.affine);
    return toPixel && ((at) => applyAffine(toPixel, ...applyAffine(from.affine, ...at)));
  }
  const middle = lonLatPosition(from, [0, 0]);
  if (!middle || !pixelAtLonLat(to, middle)) return null;
  return (at) => {
    const lonLat = lonLatPosition(from, at);
    return (lonLat && pixelAtLonLat(to, lonLat)) ?? [Number.NaN, Number.NaN];
  };
}

/** Newton's method on `lonLatPosition`, which is nearly linear: a few steps reach 0.001 px. Null for a scene without a CRS. */
export function pixelAtLonLat(scene: SceneDetail, [lon, lat]: XY): XY | null {
  const [stepCol, stepRow] = [scene.widthPx / 8, scene.heightPx / 8];
  let at: XY = [scene.widthPx / 2, scene.heightPx / 2];
  for (let round = 0; round < 6; round++) {
    const here = lonLatPosition(scene, at);
    const right = lonLatPosition(scene, [at[0] + stepCol, at[1]]);
    const below = lonLatPosition(scene, [at[0], at[1] + stepRow]);
    if (!here || !right || !below) return null;
    const toPixel = invertAffine({
      xOrigin: here[0],
      yOrigin: here[1],
      xPerCol: wrapDegrees(right[0] - here[0]) / stepCol,
      xPerRow: wrapDegrees(below[0] - here[0]) / stepRow,
      yPerCol: (right[1] - here[1]) / stepCol,
      yPerRow: (below[1] - here[1]) / stepRow,
    });
    if (!toPixel) return null;
    const step = applyAffine(toPixel, here[0] + wrapDegrees(lon - here[0]), lat);
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
): XY {
  const x = u * (columns - 1);
  const y = v * (rows - 1);
  const col = Math.max(0, Math.min(columns - 2, Math.floor(x)));
  const row = Math.max(0, Math.min(rows - 2, Math.floor(y)));
  const node = (i: number, j: number): XY => {
    const at = 2 * (j * columns + i);
    return [lonLat[at], lonLat[at + 1]];
  };
  return betweenCorners(
    [node(col, row), node(col + 1, row), node(col, row + 1), node(col + 1, row + 1)],
    x - col,
    y - row,
  );
}

/**
 * Bilinear between the corners [top left, top right, bottom left, bottom right] of a cell. Longitudes may jump at the antimeridian; near
 * a pole, where they differ by more than a few dozen degrees, the mean is taken in space.
 */
function betweenCorners(corners: readonly [XY, XY, XY, XY], u: number, v: number): XY {
  const [first] = corners;
  const near = corners.map(([lon, lat]): XY => [first[0] + wrapDegrees(lon - first[0]), lat]);
  const lons = near.map(([lon]) => lon);
  if (Math.max(...lons) - Math.min(...lons) > mostSpread) return betweenInSpace(corners, u, v);
  const [lon, lat] = bilinear(near[0], near[1], near[2], near[3], u, v);
  return [wrapDegrees(lon), lat];
}

function betweenInSpace(corners: readonly XY[], u: number, v: number): XY {
  const shares = [(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v];
  let [x, y, z] = [0, 0, 0];
  for (const [i, [lon, lat]] of corners.entries()) {
    const [phi, lambda] = [(lat * Math.PI) / 180, (lon * Math.PI) / 180];
    x += shares[i] * Math.cos(phi) * Math.cos(lambda);
    y += shares[i] * Math.cos(phi) * Math.sin(lambda);
    z += shares[i] * Math.sin(phi);
  }
  return [(Math.atan2(y, x) * 180) / Math.PI, (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI];
}

/** From -180 to 180 degrees. */
function wrapDegrees(degrees: number): number {
  return degrees - 360 * Math.round(degrees / 360);
}

/**
 * Coons patch over a ring that runs down the left edge, along the bottom, up the right edge and back, with the same number of points
 * on each. Outside the scene, bilinear from the corners.
 */
function fromEdges(stated: readonly XY[], u: number, v: number): XY | null {
  const perEdge = (stated.length - 1) / 4;
  if (!Number.isInteger(perEdge) || perEdge < 1) return null;
  const ring = unwrapped(stated);
  const along = (edge: number, t: number): XY => {
    const x = Math.max(0, Math.min(1, t)) * perEdge;
    const at = Math.min(perEdge - 1, Math.floor(x));
    return between(ring[edge * perEdge + at], ring[edge * perEdge + at + 1], x - at);
  };
  const corners = bilinear(ring[0], ring[3 * perEdge], ring[perEdge], ring[2 * perEdge], u, v);
  if (u < 0 || u > 1 || v < 0 || v > 1) return [wrapDegrees(corners[0]), corners[1]];
  const sides = between(along(0, v), along(2, 1 - v), u);
  const ends = between(along(3, 1 - u), along(1, u), v);
  return [wrapDegrees(sides[0] + ends[0] - corners[0]), sides[1] + ends[1] - corners[1]];
}

/** Without jumps of longitude. */
function unwrapped(ring: readonly XY[]): readonly XY[] {
  let last = 0;
  return ring.map(([lon, lat], i) => {
    last = i === 0 ? lon : last + wrapDegrees(lon - last);
    return [last, lat];
  });
}

function bilinear(topLeft: XY, topRight: XY, bottomLeft: XY, bottomRight: XY, u: number, v: number): XY {
  return between(between(topLeft, topRight, u), between(bottomLeft, bottomRight, u), v);
}

function between(from: XY, to: XY, share: number): XY {
  return [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
}
