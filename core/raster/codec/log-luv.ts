/** SGI LogLuv (Larson, 1998), the run-length form, as libtiff gives it: 16-bit log luminance, and u' and v' times 2^15. */
import { InvalidInput } from '../../errors.ts';
import { nextTurn, turnIsLong } from '../../turn.ts';

/** Codes of u' and v' in 32-bit pixels are these multiples. */
const chromaScale = 410;

/** [rows, widthPx, bands] with one band (L) or three (L, u', v'). */
export async function logLuv(
  bytes: Uint8Array,
  widthPx: number,
  rows: number,
  bands: 1 | 3,
): Promise<Int16Array> {
  const out = new Int16Array(widthPx * rows * bands);
  const planes = bands === 1 ? 2 : 4;
  const pixels = new Uint32Array(widthPx);
  let from = 0;
  for (let row = 0; row < rows; row++) {
    if (turnIsLong()) await nextTurn();
    pixels.fill(0);
    // The bytes of a row's pixels follow plane by plane, the highest ones first.
    for (let plane = planes - 1; plane >= 0; plane--) from = readPlane(bytes, from, pixels, 8 * plane, row);
    for (let col = 0, at = row * widthPx * bands; col < widthPx; col++, at += bands) {
      const pixel = pixels[col];
      if (bands === 1) out[at] = pixel;
      else {
        out[at] = pixel >>> 16;
        out[at + 1] = chroma((pixel >>> 8) & 255);
        out[at + 2] = chroma(pixel & 255);
      }
    }
  }
  return out;
}

function chroma(code: number): number {
  return Math.trunc((1 / chromaScale) * (code + 0.5) * 2 ** 15);
}

/** Runs (128 and more) and literals of one byte of each pixel; returns where the next plane starts. */
function readPlane(
  bytes: Uint8Array,
  start: number,
  pixels: Uint32Array,
  shift: number,
  row: number,
): number {
  let from = start;
  for (let col = 0; col < pixels.length; ) {
    if (from >= bytes.length) throw new InvalidInput(`LogLuv: the stream ends in row ${row + 1}`);
    const head = bytes[from];
    const isRun = head >= 128;
    const count = Math.min(isRun ? head - 126 : head, pixels.length - col);
    from += 1;
    for (let i = 0; i < count; i++, col++) pixels[col] |= (bytes[isRun ? from : from + i] << shift) >>> 0;
    from += isRun ? 1 : head;
  }
  return from;
}
