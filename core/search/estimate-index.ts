/** Estimate of windows, time and disk space for an index. */
import { type Grid, windowCount } from './grid.ts';
import { HEADER_BYTES, recordSize } from './index-file.ts';
import { planRecords } from './record-plan.ts';

export type IndexEstimate = {
  readonly windows: number;
  readonly seconds: number;
  /** Size of the index file, except for the few hundred bytes of its key text. */
  readonly bytes: number;
};

/** The cost of indexing `grid` at the given speed. */
export function estimateIndex(grid: Grid, embeddingDim: number, windowsPerSecond: number): IndexEstimate {
  const windows = windowCount(grid);
  const bytes = planRecords(grid)
    .flatMap((range) => range.records)
    .reduce((sum, record) => sum + recordSize(record.count, embeddingDim), HEADER_BYTES);
  return { windows, seconds: windows / windowsPerSecond, bytes };
}
