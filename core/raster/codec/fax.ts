/** Decoder for fax compression: rows of one-bit pixels as runs (ITU-T T.4 and T.6; TIFF 6.0, sections 10 and 11). */
import { InvalidInput, Unsupported } from '../../errors.ts';
import type { BlockDecoder } from './block-decoder.ts';
import { HORIZONTAL, MODE_BITS, modeTable, PASS, RUN_BITS, runTables } from './fax-codes.ts';

/** `rle` is one-dimensional without marks between rows, `wordRle` starts rows at words; `t4` is Group 3, `t6` Group 4. */
export type FaxKind = 'rle' | 'wordRle' | 't4' | 't6';

/** Rows after which the decoder lets other work run, for about a million pixels. */
const pieceBits = 1 << 20;
/** Bits of the mark at the end of a row, without the one that ends it. */
const markZeros = 11;

/** `options` is the value of the tag T4Options or T6Options. Gives `rows` of `ceil(widthPx / 8)` bytes, where a set bit is black. */
export function faxDecoder(
  bytes: Uint8Array,
  widthPx: number,
  rows: number,
  kind: FaxKind,
  options: number,
): BlockDecoder {
  const rowBytes = Math.ceil(widthPx / 8);
  const out = new Uint8Array(rowBytes * rows);
  const reader = new FaxReader(bytes, widthPx, kind, kind === 't4' && (options & 1) !== 0);
  const rowsAtOnce = Math.max(1, Math.floor(pieceBits / widthPx));
  let row = 0;
  return {
    out,
    advance: () => {
      const end = Math.min(rows, row + rowsAtOnce);
      while (row < end && reader.readRow(row)) {
        fillRow(out, row * rowBytes, reader.changes, reader.count, widthPx);
        row += 1;
      }
      // A stream that ends early, with its end mark, leaves the other rows white.
      return row < end || row >= rows;
    },
  };
}

class FaxReader {
  readonly #bytes: Uint8Array;
  readonly #widthPx: number;
  readonly #kind: FaxKind;
  readonly #isMixed: boolean;
  #bitAt = 0;
  /** Columns at which the colour of the row changes, the first one to black, and how many there are. The width follows them. */
  changes: Int32Array;
  count = 0;
  /** The same of the row above; at first it is white. */
  #above: Int32Array;

  constructor(bytes: Uint8Array, widthPx: number, kind: FaxKind, isMixed: boolean) {
    this.#bytes = bytes;
    this.#widthPx = widthPx;
    this.#kind = kind;
    this.#isMixed = isMixed;
    this.changes = new Int32Array(widthPx + 5).fill(widthPx);
    this.#above = new Int32Array(widthPx + 5);
  }

