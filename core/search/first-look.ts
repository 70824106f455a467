/** First looks at a scene that has no index: coarse windows everywhere, then finer ones where the coarse ones fit best. */
import type { RasterWindow } from '../documents/scene.ts';
import { axisStart, type Grid, type Segment, segmentCount, smallestStep, windowAt } from './grid.ts';
import type { Scores } from './open-index.ts';

/** Passes for the coarse windows. Larger scenes are looked at with gaps. */
const MOST_COARSE = 144;
/** Windows of each size that are looked into more closely. */
const REFINED_WINDOWS = 4;

export type Looked = {
  /** NaN for windows of the grid that were not looked at. */
  readonly scores: Scores;
  readonly windows: number;
  /** Share of the scene's area that was looked at with the smallest windows, 0-1. */
  readonly refined: number;
};

/** Cosines of windows with the question; NaN for those that show nothing. */
export type ScoreWindows = (windows: readonly RasterWindow[]) => Promise<Float32Array>;

/** Looks at a small part of the grid's windows: at most some hundred, whatever the size of the scene. */
export async function firstLook(grid: Grid, scoreWindows: ScoreWindows): Promise<Looked> {
  const scores = grid.segments.map((segment) => new Float32Array(segmentCount(segment)).fill(Number.NaN));
  const order = grid.segments
    .map((_, s) => s)
    .sort((a, b) => grid.segments[b].sizePx - grid.segments[a].sizePx);
  const looked = grid.segments.map((): number[] => []);
  const look = async (s: number, numbers: readonly number[]): Promise<void> => {
    const known = new Set(looked[s]);
    const fresh = numbers.filter((number) => !known.has(number));
    const found = await scoreWindows(fresh.map((number) => windowAt(grid, grid.segments[s], number)));
    for (const [i, number] of fresh.entries()) scores[s][number] = found[i];
    looked[s].push(...fresh);
  };
  const best = (s: number) => bestWindows(grid, grid.segments[s], looked[s], scores[s]);
  const [coarsest] = order;
  const finest = order[order.length - 1];
  await look(coarsest, coarseNumbers(grid.segments[coarsest]));
  for (const [i, s] of order.slice(1).entries()) {
    const segment = grid.segments[s];
    const step = Math.max(1, Math.floor(segment.sizePx / 2 / segment.stridePx));
    await look(s, numbersInside(grid, segment, best(order[i]), step));
  }
  const last = numbersInside(grid, grid.segments[finest], best(finest), 1);
  await look(finest, last);
  const shown = looked[finest].filter((number) => !Number.isNaN(scores[finest][number]));
  return {
    scores,
    windows: looked.reduce((sum, { length }) => sum + length, 0),
    refined: shareCovered(grid, grid.segments[finest], shown),
  };
}

/** Windows side by side, without gaps where that is not too many. */
function coarseNumbers({ sizePx, stridePx, columns, rows }: Segment): number[] {
  let step = Math.max(1, Math.floor(sizePx / stridePx));
  while (Math.ceil(columns / step) * Math.ceil(rows / step) > MOST_COARSE) step++;
  return every(rows, step).flatMap((row) => every(columns, step).map((column) => row * columns + column));
}

/** 0, step, …, and the last. */
function every(count: number, step: number): number[] {
  const taken = Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
  return taken.includes(count - 1) ? taken : [...taken, count - 1];
}

function bestWindows(
  grid: Grid,
  segment: Segment,
  looked: readonly number[],
  scores: Float32Array,
): RasterWindow[] {
  return looked
    .filter((number) => !Number.isNaN(scores[number]))
    .sort((a, b) => scores[b] - scores[a])
    .slice(0, REFINED_WINDOWS)
    .map((number) => windowAt(grid, segment, number));
}

/** Windows of a segment whose centres lie in one of `areas`, every `step`-th along both axes. */
function numbersInside(grid: Grid, segment: Segment, areas: readonly RasterWindow[], step: number): number[] {
  const half = segment.sizePx / 2;
  const inside = (lengthPx: number, count: number, from: number, sizePx: number) =>
    every(count, step).filter((i) => {
      const centre = axisStart(lengthPx, segment, i) + half;
      return centre >= from && centre < from + sizePx;
    });
  const found = areas.flatMap(({ col, row, widthPx, heightPx }) =>
    inside(grid.heightPx, segment.rows, row, heightPx).flatMap((r) =>
      inside(grid.widthPx, segment.columns, col, widthPx).map((c) => r * segment.columns + c),
    ),
  );
  return [...new Set(found)];
}

/** Share of the cells of the map that these windows of the segment cover. */
function shareCovered(grid: Grid, segment: Segment, numbers: readonly number[]): number {
  const cellPx = smallestStep(grid);
  const [columns, rows] = [Math.ceil(grid.widthPx / cellPx), Math.ceil(grid.heightPx / cellPx)];
  const covered = new Uint8Array(columns * rows);
  for (const number of numbers) {
    const { col, row } = windowAt(grid, segment, number);
    const end = (start: number, count: number) =>
      Math.min(count, Math.ceil((start + segment.sizePx) / cellPx));
    for (let r = Math.floor(row / cellPx); r < end(row, rows); r++)
      covered.fill(1, r * columns + Math.floor(col / cellPx), r * columns + end(col, columns));
  }
  return covered.reduce((sum, each) => sum + each, 0) / covered.length;
}
