/**
 * Decoding of blocks by the kernel of core/raster/codec/kernel. Plain JavaScript, like the thread that uses it.
 * The bytes of a block are an array, or a `FilePlace` of core/host.ts, which is read into the kernel's memory.
 */
import { readSync } from 'node:fs';

const PAGE_BYTES = 65_536;
/** Work memory of the kernel is the first page. Common rows of several blocks follow, if there are any, and then what is decoded. */
const ROWS_AT = PAGE_BYTES;
/** What the kernel may read behind its input, and write behind its output. */
const SPARE_BYTES = 320;
/** Rows are undone in pieces of this size, which stay in the processor's cache. */
const PIECE_BYTES = 128 << 10;
/** Work memory of the decoder of zstd, besides the first page. */
const SCRATCH_BYTES = 132 << 10;
/** A kernel that needed more memory for a large block is replaced, because its memory never shrinks. */
const KEPT_BYTES = 32 << 20;
/** Blocks that would need more are left to decoders that need less. */
const MOST_BYTES = 96 << 20;

/** Stands for bytes that are in the common rows. */
const IN_ROW = new Uint8Array(0);

export class BlockKernel {
  /** Memory for the next result, used if it has the right size; null for none. */
  spare = null;
  #inputAt = ROWS_AT;
  /** What blocks become parts of: { rows, blockRowBytes, rowBytes, done }; null if each is a result. */
  #row = null;
  #module;
  #memory;
  #kernel;

  /** `bytes` are the compiled kernel. */
  constructor(bytes) {
    this.#module = new WebAssembly.Module(bytes);
    this.#renew();
  }

