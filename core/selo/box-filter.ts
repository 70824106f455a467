/** Box filter of even size for 8-bit maps, with OpenCV's anchor, border and rounding. Needs WebAssembly SIMD. */
import { type Task, unattended } from '../task.ts';
import { KERNEL_BASE64 } from './box-filter.generated.ts';
import type { ByteMap } from './byte-map.ts';
import { reflect101 } from './reflect.ts';
import { Turns } from './turns.ts';

const PAGE_BYTES = 65_536;

/** Byte offsets in the kernel's memory, a number of places, and the size. */
type RowSums = (row: number, sums: number, out: number, n: number, size: number) => void;
type Step = (totals: number, added: number, removed: number, out: number, n: number, area: number) => void;

/** Mean over x - size/2 … x + size/2 - 1 on both axes, mirrored at the border without repeating the edge pixel; halves round to even. `size` is at most 50. */
export async function boxFilter(map: ByteMap, size: number, task: Task = unattended()): Promise<ByteMap> {
  const { widthPx, heightPx } = map;
  const turns = new Turns(task, heightPx);
  const rows = new SlidingRows(map, size);
  const before = size / 2;
  for (let row = -before; row < before - 1; row++) rows.add(row);
  const filtered = new Uint8Array(map.values.length);
  for (let row = 0; row < heightPx; row++) {
    rows.slide(row + before - 1, row === 0 ? null : row - 1 - before);
    filtered.set(rows.means, row * widthPx);
    await turns.pass(row + 1);
  }
  return { widthPx, heightPx, values: filtered };
}

/** Sums of the rows under the box. Each row is summed along once, and kept until the box has passed it. */
class SlidingRows {
  /** Means of the present rows, [widthPx]. */
  readonly means: Uint8Array;
  readonly #map: ByteMap;
  readonly #size: number;
  readonly #kept: number;
  readonly #columns: number;
  readonly #row: Uint8Array;
  /** Room for the sums that are being made. */
  readonly #scratchAt: number;
  readonly #sumsAt: number;
  readonly #totalsAt: number;
  /** The row whose sums lie in each place. */
  readonly #held: Int32Array;
  readonly #rowSums: RowSums;
  readonly #step: Step;

  constructor(map: ByteMap, size: number) {
    const { widthPx } = map;
    this.#map = map;
    this.#size = size;
    // Mirrored rows lie up to a size away from the box; one more place stays empty, as the row that nothing is.
    this.#kept = 3 * size;
    this.#columns = Math.ceil(widthPx / 8) * 8;
    const rowBytes = Math.ceil((this.#columns + 2 * size + 16) / 16) * 16;
    this.#scratchAt = rowBytes;
    this.#sumsAt = this.#scratchAt + 2 * (rowBytes + 2 * size + 16);
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
    this.#held = new Int32Array(this.#kept).fill(-1);
  }

  /** Adds a row; outside the map it is mirrored. */
  add(row: number): void {
    this.slide(row, null);
  }

  /** Adds a row and takes another away. */
  slide(added: number, removed: number | null): void {
    const [plus, minus] = [
      this.#sumsOf(added),
      removed === null ? this.#place(this.#kept) : this.#sumsOf(removed),
    ];
    this.#step(this.#totalsAt, plus, minus, this.means.byteOffset, this.#columns, this.#size ** 2);
  }

  /** Byte offset of the sums along a row. */
  #sumsOf(row: number): number {
    const { widthPx, heightPx, values } = this.#map;
    const inside = reflect101(row, heightPx);
    const slot = inside % this.#kept;
    if (this.#held[slot] !== inside) {
      const [start, before] = [inside * widthPx, this.#size / 2];
      this.#row.set(values.subarray(start, start + widthPx), before);
      for (let i = 1; i <= before; i++) {
        this.#row[before - i] = values[start + reflect101(-i, widthPx)];
        this.#row[before + widthPx - 1 + i] = values[start + reflect101(widthPx - 1 + i, widthPx)];
      }
      this.#rowSums(0, this.#scratchAt, this.#place(slot), this.#columns, this.#size);
      this.#held[slot] = inside;
    }
    return this.#place(slot);
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
