/** The exact outlines of the regions of a grid, as polygons in cell corners. */

/** Interleaved col, row of corners, closed, collinear ones left out. */
type CornerRing = readonly number[];

export type TracedRegion = {
  /** Index (row * columns + col) of its cells. */
  readonly cells: readonly number[];
  /** Outer ring first, then holes. */
  readonly rings: readonly CornerRing[];
};

/** Regions of cells that share edges (corners alone do not join), in the order of their first cell. */
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

/** Steps along a corner lattice: east, south, west, north (rows count downward). */
const stepCol = [1, 0, -1, 0];
const stepRow = [0, 1, 0, -1];

/** Walks every border edge once with the region on the right hand. */
function ringsOf(
  columns: number,
  rows: number,
  labels: Int32Array,
  cells: readonly number[],
  label: number,
): readonly CornerRing[] {
  const has = (col: number, row: number): boolean =>
    col >= 0 && row >= 0 && col < columns && row < rows && labels[row * columns + col] === label;
  /** Corner * 4 + direction of the edges that leave it. */
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
 * At a corner where two cells of the region meet diagonally the walk turns left, across to the other cell: so no ring touches
 * itself, and what would be one pinched ring becomes rings that meet in a point, as OGC's simple features want it.
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
