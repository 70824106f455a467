/** Scores of many pictures with many texts, computed block by block. Needs WebAssembly SIMD (Node 16, Chromium 91 or later). */
import { KERNEL_BASE64 } from './products.generated.ts';

const PAGE_BYTES = 65_536;
/** Two blocks of inputs of this size stay in the cache while they are multiplied. */
const BLOCK_BYTES = 128 * 1024;

/** Byte offsets of both inputs and the output in the kernel's memory; number of rows of each input, and their length. */
type Products = (a: number, b: number, out: number, m: number, n: number, dim: number) => void;

/**
 * Dot products of rows: `take(row, scores)` is called once for each row of `rows` [m, dim], in order, with its products with all rows of
 * `columns` [n, dim]. `scores` is only valid during the call. Equal rows have equal products, bit for bit.
 */
export function eachProductRow(
  rows: Float32Array,
  columns: Float32Array,
  dim: number,
  take: (row: number, scores: Float32Array) => void,
): void {
  const [m, n] = [rows.length / dim, columns.length / dim];
  const kernel = new ProductKernel(dim);
  const perBlock = kernel.rowsPerBlock;
  const strip = new Float32Array(Math.min(perBlock, m) * n);
  for (let i = 0; i < m; i += perBlock) {
    const above = Math.min(perBlock, m - i);
    kernel.setRows(rows, i, above);
    for (let j = 0; j < n; j += perBlock) {
      const beside = Math.min(perBlock, n - j);
      const block = kernel.multiply(columns, j, beside, above);
      for (let r = 0; r < above; r++) strip.set(block.subarray(r * beside, (r + 1) * beside), r * n + j);
    }
    for (let r = 0; r < above; r++) take(i + r, strip.subarray(r * n, (r + 1) * n));
  }
}

/** The product of row `i` of `rows` and row `j` of `columns` for each pair [i, j]: the same numbers as by `eachProductRow`. */
export function productsOf(
  rows: Float32Array,
  columns: Float32Array,
  dim: number,
  pairs: readonly (readonly [number, number])[],
): Float32Array {
  const kernel = new ProductKernel(dim);
  return Float32Array.from(pairs, ([i, j]) => {
    kernel.setRows(rows, i, 1);
    return kernel.multiply(columns, j, 1, 1)[0];
  });
}

class ProductKernel {
  readonly rowsPerBlock: number;
  readonly #dim: number;
  /** `dim` rounded up to whole registers; the rest is zero. */
  readonly #padded: number;
  readonly #products: Products;
  readonly #a: Float32Array;
  readonly #b: Float32Array;
  readonly #out: Float32Array;

  constructor(dim: number) {
    this.#dim = dim;
    this.#padded = Math.ceil(dim / 4) * 4;
    this.rowsPerBlock = Math.max(4, Math.floor(BLOCK_BYTES / (this.#padded * 4)));
    const inputs = this.rowsPerBlock * this.#padded;
    const bytes = (2 * inputs + this.rowsPerBlock ** 2) * 4;
    const memory = new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
    const instance = new WebAssembly.Instance(kernelModule(), { env: { memory } });
    // The only export of products.as.
    this.#products = instance.exports.products as Products;
    this.#a = new Float32Array(memory.buffer, 0, inputs);
    this.#b = new Float32Array(memory.buffer, inputs * 4, inputs);
    this.#out = new Float32Array(memory.buffer, inputs * 8, this.rowsPerBlock ** 2);
  }

  /** Takes `count` rows of `rows` from row `first` on. */
  setRows(rows: Float32Array, first: number, count: number): void {
    this.#copy(this.#a, rows, first, count);
  }

  /** Products of the rows taken, `above` of them, with `count` rows of `columns`: [above, count], valid until the next call. */
  multiply(columns: Float32Array, first: number, count: number, above: number): Float32Array {
    this.#copy(this.#b, columns, first, count);
    this.#products(0, this.#b.byteOffset, this.#out.byteOffset, above, count, this.#padded);
    return this.#out.subarray(0, above * count);
  }

  #copy(to: Float32Array, from: Float32Array, first: number, count: number): void {
    const dim = this.#dim;
    if (dim === this.#padded) to.set(from.subarray(first * dim, (first + count) * dim));
    else
      for (let row = 0; row < count; row++)
        to.set(from.subarray((first + row) * dim, (first + row + 1) * dim), row * this.#padded);
  }
}

let compiled: WebAssembly.Module | null = null;

function kernelModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(KERNEL_BASE64), (char) => char.charCodeAt(0)));
  return compiled;
}
