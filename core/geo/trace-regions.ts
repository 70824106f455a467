/** Exact outlines of connected regions in a grid, as polygons of cell corners. */

/** Closed ring of interleaved col, row of cell corners, without collinear points. */
type CornerRing = readonly number[];

export type TracedRegion = {
  /** Indices (row * columns + col) of the cells. */
  readonly cells: readonly number[];
  /** Outer ring first, then holes. */
  readonly rings: readonly CornerRing[];
};

/** Regions of cells connected by edges (not by corners), ordered by their first cell. */
export function traceRegions(
  columns: number,
  rows: number,
  inside: (cell: number) => boolean,
): readonly TracedRegion[] {
  const labels = new Int32Array(columns * rows).fill(-1);
  const regions: TracedRegion[] = [];
  for (let cell = 0; cell < columns * rows; cell++) {
    if (labels[cell] >= 0 || !inside(cell)) continue;
    const cells = flood(columns, rows, inside, labels, cell, regions.length);
    regions.push({ cells, rings: ringsOf(columns, rows, labels, cells, regions.length) });
  }
  return regions;
}

function flood(
  columns: number,
  rows: number,
  inside: (cell: number) => boolean,
  labels: Int32Array,
  first: number,
  label: number,
): readonly number[] {
  const cells = [first];
  labels[first] = label;
  for (let next = 0; next < cells.length; next++) {
    const cell = cells[next];
    const col = cell % columns;
    const row = (cell - col) / columns;
    for (const [c, r] of [
      [col - 1, row],
      [col + 1, row],
      [col, row - 1],
      [col, row + 1],
    ]) {
      const neighbour = r * columns + c;
      if (c < 0 || r < 0 || c >= columns || r >= rows || labels[neighbour] >= 0 || !inside(neighbour))
        continue;
      labels[neighbour] = label;
      cells.push(neighbour);
    }
  }
  return cells.sort((a, b) => a - b);
}

/** Steps along the corner lattice: east, south, west, north (rows count downward). */
const stepCol = [1, 0, -1, 0];
const stepRow = [0, 1, 0, -1];

/** Walks every border edge once, with the region on the right. */
function ringsOf(
  columns: number,
  rows: number,
  labels: Int32Array,
  cells: readonly number[],
  label: number,
): readonly CornerRing[] {
  const has = (col: number, row: number): boolean =>
    col >= 0 && row >= 0 && col < columns && row < rows && labels[row * columns + col] === label;
  /** Border edges, encoded as corner * 4 + direction. */
  const edges = new Set<number>();
  const lattice = columns + 1;
  for (const cell of cells) {
    const col = cell % columns;
    const row = (cell - col) / columns;
    if (!has(col, row - 1)) edges.add((row * lattice + col) * 4);
    if (!has(col + 1, row)) edges.add((row * lattice + col + 1) * 4 + 1);
    if (!has(col, row + 1)) edges.add(((row + 1) * lattice + col + 1) * 4 + 2);
    if (!has(col - 1, row)) edges.add(((row + 1) * lattice + col) * 4 + 3);
  }
  const rings: CornerRing[] = [];
  // The first edge is the top of the region's first cell, so the first ring is the outer one.
  for (const edge of edges) rings.push(walk(edges, edge, lattice));
  return rings;
}

/**
 * Where two cells of the region meet diagonally, the walk turns left to the other cell. No ring then touches itself: a pinched ring
 * becomes several rings that meet in a point, as OGC Simple Features requires.
 */
function walk(edges: Set<number>, start: number, lattice: number): CornerRing {
  const ring: number[] = [];
  let edge = start;
  let came = -1;
  for (;;) {
    edges.delete(edge);
    const corner = edge >> 2;
    const direction = edge & 3;
    const col = corner % lattice;
    const row = (corner - col) / lattice;
    if (direction !== came) ring.push(col, row);
    came = direction;
    const next = (row + stepRow[direction]) * lattice + col + stepCol[direction];
    const turn = [3, 0, 1].map((t) => next * 4 + ((direction + t) & 3)).find((e) => edges.has(e));
    if (turn === undefined) break;
    edge = turn;
  }
  return [...ring, ring[0], ring[1]];
}
