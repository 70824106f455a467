/**
 * LZW and the undoing of predictors and byte order, by the kernel of core/raster/codec/blocks.as. Plain JavaScript, like the thread that
 * uses it.
 */
const PAGE_BYTES = 65_536;
/** Room for LZW's table: the first page. */
const INPUT_AT = PAGE_BYTES;
/** What the kernel may read and write behind its input and its output. */
const SPARE_BYTES = 16;
/** Rows are undone in pieces of this size, which stay in the processor's cache. */
const PIECE_BYTES = 128 << 10;
/** A kernel that needed more memory for a large block is replaced, because its memory never shrinks. */
const KEPT_BYTES = 32 << 20;

export class BlockKernel {
  #module;
  #memory;
  #kernel;

  /** `bytes` are the compiled kernel. */
  constructor(bytes) {
    this.#module = new WebAssembly.Module(bytes);
    this.#renew();
  }

  /** `sizeBytes` bytes from the start of an LZW stream, in an array of their own. Throws if the stream is damaged. */
  lzw(stream, sizeBytes) {
    if (this.#memory.buffer.byteLength > KEPT_BYTES) this.#renew();
    const outAt = roundUp(INPUT_AT + stream.length + SPARE_BYTES);
    const memory = this.#room(outAt + sizeBytes + SPARE_BYTES);
    memory.set(stream, INPUT_AT);
    // Streams start with a clear code: in the order of TIFF 4, its nine bits fill a zero byte and the lowest bit of the next.
    const isOld = stream[0] === 0 && ((stream[1] ?? 0) & 1) === 1;
    const state = this.#kernel.lzw(INPUT_AT, stream.length, outAt, sizeBytes, 0, isOld);
    if (state !== 0) throw new Error(lzwFault(state, this.#kernel, sizeBytes));
    return memory.slice(outAt, outAt + sizeBytes);
  }

  /** Undoes byte order and predictor of whole rows in place; `order` is a `RowOrder` of core/host.ts. */
  undo(bytes, { rowSamples, step, sampleBytes, predictor, isSwapped }) {
    const rowBytes = rowSamples * sampleBytes;
    const rows = Math.max(1, Math.floor(PIECE_BYTES / rowBytes));
    const outAt = roundUp(INPUT_AT + rows * rowBytes + SPARE_BYTES);
    const memory = this.#room(outAt + rows * rowBytes + SPARE_BYTES);
    const kernel = this.#kernel;
    for (let at = 0; at + rowBytes <= bytes.length; at += rows * rowBytes) {
      const piece = bytes.subarray(
        at,
        at + Math.min(rows, Math.floor((bytes.length - at) / rowBytes)) * rowBytes,
      );
      const count = piece.length / rowBytes;
      memory.set(piece, INPUT_AT);
      if (isSwapped) kernel.swapBytes(INPUT_AT, piece.length, sampleBytes);
      if (predictor === 2) kernel.horizontal(INPUT_AT, count, rowBytes, step, sampleBytes);
      if (predictor === 3) kernel.floatingPoint(INPUT_AT, count, rowSamples, step, sampleBytes, outAt);
      const from = predictor === 3 ? outAt : INPUT_AT;
      piece.set(memory.subarray(from, from + piece.length));
    }
  }

  #renew() {
    this.#memory = new WebAssembly.Memory({ initial: 8 });
    this.#kernel = new WebAssembly.Instance(this.#module, { env: { memory: this.#memory } }).exports;
  }

  /** The memory, of at least `bytes` bytes. */
  #room(bytes) {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    return new Uint8Array(this.#memory.buffer);
  }
}

function roundUp(bytes) {
  return (bytes + 15) & ~15;
}

function lzwFault(state, { made, code }, sizeBytes) {
  if (state === 1) return `LZW: ${made.value >>> 0} bytes found, ${sizeBytes} expected`;
  if (state === 2) return `LZW: the stream ends after ${made.value >>> 0} of ${sizeBytes} bytes`;
  return `LZW: code ${code.value} is used before it is defined`;
}
