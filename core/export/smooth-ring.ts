/** Rounding of the corners of outlines that follow cells. */

/**
 * The closed ring of interleaved x, y with its corners cut (Chaikin 1974). Edges are divided at `step` first, so that a corner loses
 * no more than half a step, however long its edges are.
 */
export function smoothRing(ring: readonly number[], step: number, rounds: number): readonly number[] {
  if (rounds === 0) return ring;
  let points = divided(ring, step);
  for (let round = 0; round < rounds; round++) points = cut(points);
  const open = withoutStraight(points);
  return [...open, open[0], open[1]];
}

/** Open ring with points at most `step` apart. */
function divided(ring: readonly number[], step: number): readonly number[] {
  const out: number[] = [];
  for (let i = 0; i + 3 < ring.length; i += 2) {
    const [x, y, nextX, nextY] = ring.slice(i, i + 4);
    const pieces = Math.max(1, Math.ceil(Math.hypot(nextX - x, nextY - y) / step));
    for (let piece = 0; piece < pieces; piece++)
      out.push(x + ((nextX - x) * piece) / pieces, y + ((nextY - y) * piece) / pieces);
  }
  return out;
}

function cut(points: readonly number[]): readonly number[] {
  const out: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i], points[i + 1]];
    const nextX = points[(i + 2) % points.length];
    const nextY = points[(i + 3) % points.length];
    out.push(0.75 * x + 0.25 * nextX, 0.75 * y + 0.25 * nextY);
    out.push(0.25 * x + 0.75 * nextX, 0.25 * y + 0.75 * nextY);
  }
  return out;
}

function withoutStraight(points: readonly number[]): readonly number[] {
  const out: number[] = [];
  const at = (i: number): number => points[(i + points.length) % points.length];
  for (let i = 0; i < points.length; i += 2) {
    const [beforeX, beforeY, x, y, afterX, afterY] = [-2, -1, 0, 1, 2, 3].map((by) => at(i + by));
    const turn = (x - beforeX) * (afterY - y) - (y - beforeY) * (afterX - x);
    if (Math.abs(turn) > 1e-9) out.push(x, y);
  }
  return out;
}
