/** SIMD scan of one query against many half-precision rows. Needs WebAssembly SIMD (Node 16, Chromium 91 or later). */
import { InvalidInput } from '../../errors.ts';
import { KERNEL_BASE64 } from './kernel.generated.ts';

const PAGE_BYTES = 65_536;
/** Rows are copied in pieces of this size, small enough to stay in the L2 cache between copy and scan. */
const PIECE_BYTES = 256 * 1024;

/** The kernel reads halves as floats of 2^-112 times their value; see dot-f16.as. */
const HALF_SCALE = 2 ** 112;

/** Byte offsets of rows, query and scores in the kernel's memory; number of rows `n` and their length `dim`. */
type Dots = (rows: number, query: number, out: number, n: number, dim: number) => void;

export class DotKernel {
  readonly dim: number;
  readonly #rowsPerPiece: number;
  readonly #dots: Dots;
  readonly #rows: Uint16Array;
  readonly #query: Float32Array;
  readonly #out: Float32Array;

  /** `dim` is the number of halves per row. Throws `InvalidInput` unless it is a multiple of 8. */
  constructor(dim: number) {
    if (dim % 8 !== 0)
      throw new InvalidInput(`the scan needs embeddings whose length is a multiple of 8, got ${dim}`);
    this.dim = dim;
    this.#rowsPerPiece = Math.max(1, Math.floor(PIECE_BYTES / (dim * 2)));
    const rowsBytes = pad16(this.#rowsPerPiece * dim * 2);
    const bytes = rowsBytes + dim * 4 + this.#rowsPerPiece * 4;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
    const instance = new WebAssembly.Instance(kernelModule(), { env: { memory } });
    // The only export of dot-f16.as.
    this.#dots = instance.exports.dots as Dots;
    this.#rows = new Uint16Array(memory.buffer, 0, this.#rowsPerPiece * dim);
    this.#query = new Float32Array(memory.buffer, rowsBytes, dim);
    this.#out = new Float32Array(memory.buffer, rowsBytes + dim * 4, this.#rowsPerPiece);
  }

  /** Sets `scores[at + i]` to the dot product of row i of `halves` [n, dim] and `query` [dim]. */
  scan(halves: Uint16Array, query: Float32Array, scores: Float32Array, at: number): void {
    this.#setQuery(query);
    for (const { row, rows } of this.#pieces(halves)) {
      this.#dots(0, this.#query.byteOffset, this.#out.byteOffset, rows, this.dim);
      scores.set(this.#out.subarray(0, rows), at + row);
    }
  }

  /** Dot products of all rows of `halves` [n, dim] with each of `queries` [count, dim], as [count, n]. */
  scanMany(halves: Uint16Array, queries: Float32Array): Float32Array {
    const n = halves.length / this.dim;
    const count = queries.length / this.dim;
    const products = new Float32Array(count * n);
    for (const { row, rows } of this.#pieces(halves))
      for (let q = 0; q < count; q++) {
        this.#setQuery(queries.subarray(q * this.dim, (q + 1) * this.dim));
        this.#dots(0, this.#query.byteOffset, this.#out.byteOffset, rows, this.dim);
        products.set(this.#out.subarray(0, rows), q * n + row);
      }
    return products;
  }

  #setQuery(query: Float32Array): void {
    for (let i = 0; i < this.dim; i++) this.#query[i] = query[i] * HALF_SCALE;
  }

  /** Copies the rows into the kernel's memory piece by piece. */
  *#pieces(halves: Uint16Array): Generator<{ readonly row: number; readonly rows: number }> {
    const count = halves.length / this.dim;
    for (let row = 0; row < count; row += this.#rowsPerPiece) {
      const rows = Math.min(this.#rowsPerPiece, count - row);
      this.#rows.set(halves.subarray(row * this.dim, (row + rows) * this.dim));
      yield { row, rows };
    }
  }
}

let compiled: WebAssembly.Module | null = null;

function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BASE64), (char) => char.charCodeAt(0)));
  return compiled;
}

function pad16(bytes: number): number {
  return (bytes + 15) & ~15;
}
