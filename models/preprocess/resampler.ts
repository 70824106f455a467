/** The two passes of Pillow's resampling in WebAssembly SIMD, identical bit for bit. */
import type { Taps } from './bicubic-taps.ts';
import { KERNEL_BASE64 } from './resample.generated.ts';

const CHANNELS = 3;
const PAGE_BYTES = 65_536;
/** Rows are copied in pieces of about this size, so that they are still in the second-level cache when they are used. */
const PIECE_BYTES = 256 * 1024;

/** The exports of resample.as; pointers are byte offsets. */
type Kernel = {
  readonly columns: (
    rgb: number,
    rowBytes: number,
    rows: number,
    taps: number,
    n: number,
    pairs: number,
    out: number,
    outBytes: number,
  ) => void;
  readonly rows: (
    narrowed: number,
    rowBytes: number,
    firstRow: number,
    taps: number,
    n: number,
    pairs: number,
    out: number,
  ) => void;
};

/** Holds memory for the largest picture so far: one piece of it, and all its rows at the width of the crop. */
export class Resampler {
  readonly #memory = new WebAssembly.Memory({ initial: 16 });
  readonly #kernel = new WebAssembly.Instance(
    new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BASE64), (char) => char.charCodeAt(0))),
    { env: { memory: this.#memory } },
  ).exports as unknown as Kernel;

  /** `rgb` of rows of `widthPx` → `crop`, square. */
  resample(rgb: Uint8Array, widthPx: number, columns: Taps, rows: Taps, crop: Uint8Array): void {
    const sizePx = Math.sqrt(crop.length / CHANNELS);
    const rowBytes = widthPx * CHANNELS;
    const cropBytes = sizePx * CHANNELS;
    const narrowBytes = pad16(cropBytes);
    const pieceRows = Math.max(1, Math.floor(PIECE_BYTES / rowBytes));
    // Pairs of taps may reach past the last row; their weight there is 0.
    const narrowRows = rows.end - rows.first + 2 * rows.pairs;
    const [piece, narrowed, out, columnTaps, rowTaps] = this.#places([
      pieceRows * rowBytes + columns.pairs * 2 * CHANNELS + 2,
      narrowRows * narrowBytes + 1,
      sizePx * narrowBytes,
      columns.records.length,
      rows.records.length,
    ]);
    const bytes = new Uint8Array(this.#memory.buffer);
    bytes.set(columns.records, columnTaps);
    bytes.set(rows.records, rowTaps);
    for (let row = rows.first; row < rows.end; row += pieceRows) {
      const count = Math.min(pieceRows, rows.end - row);
      bytes.set(rgb.subarray(row * rowBytes, (row + count) * rowBytes), piece);
      const into = narrowed + (row - rows.first) * narrowBytes;
      this.#kernel.columns(piece, rowBytes, count, columnTaps, sizePx, columns.pairs, into, narrowBytes);
    }
    this.#kernel.rows(narrowed, narrowBytes, rows.first, rowTaps, sizePx, rows.pairs, out);
    for (let row = 0; row < sizePx; row++) {
      const at = out + row * narrowBytes;
      crop.set(bytes.subarray(at, at + cropBytes), row * cropBytes);
    }
  }

  /** Offsets of buffers of these sizes, one after the other; the memory grows to hold them. */
  #places(sizes: readonly number[]): number[] {
    let end = 0;
    const places = sizes.map((size) => {
      const at = end;
      end = pad16(at + size);
      return at;
    });
    const missing = end - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    return places;
  }
}

function pad16(bytes: number): number {
  return (bytes + 15) & ~15;
}