  /** False at the mark that ends the stream. Throws `InvalidInput` for a damaged row. */
  readRow(row: number): boolean {
    [this.changes, this.#above] = [this.#above, this.changes];
    this.count = 0;
    if (this.#kind === 'rle') this.#align(8);
    if (this.#kind === 'wordRle') this.#align(16);
    if (this.#kind === 't4' && this.#marks() > 1) return false;
    if (this.#bitAt >= this.#bytes.length * 8)
      throw new InvalidInput(`fax: the stream ends before row ${row + 1}`);
    const isMore = this.#kind === 't4' ? this.#readOrMend(row) : this.#readCoded(row);
    this.changes.fill(this.#widthPx, this.count, this.count + 4);
    return isMore;
  }

  #readCoded(row: number): boolean {
    return this.#isRow2d() ? this.#readRow2d(row) : this.#readRow1d(row);
  }

  /** As fax machines do: the rest of a row that was damaged on the way is white, and the mark before the next one sets things right. */
  #readOrMend(row: number): boolean {
    try {
      return this.#readCoded(row);
    } catch (error) {
      if (!(error instanceof InvalidInput) || !this.#findMark()) throw error;
      this.count -= this.count & 1;
      return true;
    }
  }

  /** Goes to the next mark. False if there is none. */
  #findMark(): boolean {
    const end = this.#bytes.length * 8 - markZeros;
    while (this.#bitAt < end && this.#bits(markZeros) !== 0) this.#bitAt += 1;
    return this.#bitAt < end;
  }

  /** In mixed coding a bit before each row names its coding. */
  #isRow2d(): boolean {
    if (!this.#isMixed) return this.#kind === 't6';
    this.#bitAt += 1;
    return ((this.#bytes[(this.#bitAt - 1) >> 3] >> (7 - ((this.#bitAt - 1) & 7))) & 1) === 0;
  }

  #readRow1d(row: number): boolean {
    let at = 0;
    for (let colour = 0; at < this.#widthPx; colour ^= 1) {
      at += this.#run(colour, row);
      this.#change(at);
    }
    return true;
  }

  #readRow2d(row: number): boolean {
    const width = this.#widthPx;
    let at = -1;
    let colour = 0;
    let above = 0;
    while (at < width) {
      const entry = modeTable[this.#bits(MODE_BITS)];
      if (entry === 0) {
        if (this.#kind === 't6' && at < 0 && this.#bits(markZeros) === 0) return false;
        if (this.#bits(MODE_BITS) === 1)
          throw new Unsupported('fax compression with rows in its uncompressed mode is not supported');
        throw new InvalidInput(`fax: no code word at column ${at} of row ${row + 1}`);
      }
      this.#bitAt += entry & 15;
      const mode = (entry >> 4) - 3;
      // The first change of the row above that is right of `at` and to the other colour.
      while (above > 0 && this.#above[above - 1] > at) above -= 1;
      while (this.#above[above] <= at && this.#above[above] < width) above += 1;
      if ((above & 1) !== colour && this.#above[above] < width) above += 1;
      if (mode === PASS) at = this.#above[above] < width ? this.#above[above + 1] : width;
      else if (mode === HORIZONTAL) {
        const first = Math.max(0, at) + this.#run(colour, row);
        this.#change(first);
        at = first + this.#run(colour ^ 1, row);
        this.#change(at);
      } else {
        const next = this.#above[above] + mode;
        if (next < at || next < 0)
          throw new InvalidInput(`fax: a change to the left at column ${at} of row ${row + 1}`);
        at = next;
        this.#change(at);
        colour ^= 1;
      }
    }
    return true;
  }

  /** A run of whole code words: any number of long ones and a short one. */
  #run(colour: number, row: number): number {
    const table = runTables[colour];
    for (let run = 0; ; ) {
      const entry = table[this.#bits(RUN_BITS)];
      if (entry === 0)
        throw new InvalidInput(
          `fax: no code word for a ${colour === 0 ? 'white' : 'black'} run in row ${row + 1}`,
        );
      this.#bitAt += entry & 15;
      run += entry >> 4;
      if (entry >> 4 < 64 || run > this.#widthPx) return run;
    }
  }

  /** Two changes at one place are none. */
  #change(at: number): void {
    const col = Math.min(at, this.#widthPx);
    if (this.count > 0 && this.changes[this.count - 1] === col) this.count -= 1;
    else {
      this.changes[this.count] = col;
      this.count += 1;
    }
  }

  /** Skips the marks before a row, with the zeros that fill up to them, and returns how many there were. */
  #marks(): number {
    let marks = 0;
    while (this.#bits(markZeros) === 0 && this.#bitAt < this.#bytes.length * 8) {
      this.#bitAt += markZeros;
      while (this.#bits(1) === 0 && this.#bitAt < this.#bytes.length * 8) this.#bitAt += 1;
      this.#bitAt += 1;
      marks += 1;
      // In mixed coding each mark of the end carries the bit that names the coding of a row.
      if (this.#isMixed && this.#bits(markZeros + 1) === 1 << markZeros) this.#bitAt += 1;
    }
    return marks;
  }

  #align(bits: number): void {
    this.#bitAt = Math.ceil(this.#bitAt / bits) * bits;
  }

  /** The next `count` bits (at most 16), zeros behind the end. */
  #bits(count: number): number {
    const at = this.#bitAt >> 3;
    const bytes = this.#bytes;
    const three = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    return (three >> (24 - (this.#bitAt & 7) - count)) & ((1 << count) - 1);
  }
}

/** Sets the bits of black runs. */
function fillRow(out: Uint8Array, rowAt: number, changes: Int32Array, count: number, widthPx: number): void {
  for (let i = 0; i < count; i += 2) {
    const from = changes[i];
    const to = i + 1 < count ? changes[i + 1] : widthPx;
    if (from >= to) continue;
    const first = rowAt + (from >> 3);
    const last = rowAt + ((to - 1) >> 3);
    const head = 0xff >> (from & 7);
    const tail = (0xff << (7 - ((to - 1) & 7))) & 0xff;
    if (first === last) out[first] |= head & tail;
    else {
      out[first] |= head;
      out.fill(0xff, first + 1, last);
      out[last] |= tail;
    }
  }
}
