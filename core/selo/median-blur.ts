/** Median filter for 8-bit maps with a square aperture and replicated border; same values as OpenCV's medianBlur. */
import { type Task, unattended } from '../task.ts';
import type { ByteMap } from './byte-map.ts';
import { Turns } from './turns.ts';

const LEVELS = 256;
const COARSE = 16;

/**
 * Median over an odd `aperture` of up to 255 pixels, in constant time per pixel: column histograms slide down, their sum slides along
 * the row, and only the fine counts that contain the median are updated (Perreault and Hébert 2007).
 */
export async function medianBlur(
  { widthPx, heightPx, values }: ByteMap,
  aperture: number,
  task: Task = unattended(),
): Promise<ByteMap> {
  const turns = new Turns(task, heightPx);
  const radius = (aperture - 1) / 2;
  const columns = new ColumnCounts(widthPx);
  for (let row = -radius; row <= radius; row++) columns.addRow(values, clamp(row, heightPx) * widthPx, 1);
  const blurred = new Uint8Array(values.length);
  const sliding = new SlidingCounts(columns, radius);
  const half = (aperture * aperture + 1) / 2;
  for (let row = 0; row < heightPx; row++) {
    if (row > 0) {
      columns.addRow(values, clamp(row - 1 - radius, heightPx) * widthPx, -1);
      columns.addRow(values, clamp(row + radius, heightPx) * widthPx, 1);
    }
    sliding.start();
    for (let col = 0; col < widthPx; col++) {
      if (col > 0) sliding.step(col);
      blurred[row * widthPx + col] = sliding.rank(half, col);
    }
    await turns.pass(row + 1);
  }
  return { widthPx, heightPx, values: blurred };
}

/** Histogram of each column of the aperture. */
class ColumnCounts {
  readonly widthPx: number;
  /** [width, 16] */
  readonly coarse: Int16Array;
  /** [16 coarse levels, width, 16 fine levels], so that the columns of one coarse level are contiguous. */
  readonly fine: Int16Array;

  constructor(widthPx: number) {
    this.widthPx = widthPx;
    this.coarse = new Int16Array(widthPx * COARSE);
    this.fine = new Int16Array(widthPx * LEVELS);
  }

  addRow(values: Uint8Array, start: number, sign: 1 | -1): void {
    for (let col = 0; col < this.widthPx; col++) {
      const level = values[start + col];
      this.coarse[col * COARSE + (level >> 4)] += sign;
      this.fine[((level >> 4) * this.widthPx + col) * COARSE + (level & 15)] += sign;
    }
  }
}

/** Histogram of the whole aperture as it moves along one row. */
class SlidingCounts {
  readonly #columns: ColumnCounts;
  readonly #radius: number;
  readonly #coarse = new Int32Array(COARSE);
  readonly #fine = new Int32Array(LEVELS);
  /** Column for which the fine counts of each coarse level are valid; far left if not yet computed in this row. */
  readonly #fineAt = new Int32Array(COARSE);

  constructor(columns: ColumnCounts, radius: number) {
    this.#columns = columns;
    this.#radius = radius;
  }

  start(): void {
    this.#coarse.fill(0);
    this.#fineAt.fill(-2 * LEVELS - this.#radius * 4);
    for (let col = -this.#radius; col <= this.#radius; col++) this.#addCoarse(col, 1);
  }

  step(col: number): void {
    this.#addCoarse(col + this.#radius, 1);
    this.#addCoarse(col - this.#radius - 1, -1);
  }

  /** The `nth` smallest value in the aperture around `col`. */
  rank(nth: number, col: number): number {
    let below = 0;
    let coarse = 0;
    while (below + this.#coarse[coarse] < nth) below += this.#coarse[coarse++];
    this.#bringFine(coarse, col);
    let level = coarse * COARSE;
    while (below + this.#fine[level] < nth) below += this.#fine[level++];
    return level;
  }

  #addCoarse(col: number, sign: 1 | -1): void {
    const at = clamp(col, this.#columns.widthPx) * COARSE;
    const from = this.#columns.coarse;
    for (let i = 0; i < COARSE; i++) this.#coarse[i] += sign * from[at + i];
  }

  #bringFine(coarse: number, col: number): void {
    const was = this.#fineAt[coarse];
    const radius = this.#radius;
    if (col - was > radius) {
      this.#fine.fill(0, coarse * COARSE, (coarse + 1) * COARSE);
      for (let c = col - radius; c <= col + radius; c++) this.#addFine(coarse, c, 1);
    } else
      for (let c = was + 1; c <= col; c++) {
        this.#addFine(coarse, c + radius, 1);
        this.#addFine(coarse, c - radius - 1, -1);
      }
    this.#fineAt[coarse] = col;
  }

  #addFine(coarse: number, col: number, sign: 1 | -1): void {
    const { fine, widthPx } = this.#columns;
    const from = (coarse * widthPx + clamp(col, widthPx)) * COARSE;
    const to = coarse * COARSE;
    for (let i = 0; i < COARSE; i++) this.#fine[to + i] += sign * fine[from + i];
  }
}

function clamp(index: number, length: number): number {
  return index < 0 ? 0 : index >= length ? length - 1 : index;
}
