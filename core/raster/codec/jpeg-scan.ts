/** One scan of a JPEG stream (ITU-T T.81, annexes F and G): its coefficients, and for sequential streams its samples. */
import { InvalidInput } from '../../errors.ts';
import type { JpegBits } from './jpeg-bits.ts';
import { inverseDct } from './jpeg-idct.ts';
import { mostSampling, type Plane } from './jpeg-plane.ts';
import {
  type HuffmanTable,
  type JpegFrame,
  type JpegScan,
  type JpegTables,
  tableOf,
  zigZag,
} from './jpeg-tables.ts';

/** A scan that is being read, one row of units after the other. */
export class ScanState {
  readonly #scan: JpegScan;
  readonly #tables: JpegTables;
  readonly #frame: JpegFrame;
  readonly #planes: readonly Plane[];
  readonly #bits: JpegBits;
  /** Of each component of the scan. */
  readonly #previousDc: Int32Array;
  readonly #unitsAcross: number;
  readonly #unitsDown: number;
  #row = 0;
  #untilRestart: number;
  /** Blocks that hold no more coefficients of this progressive scan. */
  #emptyBlocks = 0;
  readonly #block = new Int32Array(64);

  constructor(
    frame: JpegFrame,
    scan: JpegScan,
    tables: JpegTables,
    planes: readonly Plane[],
    bits: JpegBits,
  ) {
    this.#frame = frame;
    this.#scan = scan;
    this.#tables = tables;
    this.#planes = planes;
    this.#bits = bits;
    this.#previousDc = new Int32Array(scan.parts.length);
    this.#untilRestart = tables.restartInterval;
    const most = mostSampling(frame.components);
    if (scan.parts.length === 1) {
      const { across, down } = frame.components[scan.parts[0].component];
      this.#unitsAcross = Math.ceil(Math.ceil((frame.widthPx * across) / most.across) / 8);
      this.#unitsDown = Math.ceil(Math.ceil((frame.heightPx * down) / most.down) / 8);
    } else {
      this.#unitsAcross = Math.ceil(frame.widthPx / (8 * most.across));
      this.#unitsDown = Math.ceil(frame.heightPx / (8 * most.down));
    }
  }

  get endsAt(): number {
    return this.#bits.at;
  }

  /** True after the last row. */
  readRow(): boolean {
    for (let col = 0; col < this.#unitsAcross; col++) {
      this.#restartIfDue();
      this.#readUnit(this.#row, col);
    }
    if (this.#bits.isExhausted)
      throw new InvalidInput(`JPEG: the stream ends in row ${this.#row + 1} of ${this.#unitsDown}`);
    this.#row += 1;
    return this.#row >= this.#unitsDown;
  }

  #restartIfDue(): void {
    if (this.#tables.restartInterval === 0) return;
    if (this.#untilRestart === 0) {
      this.#bits.restart();
      this.#previousDc.fill(0);
      this.#emptyBlocks = 0;
      this.#untilRestart = this.#tables.restartInterval;
    }
    this.#untilRestart -= 1;
  }

  #readUnit(row: number, col: number): void {
    const { parts } = this.#scan;
    for (let i = 0; i < parts.length; i++) {
      const { component } = parts[i];
      const { across, down } = this.#frame.components[component];
      if (parts.length === 1) this.#readBlock(i, row, col);
      else
        for (let y = 0; y < down; y++)
          for (let x = 0; x < across; x++) this.#readBlock(i, row * down + y, col * across + x);
    }
  }

