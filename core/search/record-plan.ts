/** Order in which windows are encoded and stored. It depends only on the grid, so that a resumed index has the same bytes. */
import { Unsupported } from '../errors.ts';
import { axisStart, type Grid, type Segment, windowCount } from './grid.ts';

/** Windows `first` … `first + count - 1` of one segment, all in the same row of windows and the same column range. */
export type PlannedRecord = {
  readonly segment: number;
  readonly first: number;
  readonly count: number;
};

/** Pixel columns that are read together, and the records cut from them, ordered by their lower edge. */
export type ColumnRange = {
  readonly col: number;
  readonly widthPx: number;
  readonly records: readonly RowRecord[];
};

export type RowRecord = PlannedRecord & {
  /** Pixel rows from `top` (inclusive) to `bottom` (exclusive). */
  readonly top: number;
  readonly bottom: number;
};

/** Most windows that are lost when the process is killed. */
export const WINDOWS_PER_RECORD = 256;
/** Wider scenes are read in column ranges, so that 1,024 px windows hold at most 64 Mpx (256 MB of RGB and validity). */
const RANGE_PX = 24_576;

/** Largest number of windows. Their plan takes a few hundred megabytes, their index 20 GB. */
const MOST_WINDOWS = 20_000_000;

/** Throws `Unsupported` for a grid of more windows than one index can have. */
export function checkWindowCount(grid: Grid): void {
  const windows = windowCount(grid);
  if (windows > MOST_WINDOWS)
    throw new Unsupported(
      `an index of ${windows} windows is too large, the limit is ${MOST_WINDOWS}: choose larger windows, or index parts of the scene`,
    );
}

/** Number of records with `count` windows in the plan of a grid; several entries may have the same count. */
export function* countRecords(
  grid: Grid,
  rangePx = RANGE_PX,
): Generator<{ readonly count: number; readonly records: number }> {
  for (const segment of grid.segments)
    for (let start = 0; start < grid.widthPx; start += rangePx) {
      const { from, to } = columnsIn(grid, segment, start, start + rangePx);
      const whole = Math.floor((to - from) / WINDOWS_PER_RECORD);
      const rest = (to - from) % WINDOWS_PER_RECORD;
      if (whole > 0) yield { count: WINDOWS_PER_RECORD, records: whole * segment.rows };
      if (rest > 0) yield { count: rest, records: segment.rows };
    }
}

/** Column ranges of at most `rangePx` pixels with their records. Throws `Unsupported` for too many windows. */
export function planRecords(grid: Grid, rangePx = RANGE_PX): ColumnRange[] {
  checkWindowCount(grid);
  const ranges: ColumnRange[] = [];
  for (let start = 0; start < grid.widthPx; start += rangePx) {
    const records = grid.segments
      .flatMap((_, segment) => segmentRecords(grid, segment, start, start + rangePx))
      .sort((a, b) => a.bottom - b.bottom || a.segment - b.segment || a.first - b.first);
    if (records.length === 0) continue;
    const col = Math.min(...records.map((record) => firstPixel(grid, record)));
    const end = Math.max(...records.map((record) => lastPixel(grid, record)));
    ranges.push({ col, widthPx: end - col, records });
  }
  return ranges;
}

/** Records of the windows that start within [fromPx, toPx), row by row. */
function segmentRecords(grid: Grid, number: number, fromPx: number, toPx: number): RowRecord[] {
  const segment = grid.segments[number];
  const { from, to } = columnsIn(grid, segment, fromPx, toPx);
  const records: RowRecord[] = [];
  for (let row = 0; row < segment.rows; row++) {
    const top = axisStart(grid.heightPx, segment, row);
    for (let column = from; column < to; column += WINDOWS_PER_RECORD)
      records.push({
        segment: number,
        first: row * segment.columns + column,
        count: Math.min(WINDOWS_PER_RECORD, to - column),
        top,
        bottom: top + segment.sizePx,
      });
  }
  return records;
}

/** Columns of windows that start within [fromPx, toPx). */
function columnsIn(grid: Grid, segment: Segment, fromPx: number, toPx: number): { from: number; to: number } {
  return { from: firstColumnAt(grid, segment, fromPx), to: firstColumnAt(grid, segment, toPx) };
}

/** The first column that starts at `px` or to the right of it; found by bisection, because starts never decrease. */
function firstColumnAt(grid: Grid, segment: Segment, px: number): number {
  let [low, high] = [0, segment.columns];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (axisStart(grid.widthPx, segment, middle) < px) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstPixel(grid: Grid, record: PlannedRecord): number {
  const segment = grid.segments[record.segment];
  return axisStart(grid.widthPx, segment, record.first % segment.columns);
}

function lastPixel(grid: Grid, record: PlannedRecord): number {
  const segment = grid.segments[record.segment];
  const column = (record.first % segment.columns) + record.count - 1;
  return axisStart(grid.widthPx, segment, column) + segment.sizePx;
}
