/** The same question to two scenes as one map: what changed, on cells of the first. */
import type { DifferenceMeasure } from '../documents/search.ts';
import { Unsupported } from '../errors.ts';
import type { CrsAuthority } from '../host.ts';
import { smallestStep } from '../search/grid.ts';
import { standings } from '../search/map-difference.ts';
import type { SimilarityMap } from '../search/similarity-map.ts';
import type { Task } from '../task.ts';
import { nextTurn, turnIsLong } from '../turn.ts';
import { bestWindowAt } from './best-window.ts';
import { commonWindows, type PixelBox } from './common-windows.ts';
import { hasDataAt, pixelsOfOther, type ScoredScene } from './scored-scene.ts';

const MOST_CELLS = 16e6;
/** Positions given to PROJ at a time. */
const POINTS_AT_ONCE = 10_000;
/** A step that is finer by less is the same one, seen through rounding. */
const LEAST_FINER = 0.01;

/** A map on the whole raster of the first scene; NaN where one of the two has no value. */
export type ChangeMap = SimilarityMap & {
  /** Cosines, as `values`. */
  readonly before: Float32Array;
  readonly after: Float32Array;
  /** Windows that gave these cosines, counted over all segments; of no meaning where there is no value. */
  readonly windowsBefore: Uint32Array;
  readonly windowsAfter: Uint32Array;
};

/**
 * `values` are after - before in the given measure. A cell has the cosine of the best common window that covers its centre, in each
 * scene; percentiles are those among the cells that both have. Cells are as wide as the finer of the two steps. Null for scenes that
 * share no place where both have windows with data. Throws `Unsupported` for too many cells.
 */
export async function changeMap(
  authority: CrsAuthority,
  before: ScoredScene,
  after: ScoredScene,
  measure: DifferenceMeasure,
  task: Pick<Task, 'signal'>,
): Promise<ChangeMap | null> {
  const [own, others] = [
    await commonWindows(authority, before, after),
    await commonWindows(authority, after, before),
  ];
  if (own.box === null || others.box === null) return null;
  const cellPx = await cellSize(authority, before, after, own.box);
  const columns = Math.ceil(before.grid.widthPx / cellPx);
  const rows = Math.ceil(before.grid.heightPx / cellPx);
  if (columns * rows > MOST_CELLS)
    throw new Unsupported(
      `the map of the change would have ${columns} x ${rows} cells: index ${after.name} with larger windows, or compare smaller scenes`,
    );
  const cells = { before: blank(columns * rows), after: blank(columns * rows) };
  const windowsBefore = new Uint32Array(columns * rows);
  const windowsAfter = new Uint32Array(columns * rows);
  const centres = centresIn(before, cellPx, own.box);
  const perTurn = Math.max(1, Math.floor(POINTS_AT_ONCE / Math.max(1, centres.columns.length)));
  for (let at = 0; at < centres.rows.length; at += perTurn) {
    if (turnIsLong()) await nextTurn(task.signal);
    task.signal.throwIfAborted();
    const band = centres.rows.slice(at, at + perTurn);
    const points = Float64Array.from(
      band.flatMap(({ px: y }) => centres.columns.flatMap(({ px: x }) => [x, y])),
    );
    const there = await pixelsOfOther(authority, before, after, points);
    for (let i = 0; i < points.length / 2; i++) {
      const [col, row] = [there[2 * i], there[2 * i + 1]];
      if (!hasDataAt(before, points[2 * i], points[2 * i + 1]) || !hasDataAt(after, col, row)) continue;
      const first = bestWindowAt(before.grid, own.scores, points[2 * i], points[2 * i + 1]);
      const second = bestWindowAt(after.grid, others.scores, col, row);
      if (first === null || second === null) continue;
      const width = centres.columns.length;
      const cell = band[Math.floor(i / width)].cell * columns + centres.columns[i % width].cell;
      cells.before[cell] = first.score;
      cells.after[cell] = second.score;
      windowsBefore[cell] = first.window;
      windowsAfter[cell] = second.window;
    }
  }
  if (cells.before.every(Number.isNaN)) return null;
  const values =
    measure === 'cosine' ? cells : { before: standings(cells.before), after: standings(cells.after) };
  return {
    ...{ cellPx, columns, rows, ...cells },
    values: values.after.map((value, i) => value - values.before[i]),
    ...{ windowsBefore, windowsAfter },
  };
}

function blank(cells: number): Float32Array {
  return new Float32Array(cells).fill(Number.NaN);
}

/** Centres of the cells that reach into the box; that of a cell is the centre of its part inside the raster. */
function centresIn({ grid }: ScoredScene, cellPx: number, { left, top, right, bottom }: PixelBox) {
  const along = (length: number, from: number, to: number) => {
    const first = Math.floor(from / cellPx);
    const end = Math.min(Math.ceil(length / cellPx), Math.ceil(to / cellPx));
    return Array.from({ length: Math.max(0, end - first) }, (_, i) => {
      const cell = first + i;
      return { cell, px: (cell * cellPx + Math.min((cell + 1) * cellPx, length)) / 2 };
    });
  };
  return { columns: along(grid.widthPx, left, right), rows: along(grid.heightPx, top, bottom) };
}

/** The finer of the two smallest steps, in pixels of the first scene. */
async function cellSize(
  authority: CrsAuthority,
  before: ScoredScene,
  after: ScoredScene,
  { left, top, right, bottom }: PixelBox,
): Promise<number> {
  const own = smallestStep(before.grid);
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const there = await pixelsOfOther(authority, before, after, Float64Array.of(x, y, x + 1, y, x, y + 1));
  const [a, b, c, d] = [there[2] - there[0], there[3] - there[1], there[4] - there[0], there[5] - there[1]];
  const theirs = smallestStep(after.grid) / Math.sqrt(Math.abs(a * d - b * c));
  return theirs < own * (1 - LEAST_FINER) ? theirs : own;
}
