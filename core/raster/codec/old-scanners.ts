/** Run-length codes of early scanners and of the NeXT computer, as libtiff reads them. */
import { InvalidInput } from '../../errors.ts';
import { nextTurn, turnIsLong } from '../../turn.ts';

/** ThunderScan: rows of 4-bit samples as runs, differences and single values. */
export async function thunderScan(bytes: Uint8Array, widthPx: number, rows: number): Promise<Uint8Array> {
  const rowBytes = Math.ceil(widthPx / 2);
  const out = new Uint8Array(rowBytes * rows);
  let from = 0;
  for (let row = 0; row < rows; row++) {
    if (turnIsLong()) await nextTurn();
    let col = 0;
    let last = 0;
    const put = (value: number): void => {
      last = value & 15;
      if (col < widthPx) out[row * rowBytes + (col >> 1)] |= col % 2 === 0 ? last << 4 : last;
      col += 1;
    };
    while (col < widthPx) {
      if (from >= bytes.length)
        throw new InvalidInput(`ThunderScan: the stream ends in row ${row + 1} of ${rows}`);
      const code = bytes[from];
      from += 1;
      const kind = code >> 6;
      if (kind === 0) for (let i = code & 63; i > 0; i--) put(last);
      else if (kind === 3) put(code);
      else putDifferences(code & 63, kind === 1 ? 2 : 3, () => last, put);
    }
  }
  return out;
}

/** Differences of 2 or 3 bits, high ones first; the code in the middle of their range stands for none. */
function putDifferences(codes: number, bits: 2 | 3, last: () => number, put: (value: number) => void): void {
  const [differences, none] = bits === 2 ? [[0, 1, 0, -1], 2] : [[0, 1, 2, 3, 0, -3, -2, -1], 4];
  for (let shift = 6 - bits; shift >= 0; shift -= bits) {
    const code = (codes >> shift) & ((1 << bits) - 1);
    if (code !== none) put(last() + differences[code]);
  }
}

/** NeXT: rows of 2-bit gray that are stored whole, as a part between white, or as runs. */
export async function nextRows(bytes: Uint8Array, rowBytes: number, rows: number): Promise<Uint8Array> {
  const out = new Uint8Array(rowBytes * rows).fill(0xff);
  let from = 0;
  for (let row = 0; row < rows; row++) {
    if (turnIsLong()) await nextTurn();
    const at = row * rowBytes;
    const kind = bytes[from];
    if (kind === undefined) throw new InvalidInput(`NeXT: the stream ends before row ${row + 1} of ${rows}`);
    from += 1;
    if (kind === 0) {
      out.set(bytes.subarray(from, from + rowBytes), at);
      from += rowBytes;
    } else if (kind === 0x40) {
      const offset = (bytes[from] << 8) | bytes[from + 1];
      const length = (bytes[from + 2] << 8) | bytes[from + 3];
      if (offset + length > rowBytes)
        throw new InvalidInput(`NeXT: row ${row + 1} is longer than the picture is wide`);
      out.set(bytes.subarray(from + 4, from + 4 + length), at + offset);
      from += 4 + length;
    } else from = nextRuns(bytes, from - 1, out, at, rowBytes * 4);
  }
  return out;
}

/** Runs of a gray (2 bits) and a length (6 bits) until the row is full; returns where the next row starts. */
function nextRuns(bytes: Uint8Array, start: number, out: Uint8Array, at: number, widthPx: number): number {
  let from = start;
  for (let col = 0; col < widthPx && from < bytes.length; from++) {
    const gray = bytes[from] >> 6;
    for (let i = bytes[from] & 63; i > 0 && col < widthPx; i--, col++) {
      const shift = 6 - 2 * (col & 3);
      out[at + (col >> 2)] = (out[at + (col >> 2)] & ~(3 << shift)) | (gray << shift);
    }
  }
  return from;
}
