/** Difference of two similarity maps of a scene, on the finer of their grids. */
import { bisect } from '../bisect.ts';
import type { DifferenceMeasure } from '../documents/search.ts';
import type { SimilarityMap } from './similarity-map.ts';

/** a - b in the given measure; NaN where either map has no value. A cell of the coarser map applies to its whole area. */
export function mapDifference(
  a: SimilarityMap,
  b: SimilarityMap,
  measure: DifferenceMeasure,
  raster: { readonly widthPx: number; readonly heightPx: number },
): SimilarityMap {
  const cellPx = Math.min(a.cellPx, b.cellPx);
  const columns = Math.ceil(raster.widthPx / cellPx);
  const rows = Math.ceil(raster.heightPx / cellPx);
  const values = new Float32Array(columns * rows);
  const [first, second] =
    measure === 'cosine' ? [a.values, b.values] : [standings(a.values), standings(b.values)];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      // Centre of the part of the cell inside the raster.
      const x = (column * cellPx + Math.min(raster.widthPx, (column + 1) * cellPx)) / 2;
      const y = (row * cellPx + Math.min(raster.heightPx, (row + 1) * cellPx)) / 2;
      values[row * columns + column] = first[cellAt(a, x, y)] - second[cellAt(b, x, y)];
    }
  return { cellPx, columns, rows, values };
}

/** Percentile rank of each value as a share (0-1), ties at the middle of their range; NaN stays NaN. */
export function standings(values: Float32Array): Float32Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return values.map((value) => {
    if (Number.isNaN(value)) return Number.NaN;
    const lower = bisect(sorted.length, (i) => sorted[i] >= value);
    const notHigher = bisect(sorted.length, (i) => sorted[i] > value);
    return (lower + notHigher) / 2 / sorted.length;
  });
}

function cellAt({ cellPx, columns, rows }: SimilarityMap, x: number, y: number): number {
  const column = Math.min(columns - 1, Math.floor(x / cellPx));
  return Math.min(rows - 1, Math.floor(y / cellPx)) * columns + column;
}