  #readBlock(part: number, row: number, col: number): void {
    const { component, dc, ac } = this.#scan.parts[part];
    const plane = this.#planes[component];
    if (plane.coefficients !== null) {
      this.#readProgressive(part, plane.coefficients, 64 * (row * plane.blocksAcross + col));
      return;
    }
    const table = tableOf(
      this.#tables.quantization[this.#frame.components[component].quantization],
      'quantization',
    );
    const block = this.#block.fill(0);
    this.#previousDc[part] += this.#difference(tableOf(this.#tables.dc[dc], 'Huffman'));
    block[0] = this.#previousDc[part] * table[0];
    const codes = tableOf(this.#tables.ac[ac], 'Huffman');
    for (let k = 1; k < 64; k++) {
      const symbol = this.#bits.symbol(codes);
      const size = symbol & 15;
      k += symbol >> 4;
      if (size === 0 && symbol >> 4 < 15) break;
      if (size === 0) continue;
      const place = zigZag[k & 63];
      block[place] = this.#bits.signed(size) * table[place];
    }
    inverseDct(block, plane.samples, row * 8 * plane.widthPx + col * 8, plane.widthPx);
  }

  #difference(codes: HuffmanTable): number {
    return this.#bits.signed(this.#bits.symbol(codes) & 15);
  }

  #readProgressive(part: number, coefficients: Int16Array, at: number): void {
    const { parts, first, high, low } = this.#scan;
    if (first > 0) {
      const codes = tableOf(this.#tables.ac[parts[part].ac], 'Huffman');
      if (high === 0) this.#firstAc(codes, coefficients, at);
      else this.#refineAc(codes, coefficients, at);
    } else if (high === 0) {
      this.#previousDc[part] += this.#difference(tableOf(this.#tables.dc[parts[part].dc], 'Huffman'));
      coefficients[at] = this.#previousDc[part] * (1 << low);
    } else if (this.#bits.bit() === 1) coefficients[at] |= 1 << low;
  }

  #firstAc(codes: HuffmanTable, coefficients: Int16Array, at: number): void {
    const { first, last, low } = this.#scan;
    if (this.#emptyBlocks > 0) {
      this.#emptyBlocks -= 1;
      return;
    }
    for (let k = first; k <= last; k++) {
      const symbol = this.#bits.symbol(codes);
      const run = symbol >> 4;
      const size = symbol & 15;
      if (size === 0 && run < 15) {
        this.#emptyBlocks = (1 << run) + this.#bits.bits(run) - 1;
        return;
      }
      k += run;
      if (size > 0) coefficients[at + zigZag[k & 63]] = this.#bits.signed(size) * (1 << low);
    }
  }

  /** One more bit of each coefficient that is not 0, and new ones between them. */
  #refineAc(codes: HuffmanTable, coefficients: Int16Array, at: number): void {
    const { first, last, low } = this.#scan;
    let k = first;
    if (this.#emptyBlocks === 0)
      for (; k <= last; k++) {
        const symbol = this.#bits.symbol(codes);
        const run = symbol >> 4;
        let fresh = 0;
        if ((symbol & 15) !== 0) fresh = this.#bits.bit() === 1 ? 1 << low : -(1 << low);
        else if (run < 15) {
          this.#emptyBlocks = (1 << run) + this.#bits.bits(run);
          break;
        }
        k = this.#refineUntil(coefficients, at, k, run);
        if (fresh !== 0 && k <= last) coefficients[at + zigZag[k]] = fresh;
      }
    if (this.#emptyBlocks === 0) return;
    this.#refineUntil(coefficients, at, k, 64);
    this.#emptyBlocks -= 1;
  }

  /** Refines from coefficient `k` on, past `zeros` that stay 0; returns the place of the next 0, or the end. */
  #refineUntil(coefficients: Int16Array, at: number, k: number, zeros: number): number {
    const { last, low } = this.#scan;
    let left = zeros;
    let next = k;
    for (; next <= last; next++) {
      const place = at + zigZag[next];
      const value = coefficients[place];
      if (value === 0) {
        if (left === 0) break;
        left -= 1;
      } else if (this.#bits.bit() === 1 && (Math.abs(value) & (1 << low)) === 0)
        coefficients[place] += value > 0 ? 1 << low : -(1 << low);
    }
    return next;
  }
}
