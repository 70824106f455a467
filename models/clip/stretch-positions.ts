/** Knowledge-preserved stretching (KPS) of a 77-row position table to 248 rows, as the published weights were made. */
import { InvalidInput } from '../../core/errors.ts';

/** Rows that stretching keeps unchanged. */
export const KEPT_POSITIONS = 20;
export const STRETCHED_CONTEXT = 248;
const SHORT_CONTEXT = 77;
const FACTOR = 4;

/** `[77, width]` → `[248, width]`: rows 0-19 kept, the others interpolated fourfold, the last four extrapolated. */
export function stretchPositions(table: Float32Array, width: number): Float32Array {
  if (table.length !== SHORT_CONTEXT * width)
    throw new InvalidInput(`expected ${SHORT_CONTEXT} x ${width} positions, found ${table.length} values`);
  const stretched = new Float32Array(STRETCHED_CONTEXT * width);
  stretched.set(table.subarray(0, KEPT_POSITIONS * width));
  for (let row = KEPT_POSITIONS; row < SHORT_CONTEXT; row++)
    for (let step = 0; step < FACTOR; step++) {
      const target = (KEPT_POSITIONS + FACTOR * (row - KEPT_POSITIONS) + step) * width;
      for (let column = 0; column < width; column++)
        stretched[target + column] = between(table, row, step, width, column);
    }
  return stretched;
}

/** `step` quarters of the way from `row` to the next one; extrapolated past the last row. */
function between(table: Float32Array, row: number, step: number, width: number, column: number): number {
  const here = table[row * width + column];
  if (row < SHORT_CONTEXT - 1)
    return ((FACTOR - step) * here + step * table[(row + 1) * width + column]) / FACTOR;
  return here + (step * (here - table[(row - 1) * width + column])) / FACTOR;
}
