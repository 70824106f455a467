/** Order in which windows are encoded and stored. It depends only on the grid, so that a resumed index has the same bytes. */
import { axisStart, type Grid } from './grid.ts';

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

/** Column ranges of at most `rangePx` pixels with their records. */
export function planRecords(grid: Grid, rangePx = RANGE_PX): ColumnRange[] {
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
  const inRange = (column: number) => {
    const start = axisStart(grid.widthPx, segment, column);
    return start >= fromPx && start < toPx;
  };
  let from = 0;
  while (from < segment.columns && !inRange(from)) from++;
  let to = from;
  while (to < segment.columns && inRange(to)) to++;
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

function firstPixel(grid: Grid, record: PlannedRecord): number {
  const segment = grid.segments[record.segment];
  return axisStart(grid.widthPx, segment, record.first % segment.columns);
}

function lastPixel(grid: Grid, record: PlannedRecord): number {
  const segment = grid.segments[record.segment];
  const column = (record.first % segment.columns) + record.count - 1;
  return axisStart(grid.widthPx, segment, column) + segment.sizePx;
}
