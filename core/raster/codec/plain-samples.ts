/** Uncompressed rows of a block as samples: bits unpacked, byte order and predictor undone. */
import { allocateSamples, type SampleArray, viewSamples } from '../../tensor/samples.ts';
import { nextTurn, turnIsLong } from '../../turn.ts';
import type { TiffImage } from '../tiff-image.ts';
import { swapBytes, undoFloatingPoint, undoHorizontal, undoHorizontal64 } from './predictor.ts';
import { unpackBits } from './unpack-bits.ts';
import { widen } from './widen.ts';

/** Rows are unpacked in pieces of this size. Other work may run between them. */
const pieceBytes = 4 << 20;
/** Sample sizes that rows hold as whole bytes. */
const wholeSizes: readonly number[] = [8, 16, 32, 64];

/** Unpacks in place if possible. `bytes` hold only the rows. */
export async function plainSamples(
  image: TiffImage,
  bytes: Uint8Array,
  rows: number,
  perPixel: number,
): Promise<SampleArray> {
  const { bitsPerSample: bits, blockWidthPx, predictor, sampleType, littleEndian, widened } = image;
  const rowSamples = blockWidthPx * perPixel;
  const isPacked = !wholeSizes.includes(bits) && widened === null;
  const isSwapped = !littleEndian && bits > 8 && predictor !== 3;
  if (!isPacked && !isSwapped && predictor === 1 && widened === null)
    return viewSamples(sampleType, alignedCopy(bytes));
  const rowBytes = bytes.length / rows;
  const source = isPacked ? bytes : alignedCopy(bytes);
  const isCopied = isPacked || widened !== null || predictor === 3;
  const out = isCopied ? allocateSamples(sampleType, rowSamples * rows) : null;
  const rowsAtOnce = Math.max(1, Math.floor(pieceBytes / rowBytes));
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - row);
    const piece = source.subarray(row * rowBytes, (row + count) * rowBytes);
    const samples = isPacked
      ? unpackBits(piece, bits, rowSamples, count, sampleType)
      : unpredicted(image, piece, perPixel);
    if (out !== null) out.set(samples, row * rowSamples);
    if (turnIsLong()) await nextTurn();
  }
  return out ?? viewSamples(sampleType, source);
}

function alignedCopy(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
}

/** Rows of whole bytes as samples, with the predictor undone: in place, except for widened samples and the floating-point predictor. */
function unpredicted(image: TiffImage, rows: Uint8Array, perPixel: number): SampleArray {
  const { bitsPerSample, blockWidthPx, predictor, sampleType, widened } = image;
  const sampleBytes = bitsPerSample / 8;
  let bytes = rows;
  if (predictor === 3) bytes = undoFloatingPoint(rows, blockWidthPx, perPixel, sampleBytes);
  else {
    if (!image.littleEndian && sampleBytes > 1 && widened !== 'uint24') swapBytes(rows, sampleBytes);
    if (predictor === 2) undoDifferences(rows, sampleBytes, blockWidthPx, perPixel);
  }
  return widened === null ? viewSamples(sampleType, bytes) : widen(bytes, widened);
}

function undoDifferences(rows: Uint8Array, sampleBytes: number, cols: number, step: number): void {
  if (sampleBytes === 8)
    undoHorizontal64(new BigUint64Array(rows.buffer, rows.byteOffset, rows.byteLength >> 3), cols, step);
  else undoHorizontal(integersOver(rows, sampleBytes), cols, step);
}

/** Integers over the same bytes: predictor 2 takes differences of bit patterns, also for floats. */
function integersOver(bytes: Uint8Array, sampleBytes: number): SampleArray {
  const type = sampleBytes === 1 ? 'uint8' : sampleBytes === 2 ? 'uint16' : 'uint32';
  return viewSamples(type, bytes);
}
