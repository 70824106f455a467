/** Rows of a TRUTH.jsonl: a file and what GDAL reads from it. */
import { readFileSync } from 'node:fs';

export type GdalReading = {
  readonly size: readonly [number, number];
  readonly bands: number;
  readonly dtype: string;
  readonly color: readonly string[];
  readonly nodata: string;
  readonly overviews: number;
  /** x0, x/col, x/row, y0, y/col, y/row. */
  readonly gt: readonly number[] | null;
  readonly crs: string | null;
  readonly epsg: string | null;
  readonly checksums: readonly number[];
  /** Number of pixels that the mask of the first band marks as valid, where it was recorded. */
  readonly valid?: number;
};

export type TruthRow = {
  readonly file: string;
  readonly gdal: GdalReading | { readonly error: string };
};

export function readTruth(path: string): readonly TruthRow[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
