/** Cells of a probability map for the screen. */
import type { SimilarityMap } from '../search/similarity-map.ts';
import type { ByteMap } from './byte-map.ts';

/** Limit on the cells: 64 MB. */
const MOST_CELLS = 1 << 24;

/** The level of the pixel at the middle of each cell; one cell a pixel where that is not too much. */
export function cellsOfMap({ widthPx, heightPx, values }: ByteMap, mostCells = MOST_CELLS): SimilarityMap {
  const cellPx = Math.max(1, Math.ceil(Math.sqrt((widthPx * heightPx) / mostCells)));
  const [columns, rows] = [Math.ceil(widthPx / cellPx), Math.ceil(heightPx / cellPx)];
  const middle = (cell: number, lengthPx: number) =>
    Math.floor((cell * cellPx + Math.min((cell + 1) * cellPx, lengthPx)) / 2);
  const cells = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const start = middle(row, heightPx) * widthPx;
    for (let column = 0; column < columns; column++)
      cells[row * columns + column] = values[start + middle(column, widthPx)];
  }
  return { cellPx, columns, rows, values: cells };
}
