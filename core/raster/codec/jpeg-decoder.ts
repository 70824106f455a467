/**
 * JPEG with Huffman coding, sequential or progressive (ITU-T T.81), as planes at the resolution they are stored in, equal to those of
 * libjpeg to the bit. Picture decoders give no such planes, and take two or four of them for other colours.
 */
import { InvalidInput } from '../../errors.ts';
import { JpegBits } from './jpeg-bits.ts';
import { inverseDct } from './jpeg-idct.ts';
import { type JpegPlane, type Plane, planesOf } from './jpeg-plane.ts';
import { ScanState } from './jpeg-scan.ts';
import {
  emptyTables,
  type JpegFrame,
  type JpegTables,
  readFrame,
  readHuffman,
  readQuantization,
  readScan,
  tableOf,
} from './jpeg-tables.ts';

/** Far more than encoders write; each may take as long as a whole picture. */
const mostScans = 100;

/** Decodes in pieces: a row of units at a time. */
export class JpegDecoder {
  readonly #tables: JpegTables = emptyTables();
  #frame: JpegFrame | null = null;
  #planes: readonly Plane[] = [];
  #scans = 0;
  /** Rows of blocks whose coefficients have become samples. */
  #transformed = 0;
  readonly #bytes: Uint8Array;
  #at = 0;
  #scan: ScanState | null = null;
  #isDone = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get frame(): JpegFrame | null {
    return this.#frame;
  }

  get planes(): readonly JpegPlane[] {
    return this.#planes;
  }

  /** Reads segments up to the first scan, or to the end; `check` is asked before memory is taken for the frame. */
  readHeader(check: (frame: JpegFrame) => void): void {
    while (this.#scan === null && !this.#isDone) this.#segment(check);
  }

  /** The next piece; true when all is decoded. Throws `InvalidInput` for a damaged stream. */
  advance(): boolean {
    if (this.#scan !== null) {
      if (!this.#scan.readRow()) return false;
      this.#at = this.#scan.endsAt;
      this.#scan = null;
      return false;
    }
    if (!this.#isDone) {
      this.#segment(() => undefined);
      return false;
    }
    return this.#transformRow();
  }

  /** Coefficients of progressive streams become samples at the end. */
  #transformRow(): boolean {
    if (this.#frame === null || !this.#frame.isProgressive) return true;
    let row = this.#transformed;
    for (const [i, plane] of this.#planes.entries()) {
      if (row >= plane.blocksDown) {
        row -= plane.blocksDown;
        continue;
      }
      const table = tableOf(
        this.#tables.quantization[this.#frame.components[i].quantization],
        'quantization',
      );
      for (let col = 0; col < plane.blocksAcross; col++) putBlock(plane, row, col, table);
      this.#transformed += 1;
      return false;
    }
    return true;
  }

  #segment(check: (frame: JpegFrame) => void): void {
    const bytes = this.#bytes;
    while (this.#at < bytes.length && bytes[this.#at] !== 0xff) this.#at += 1;
    while (bytes[this.#at + 1] === 0xff) this.#at += 1;
    const marker = bytes[this.#at + 1];
    if (marker === undefined || marker === 0xd9) {
      this.#isDone = true;
      return;
    }
    // Start of the image, restarts and stuffed bytes have no body.
    if (marker === 0xd8 || marker === 0 || marker === 1 || (marker & 0xf8) === 0xd0) {
      this.#at += 2;
      return;
    }
    const length = (bytes[this.#at + 2] << 8) | bytes[this.#at + 3];
    if (!(length >= 2)) throw new InvalidInput('JPEG: a segment without a length');
    const body = bytes.subarray(this.#at + 4, this.#at + 2 + length);
    this.#at += 2 + length;
    if (marker === 0xdb) readQuantization(this.#tables, body);
    else if (marker === 0xc4) readHuffman(this.#tables, body);
    else if (marker === 0xdd) this.#tables.restartInterval = (body[0] << 8) | body[1];
    else if (marker === 0xda) this.#readScanHeader(body);
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc8 && marker !== 0xcc) {
      if (this.#frame !== null) throw new InvalidInput('JPEG: a second frame');
      this.#frame = readFrame(marker, body);
      check(this.#frame);
      this.#planes = planesOf(this.#frame);
    }
  }

  #readScanHeader(body: Uint8Array): void {
    if (this.#frame === null) throw new InvalidInput('JPEG: a scan before its frame');
    this.#scans += 1;
    if (this.#scans > mostScans) throw new InvalidInput(`JPEG: more than ${mostScans} scans`);
    const scan = readScan(this.#frame, body);
    const bits = new JpegBits(this.#bytes, this.#at);
    this.#scan = new ScanState(this.#frame, scan, this.#tables, this.#planes, bits);
  }
}

const dequantized = new Int32Array(64);

function putBlock(plane: Plane, row: number, col: number, table: Uint16Array): void {
  const { coefficients, blocksAcross, samples, widthPx } = plane;
  if (coefficients === null) return;
  const from = 64 * (row * blocksAcross + col);
  for (let i = 0; i < 64; i++) dequantized[i] = coefficients[from + i] * table[i];
  inverseDct(dequantized, samples, row * 8 * widthPx + col * 8, widthPx);
}
