/** Blocks of an index: runs of records that one worker encodes at a time. */
import type { Grid } from '../search/grid.ts';
import { planRecords } from '../search/record-plan.ts';

/** Records `first` … `first + count - 1` of the index, `windows` in all. */
export type Block = { readonly first: number; readonly count: number; readonly windows: number };

/** Seconds of encoding: little is lost with a worker, and the pixels that two blocks share are read twice. */
const WINDOWS_PER_BLOCK = 1024;

/** Every record of the index once, in order. A block lies within one column range, so that its pixels are read in one pass. */
export function planBlocks(grid: Grid, windowsPerBlock = WINDOWS_PER_BLOCK): readonly Block[] {
  const blocks: Block[] = [];
  let number = 0;
  for (const { records } of planRecords(grid)) {
    let [first, windows] = [number, 0];
    for (const { count } of records) {
      number++;
      windows += count;
      if (windows < windowsPerBlock) continue;
      blocks.push({ first, count: number - first, windows });
      [first, windows] = [number, 0];
    }
    if (windows > 0) blocks.push({ first, count: number - first, windows });
  }
  return blocks;
}
