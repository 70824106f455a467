/** Estimate of windows, time and disk space for an index. */
import { type Grid, windowCount } from './grid.ts';
import { HEADER_BYTES, recordSize } from './index-file.ts';
import { countRecords } from './record-plan.ts';

export type IndexEstimate = {
  readonly windows: number;
  readonly seconds: number;
  /** Size of the index file, except for the few hundred bytes of its key text. */
  readonly bytes: number;
};

/** The cost of indexing `grid` at the given speed. Computed without listing the windows, because a huge scene has billions of them. */
export function estimateIndex(grid: Grid, embeddingDim: number, windowsPerSecond: number): IndexEstimate {
  const windows = windowCount(grid);
  let bytes = HEADER_BYTES;
  for (const { count, records } of countRecords(grid)) bytes += records * recordSize(count, embeddingDim);
  return { windows, seconds: windows / windowsPerSecond, bytes };
}
