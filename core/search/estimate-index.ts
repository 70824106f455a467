/** What an index will cost, before it is made. */
import { type Grid, windowCount } from './grid.ts';
import { HEADER_BYTES, recordSize } from './index-file.ts';
import { planRecords } from './record-plan.ts';

export type IndexEstimate = {
  readonly windows: number;
  readonly seconds: number;
  /** Size of the index file, up to the few hundred bytes of its key text. */
  readonly bytes: number;
};

export function estimateIndex(grid: Grid, embeddingDim: number, windowsPerSecond: number): IndexEstimate {
  const windows = windowCount(grid);
  const bytes = planRecords(grid)
    .flatMap((range) => range.records)
    .reduce((sum, record) => sum + recordSize(record.count, embeddingDim), HEADER_BYTES);
  return { windows, seconds: windows / windowsPerSecond, bytes };
}
