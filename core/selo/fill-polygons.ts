/**
 * Polygon rasterization with the integer arithmetic of OpenCV's fillPoly (8-connected lines, no shift). Identical for polygons inside
 * the raster; for points outside it, a few pixels along the clipped edges may differ.
 */

import { greatest, least } from '../extremes.ts';

/** [x, y] in pixels. */
export type Point = readonly [number, number];
export type Polygon = readonly Point[];

/** Fractional bits of the x coordinate of an edge. */
const SHIFT = 16;
const ONE = 2 ** SHIFT;

type Edge = { readonly top: number; readonly bottom: number; readonly x: number; readonly slope: number };
type Clipped = { readonly from: Point; readonly to: Point; readonly isInside: boolean };

/** Bits for the side of the raster on which the end of a line lies. */
const LEFT = 1;
const RIGHT = 2;
const ABOVE = 4;
const BELOW = 8;

/**
 * Mask [heightPx, widthPx], 1 inside or on a boundary. Points are truncated to integers. All polygons are filled together by the
 * even-odd rule: where two overlap, only their boundaries are set, as in the published evaluation.
 */
export function fillPolygons(widthPx: number, heightPx: number, polygons: readonly Polygon[]): Uint8Array {
  const mask = new Uint8Array(widthPx * heightPx);
  const edges: Edge[] = [];
  for (const polygon of polygons) {
    const points = polygon.map(([x, y]): Point => [Math.trunc(x), Math.trunc(y)]);
    points.forEach((to, i) => {
      const from = points.at(i - 1)!;
      const clipped = clipLine(widthPx, heightPx, from, to);
      if (clipped.isInside) drawLine(mask, widthPx, clipped.from, clipped.to);
      if (from[1] !== to[1]) edges.push(edgeOf(from, to, clipped));
    });
  }
  const top = Math.max(0, least(edges.map((edge) => edge.top)));
  const bottom = Math.min(heightPx, greatest(edges.map((edge) => edge.bottom)));
  for (let row = top; row < bottom; row++) fillRow(mask, widthPx, row, edges);
  return mask;
}

/** The slope is taken from the clipped line unless clipping made that horizontal. */
function edgeOf(from: Point, to: Point, clipped: Clipped): Edge {
  const line = clipped.from[1] === clipped.to[1] ? { from, to } : clipped;
  const slope = Math.trunc(((line.to[0] - line.from[0]) * ONE) / (line.to[1] - line.from[1]));
  const top = Math.min(from[1], to[1]);
  return {
    top,
    bottom: Math.max(from[1], to[1]),
    x: line.from[0] * ONE + (top - line.from[1]) * slope,
    slope,
  };
}

/** Moves ends outside the raster onto its border; the result is marked as not inside if the line misses the raster. */
function clipLine(widthPx: number, heightPx: number, a: Point, b: Point): Clipped {
  const ends = [[...a], [...b]];
  const right = widthPx - 1;
  const bottom = heightPx - 1;
  const beside = ([x]: number[]) => (x < 0 ? LEFT : x > right ? RIGHT : 0);
  const outside = (end: number[]) => beside(end) | (end[1] < 0 ? ABOVE : end[1] > bottom ? BELOW : 0);
  const along = (axis: 0 | 1, end: number[], to: number) => {
    const run = ends[1][axis] - ends[0][axis];
    const rise = ends[1][1 - axis] - ends[0][1 - axis];
    end[1 - axis] += Math.trunc(((to - end[axis]) * rise) / run);
    end[axis] = to;
  };
  const codes = ends.map(outside);
  const crosses = () => (codes[0] & codes[1]) === 0 && (codes[0] | codes[1]) !== 0;
  if (crosses()) {
    ends.forEach((end, i) => {
      if ((codes[i] & (ABOVE | BELOW)) === 0) return;
      along(1, end, codes[i] & BELOW ? bottom : 0);
      codes[i] = beside(end);
    });
    if (crosses())
      ends.forEach((end, i) => {
        if (codes[i] === 0) return;
        along(0, end, codes[i] === LEFT ? 0 : right);
        codes[i] = 0;
      });
  }
  const [from, to] = ends.map(([x, y]): Point => [x, y]);
  return { from, to, isInside: (codes[0] | codes[1]) === 0 };
}

function fillRow(mask: Uint8Array, widthPx: number, row: number, edges: readonly Edge[]): void {
  const crossings = edges
    .filter((edge) => edge.top <= row && row < edge.bottom)
    .map((edge) => edge.x + edge.slope * (row - edge.top))
    .sort((a, b) => a - b);
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const from = Math.max(0, Math.ceil(crossings[i] / ONE));
    const to = Math.min(widthPx - 1, Math.floor(crossings[i + 1] / ONE));
    if (from <= to) mask.fill(1, row * widthPx + from, row * widthPx + to + 1);
  }
}

/** Bresenham's line from left to right; both ends must lie inside the raster. */
function drawLine(mask: Uint8Array, widthPx: number, a: Point, b: Point): void {
  const [from, to] = a[0] <= b[0] ? [a, b] : [b, a];
  const [dx, dy] = [to[0] - from[0], Math.abs(to[1] - from[1])];
  const stepY = to[1] < from[1] ? -1 : 1;
  const isSteep = dy > dx;
  const [long, short] = isSteep ? [dy, dx] : [dx, dy];
  let error = long - 2 * short;
  let [x, y] = from;
  for (let i = 0; i <= long; i++) {
    mask[y * widthPx + x] = 1;
    const isDiagonal = error < 0;
    error += isDiagonal ? 2 * long - 2 * short : -2 * short;
    if (isSteep || isDiagonal) y += stepY;
    if (!isSteep || isDiagonal) x += 1;
  }
}
