/** Repeated box filter of even size for 8-bit maps, with OpenCV's anchor, border and rounding. Needs WebAssembly SIMD. */
import { type Task, unattended } from '../task.ts';
import { KERNEL_BASE64 } from './box-filter.generated.ts';
import type { ByteMap } from './byte-map.ts';
import { reflect101 } from './reflect.ts';
import { Turns } from './turns.ts';

const PAGE_BYTES = 65_536;

/** Byte offsets in the kernel's memory, a number of places, and the size. */
type RowSums = (row: number, prefix: number, out: number, n: number, size: number) => void;
type Step = (totals: number, added: number, removed: number, out: number, n: number, area: number) => void;

/** Rows of a map from the first to the last; `next` gives each once. A row is valid until the next one is asked for. */
type Rows = { readonly widthPx: number; readonly heightPx: number; readonly next: () => Uint8Array };

/**
 * `passes` times the mean over x - size/2 … x + size/2 - 1 on both axes, mirrored at the border without repeating the edge pixel; halves round to even.
 * `size` is at most 50. A pass takes the rows of the one before as they are made: between passes lie some rows, not a map.
 */
export async function boxFilter(
  map: ByteMap,
  size: number,
  passes: number,
  task: Task = unattended(),
): Promise<ByteMap> {
  const { widthPx, heightPx } = map;
  const turns = new Turns(task, heightPx);
  let rows = rowsOf(map);
  for (let pass = 0; pass < passes; pass++) rows = filteredRows(rows, size);
  const filtered = new Uint8Array(map.values.length);
  for (let row = 0; row < heightPx; row++) {
    filtered.set(rows.next(), row * widthPx);
    await turns.pass(row + 1);
  }
  return { widthPx, heightPx, values: filtered };
}

function rowsOf({ widthPx, heightPx, values }: ByteMap): Rows {
  let start = 0;
  return {
    widthPx,
    heightPx,
    next: () => {
      start += widthPx;
      return values.subarray(start - widthPx, start);
    },
  };
}

function filteredRows(source: Rows, size: number): Rows {
  const { widthPx, heightPx } = source;
  const before = size / 2;
  const sliding = new SlidingRows(source, size);
  let row = 0;
  return {
    widthPx,
    heightPx,
    next: () => {
      if (row === 0) for (let above = -before; above < before - 1; above++) sliding.slide(above, null);
      sliding.slide(row + before - 1, row === 0 ? null : row - 1 - before);
      row++;
      return sliding.means;
    },
  };
}

/** Sums of the rows under the box. Each row is summed along once, and kept until the box has passed it. */
class SlidingRows {
  /** Means of the present rows, [widthPx]. */
  readonly means: Uint8Array;
  readonly #source: Rows;
  readonly #size: number;
  readonly #kept: number;
  readonly #columns: number;
  readonly #row: Uint8Array;
  /** Room for the sums that are being made. */
  readonly #prefixAt: number;
  readonly #sumsAt: number;
  readonly #totalsAt: number;
  readonly #rowSums: RowSums;
  readonly #step: Step;
  /** Rows that were taken from the source. */
  #taken = 0;

  constructor(source: Rows, size: number) {
    const { widthPx } = source;
    this.#source = source;
    this.#size = size;
    // The rows under the box, mirrored ones too, are among the last that were taken. Few, so that those of all passes stay in the cache. One more place stays
    // empty, as the row that nothing is.
    this.#kept = size + 2;
    this.#columns = Math.ceil(widthPx / 8) * 8;
    const rowBytes = Math.ceil((this.#columns + size + 16) / 16) * 16;
    this.#prefixAt = rowBytes;
    this.#sumsAt = this.#prefixAt + 2 * rowBytes;
    this.#totalsAt = this.#sumsAt + (this.#kept + 1) * this.#columns * 2;
    const meansAt = this.#totalsAt + this.#columns * 4;
    const memory = new WebAssembly.Memory({
      initial: Math.ceil((meansAt + this.#columns + 16) / PAGE_BYTES),
    });
    const instance = new WebAssembly.Instance(kernelModule(), { env: { memory } });
    // The exports of box-filter.as.
    this.#rowSums = instance.exports.rowSums as RowSums;
    this.#step = instance.exports.step as Step;
    this.#row = new Uint8Array(memory.buffer, 0, rowBytes);
    this.means = new Uint8Array(memory.buffer, meansAt, widthPx);
  }

  /** Adds a row and takes another away; null takes none. Rows outside the map are mirrored. */
  slide(added: number, removed: number | null): void {
    const plus = this.#sumsOf(added);
    const minus = removed === null ? this.#place(this.#kept) : this.#sumsOf(removed);
    this.#step(this.#totalsAt, plus, minus, this.means.byteOffset, this.#columns, this.#size ** 2);
  }

  /** Byte offset of the sums along a row. */
  #sumsOf(row: number): number {
    const inside = reflect101(row, this.#source.heightPx);
    while (this.#taken <= inside) this.#take();
    return this.#place(inside % this.#kept);
  }

  #take(): void {
    const { widthPx, next } = this.#source;
    const values = next();
    const before = this.#size / 2;
    this.#row.set(values, before);
    for (let i = 1; i <= before; i++) {
      this.#row[before - i] = values[reflect101(-i, widthPx)];
      this.#row[before + widthPx - 1 + i] = values[reflect101(widthPx - 1 + i, widthPx)];
    }
    this.#rowSums(0, this.#prefixAt, this.#place(this.#taken % this.#kept), this.#columns, this.#size);
    this.#taken++;
  }

  #place(slot: number): number {
    return this.#sumsAt + slot * this.#columns * 2;
  }
}

let compiled: WebAssembly.Module | null = null;

function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BASE64), (char) => char.charCodeAt(0)));
  return compiled;
}