  /**
   * The bytes of all `parts` of `bytes`, one after the other, with `order` undone, in an array of their own. `part` and `order` are a
   * `StreamPart` and a `RowOrder` of core/host.ts. Throws if a stream is damaged.
   */
  lzw(bytes, parts, order) {
    return this.#unpack(bytes, parts, order, 0, (part, from, length, out) =>
      this.#lzw(part, from, length, out),
    );
  }

  /** The same for zlib streams; `fallback` makes the bytes of a part that the kernel refuses, or says what is wrong with it. */
  inflate(bytes, parts, order, fallback) {
    const spare = Math.max(...parts.map(({ mostBytes, sizeBytes }) => mostBytes - sizeBytes));
    return this.#unpack(bytes, parts, order, spare, (part, from, length, out, memory) => {
      const isSound = succeeds(() => this.#kernel.inflate(from, length, out, part.mostBytes));
      if (!isSound || this.#kernel.inflated.value >>> 0 < part.sizeBytes) memory.set(fallback(part), out);
    });
  }

  /** The same for zstd frames. */
  zstd(bytes, parts, order, fallback) {
    return this.#unpack(bytes, parts, order, 0, (part, from, length, out, memory, scratch) => {
      const isSound = succeeds(() => this.#kernel.zstd(from, length, out, part.sizeBytes, scratch));
      if (!isSound) memory.set(fallback(part), out);
    });
  }

  /** Samples of a JPEG block, a `JpegBlock` of core/host.ts; null for a kind that the kernel does not decode, or a damaged stream. */
  jpeg({ bytes, tables, isYcbcr, widthPx, leastRows, mostRows, samples }) {
    this.#shrink();
    const tableBytes = tables === null ? 0 : tables.length;
    const bytesAt = roundUp(this.#inputAt + tableBytes);
    const plainAt = roundUp(bytesAt + bytes.length + SPARE_BYTES);
    if (plainAt > MOST_BYTES) return null;
    const input = this.#room(plainAt);
    if (tables !== null) input.set(tables, this.#inputAt);
    put(bytes, input, bytesAt);
    const kernel = this.#kernel;
    const header = () => kernel.jpegHeader(this.#inputAt, tableBytes, bytesAt, bytes.length, isYcbcr);
    if (!succeeds(header)) return null;
    const { jpegWidth, jpegHeight, jpegBands, jpegRoom } = kernel;
    const isExpected =
      jpegWidth.value === widthPx &&
      jpegHeight.value >= leastRows &&
      jpegHeight.value <= mostRows &&
      jpegBands.value === samples;
    const planesAt = roundUp(plainAt + bytes.length + SPARE_BYTES);
    const outAt = roundUp(planesAt + jpegRoom.value);
    const size = widthPx * leastRows * samples;
    if (!isExpected || outAt + size > MOST_BYTES) return null;
    const memory = this.#room(outAt + size + SPARE_BYTES);
    const pixels = () => kernel.jpegPixels(bytesAt, bytes.length, plainAt, planesAt, outAt, leastRows);
    return succeeds(pixels) ? this.#copyOf(memory, outAt, outAt + size) : null;
  }

  /**
   * The results of the next calls become parts of `rows` common rows of `rowBytes` bytes, from left to right. Each call must be followed
   * by `addToRow`.
   */
  beginRow(rows, blockRowBytes, rowBytes) {
    this.#shrink();
    this.#row = { rows, blockRowBytes, rowBytes, done: 0 };
    this.#inputAt = roundUp(ROWS_AT + rows * rowBytes + SPARE_BYTES);
    this.#room(this.#inputAt);
  }

  /** `made` is what a call returned: bytes that the kernel refused are not in the common rows yet. */
  addToRow(made) {
    const { rows, blockRowBytes, rowBytes, done } = this.#row;
    if (made !== IN_ROW) {
      if (made.length < rows * blockRowBytes)
        throw new Error(`${made.length} bytes found, ${rows * blockRowBytes} expected`);
      const memory = this.#room(0);
      for (let row = 0; row < rows; row++)
        memory.set(
          made.subarray(row * blockRowBytes, (row + 1) * blockRowBytes),
          ROWS_AT + row * rowBytes + done * blockRowBytes,
        );
    }
    this.#row.done += 1;
  }

  /** The common rows, in an array of their own. */
  row() {
    const { rows, rowBytes } = this.#row;
    this.#row = null;
    return this.#copyOf(this.#room(0), ROWS_AT, ROWS_AT + rows * rowBytes);
  }

  endRow() {
    this.#row = null;
    this.#inputAt = ROWS_AT;
  }

  /** The bytes of a place in a file, or the array itself. */
  bytesOf(bytes) {
    if (bytes instanceof Uint8Array) return bytes;
    const read = new Uint8Array(bytes.length);
    put(bytes, read, 0);
    return read;
  }

  /** Samples of a LERC blob; null for a kind that the kernel does not decode, or a damaged blob. `swapSize` as `swappedBytes` of core/host.ts. */
  lerc(blob, pixels, sizeBytes, swapSize) {
    this.#shrink();
    const outAt = roundUp(this.#inputAt + blob.length + SPARE_BYTES);
    if (outAt + sizeBytes > MOST_BYTES) return null;
    const memory = this.#room(outAt + sizeBytes + SPARE_BYTES);
    put(blob, memory, this.#inputAt);
    if (!succeeds(() => this.#kernel.lerc(this.#inputAt, blob.length, outAt, pixels, sizeBytes))) return null;
    if (swapSize > 1) this.#kernel.swapBytes(outAt, sizeBytes, swapSize);
    return this.#copyOf(memory, outAt, outAt + sizeBytes);
  }

  /** Undoes byte order and predictor of whole rows in place. */
  undo(bytes, order) {
    const rowBytes = order.rowSamples * order.sampleBytes;
    const pieceBytes = pieceOf(rowBytes);
    const scratchAt = roundUp(this.#inputAt + pieceBytes + SPARE_BYTES);
    const memory = this.#room(scratchAt + pieceBytes + SPARE_BYTES);
    for (let at = 0; at + rowBytes <= bytes.length; at += pieceBytes) {
      const piece = bytes.subarray(at, at + wholeRows(Math.min(pieceBytes, bytes.length - at), rowBytes));
      memory.set(piece, this.#inputAt);
      this.#undoPiece(this.#inputAt, piece.length, scratchAt, order);
      piece.set(memory.subarray(this.#inputAt, this.#inputAt + piece.length));
    }
  }

  /** `decode` writes the bytes of one part, and perhaps `spare` more, to its place. */
  #unpack(bytes, parts, order, spare, decode) {
    this.#shrink();
    const size = parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const outAt = roundUp(this.#inputAt + bytes.length + SPARE_BYTES);
    const rowBytes = order === null ? 1 : order.rowSamples * order.sampleBytes;
    const scratchAt = roundUp(outAt + size + spare + SPARE_BYTES);
    const memory = this.#room(scratchAt + Math.max(pieceOf(rowBytes), SCRATCH_BYTES) + SPARE_BYTES);
    put(bytes, memory, this.#inputAt);
    let to = outAt;
    for (const part of parts) {
      decode(part, this.#inputAt + part.from, part.to - part.from, to, memory, scratchAt);
      to += part.sizeBytes;
    }
    if (order !== null)
      for (let at = outAt; at + rowBytes <= to; at += pieceOf(rowBytes))
        this.#undoPiece(at, wholeRows(Math.min(pieceOf(rowBytes), to - at), rowBytes), scratchAt, order);
    return this.#copyOf(memory, outAt, to);
  }

  #lzw({ sizeBytes }, from, length, out) {
    const memory = new Uint8Array(this.#memory.buffer, from, 2);
    // Streams start with a clear code: in the order of TIFF 4, its nine bits fill a zero byte and the lowest bit of the next.
    const isOld = length > 1 && memory[0] === 0 && (memory[1] & 1) === 1;
    const state = this.#kernel.lzw(from, length, out, sizeBytes, 0, isOld);
    if (state !== 0) throw new Error(lzwFault(state, this.#kernel, sizeBytes));
  }

  #undoPiece(at, length, scratchAt, { rowSamples, step, sampleBytes, predictor, isSwapped }) {
    const kernel = this.#kernel;
    const rowBytes = rowSamples * sampleBytes;
    if (isSwapped) kernel.swapBytes(at, length, sampleBytes);
    if (predictor === 2) kernel.horizontal(at, length / rowBytes, rowBytes, step, sampleBytes);
    if (predictor !== 3) return;
    kernel.floatingPoint(at, length / rowBytes, rowSamples, step, sampleBytes, scratchAt);
    new Uint8Array(this.#memory.buffer).copyWithin(at, scratchAt, scratchAt + length);
  }

  /** In an array of its own, which is not filled with zeros first as by `slice`. */
  #copyOf(memory, from, to) {
    if (this.#row !== null) return this.#copyToRow(from);
    const { spare } = this;
    this.spare = null;
    const isRight = spare !== null && spare.byteLength === to - from;
    const copy = new Uint8Array(isRight ? spare : Buffer.allocUnsafeSlow(to - from).buffer);
    copy.set(memory.subarray(from, to));
    return copy;
  }

  #copyToRow(from) {
    const { rows, blockRowBytes, rowBytes, done } = this.#row;
    this.#kernel.copyRows(from, blockRowBytes, ROWS_AT + done * blockRowBytes, rowBytes, rows);
    return IN_ROW;
  }

  /** Not while there are common rows in it. */
  #shrink() {
    if (this.#row === null && this.#memory.buffer.byteLength > KEPT_BYTES) this.#renew();
  }

  #renew() {
    this.#memory = new WebAssembly.Memory({ initial: 8 });
    this.#kernel = new WebAssembly.Instance(this.#module, {
      env: {
        memory: this.#memory,
        abort: () => {
          throw new Error('the kernel stopped');
        },
      },
    }).exports;
  }

  /** The memory, of at least `bytes` bytes. */
  #room(bytes) {
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE_BYTES));
    return new Uint8Array(this.#memory.buffer);
  }
}

/** Whether a function of the kernel returns true. On damaged bytes one may stop, at a place outside the memory or a value that no integer holds. */
function succeeds(call) {
  try {
    return call() !== 0;
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return false;
    throw error;
  }
}

/** Copies or reads `bytes` to `memory`. */
function put(bytes, memory, at) {
  if (bytes instanceof Uint8Array) {
    memory.set(bytes, at);
    return;
  }
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(bytes.descriptor, memory, at + done, bytes.length - done, bytes.at + done);
    if (count === 0) throw new Error(`the file ends at byte ${bytes.at + done}`);
    done += count;
  }
}

function roundUp(bytes) {
  return (bytes + 15) & ~15;
}

/** Bytes of the rows that are undone together. */
function pieceOf(rowBytes) {
  return Math.max(1, Math.floor(PIECE_BYTES / rowBytes)) * rowBytes;
}

function wholeRows(bytes, rowBytes) {
  return bytes - (bytes % rowBytes);
}

function lzwFault(state, { made, code }, sizeBytes) {
  if (state === 1) return `LZW: ${made.value >>> 0} bytes found, ${sizeBytes} expected`;
  if (state === 2) return `LZW: the stream ends after ${made.value >>> 0} of ${sizeBytes} bytes`;
  return `LZW: code ${code.value} is used before it is defined`;
}
