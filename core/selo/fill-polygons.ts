/** Polygons as pixels, with the integer arithmetic of OpenCV's fillPoly (8-connected lines, no shift). */

/** [x, y] in pixels. */
export type Point = readonly [number, number];
export type Polygon = readonly Point[];

/** Fractional bits of an edge's x. */
const SHIFT = 16;
const ONE = 2 ** SHIFT;

type Edge = { readonly top: number; readonly bottom: number; readonly x: number; readonly slope: number };

/**
 * [height, width], 1 inside or on the boundary. Points are truncated to integers. All polygons are filled at once by the even-odd
 * rule: where two overlap, only their boundaries are set, as in the published evaluation.
 */
export function fillPolygons(widthPx: number, heightPx: number, polygons: readonly Polygon[]): Uint8Array {
  const mask = new Uint8Array(widthPx * heightPx);
  const edges: Edge[] = [];
  for (const polygon of polygons) {
    const points = polygon.map(([x, y]): Point => [Math.trunc(x), Math.trunc(y)]);
    points.forEach((to, i) => {
      const from = points.at(i - 1)!;
      drawLine(mask, widthPx, heightPx, from, to);
      if (from[1] !== to[1]) edges.push(edgeOf(from, to));
    });
  }
  const top = Math.max(0, Math.min(...edges.map((edge) => edge.top)));
  const bottom = Math.min(heightPx, Math.max(...edges.map((edge) => edge.bottom)));
  for (let row = top; row < bottom; row++) fillRow(mask, widthPx, row, edges);
  return mask;
}

function edgeOf(a: Point, b: Point): Edge {
  const [upper, lower] = a[1] < b[1] ? [a, b] : [b, a];
  const slope = Math.trunc(((lower[0] - upper[0]) * ONE) / (lower[1] - upper[1]));
  return { top: upper[1], bottom: lower[1], x: upper[0] * ONE, slope };
}

function fillRow(mask: Uint8Array, widthPx: number, row: number, edges: readonly Edge[]): void {
  const crossings = edges
    .filter((edge) => edge.top <= row && row < edge.bottom)
    .map((edge) => edge.x + edge.slope * (row - edge.top))
    .sort((a, b) => a - b);
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const from = Math.max(0, nearest(crossings[i]));
    const to = Math.min(widthPx - 1, nearest(crossings[i + 1]));
    if (from <= to) mask.fill(1, row * widthPx + from, row * widthPx + to + 1);
  }
}

function nearest(x: number): number {
  return Math.floor((x + ONE / 2) / ONE);
}

/** Bresenham's line, always from left to right. */
function drawLine(mask: Uint8Array, widthPx: number, heightPx: number, a: Point, b: Point): void {
  const [from, to] = a[0] <= b[0] ? [a, b] : [b, a];
  const [dx, dy] = [to[0] - from[0], Math.abs(to[1] - from[1])];
  const stepY = to[1] < from[1] ? -1 : 1;
  const isSteep = dy > dx;
  const [long, short] = isSteep ? [dy, dx] : [dx, dy];
  let error = long - 2 * short;
  let [x, y] = from;
  for (let i = 0; i <= long; i++) {
    if (x >= 0 && x < widthPx && y >= 0 && y < heightPx) mask[y * widthPx + x] = 1;
    const isDiagonal = error < 0;
    error += isDiagonal ? 2 * long - 2 * short : -2 * short;
    if (isSteep || isDiagonal) y += stepY;
    if (!isSteep || isDiagonal) x += 1;
  }
}
