/** Uncompressed rows of a block as samples: what has to be undone in their bytes, and bits unpacked. */
import type { RowOrder } from '../../host.ts';
import { allocateSamples, type SampleArray, viewSamples } from '../../tensor/samples.ts';
import { nextTurn, turnIsLong } from '../../turn.ts';
import type { TiffImage } from '../tiff-image.ts';
import { unpackBits } from './unpack-bits.ts';
import { widen } from './widen.ts';

/** Rows are unpacked in pieces of this size. Other work may run between them. */
const pieceBytes = 4 << 20;
/** Sample sizes that rows hold as whole bytes. */
const wholeSizes: readonly number[] = [8, 16, 32, 64];

/** Null if the bytes are the samples, or the samples are not whole bytes. */
export function rowOrder(image: TiffImage, perPixel: number): RowOrder | null {
  const { bitsPerSample: bits, blockWidthPx, predictor, littleEndian, widened } = image;
  const isSwapped = !littleEndian && bits > 8 && predictor !== 3 && widened !== 'uint24';
  if (isPacked(image) || (!isSwapped && predictor === 1)) return null;
  return { rowSamples: blockWidthPx * perPixel, step: perPixel, sampleBytes: bits / 8, predictor, isSwapped };
}

/** `bytes` hold only the rows, in native byte order if their samples are whole bytes. Not copied if possible. */
export async function plainSamples(
  image: TiffImage,
  bytes: Uint8Array,
  rows: number,
  perPixel: number,
): Promise<SampleArray> {
  const { bitsPerSample: bits, blockWidthPx, sampleType, widened } = image;
  const source = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  const packed = isPacked(image);
  if (!packed && widened === null) return viewSamples(sampleType, source);
  const rowSamples = blockWidthPx * perPixel;
  const rowBytes = bytes.length / rows;
  const out = allocateSamples(sampleType, rowSamples * rows);
  const rowsAtOnce = Math.max(1, Math.floor(pieceBytes / rowBytes));
  for (let row = 0; row < rows; row += rowsAtOnce) {
    const count = Math.min(rowsAtOnce, rows - row);
    const piece = source.subarray(row * rowBytes, (row + count) * rowBytes);
    out.set(
      widened === null ? unpackBits(piece, bits, rowSamples, count, sampleType) : widen(piece, widened),
      row * rowSamples,
    );
    if (turnIsLong()) await nextTurn();
  }
  return out;
}

function isPacked({ bitsPerSample, widened }: TiffImage): boolean {
  return !wholeSizes.includes(bitsPerSample) && widened === null;
}
