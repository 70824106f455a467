/** Decoder for one block of a TIFF image: compressed bytes in, samples out. */
import { InvalidInput, Unsupported } from '../errors.ts';
import type { Codecs } from '../host.ts';
import { decodingMemory } from '../memory-budget.ts';
import { allocateSamples, type SampleArray, viewSamples } from '../tensor/samples.ts';
import { rgbaOfLab } from './codec/cielab.ts';
import { rgbaOfInks } from './codec/cmyk.ts';
import { decompress } from './codec/decompress.ts';
import { logLuv } from './codec/log-luv.ts';
import { oldJpegSamples } from './codec/old-jpeg.ts';
import { isPicture, jpegSamples, pictureSamples } from './codec/picture-samples.ts';
import { plainSamples } from './codec/plain-samples.ts';
import { swapBytes } from './codec/predictor.ts';
import { rgbOfUnits, unitRowBytes } from './codec/ycbcr.ts';
import { blockBytes, type ColourConversion, type TiffImage } from './tiff-image.ts';

/** Tables, metadata and padding of a small block. */
const mostOverheadBytes = 1 << 20;

/** Number of rows stored in block `index`: the last strip is shorter; edge tiles are padded to full size. */
function blockRowsOf(image: TiffImage, index: number): number {
  if (image.tiled) return image.blockHeightPx;
  const row = Math.floor(index / image.blockCols) % image.blockRows;
  return Math.min(image.blockHeightPx, image.heightPx - row * image.blockHeightPx);
}

/**
 * Samples of block `index`, [rows, blockWidthPx, bands (1 when planar)], in native byte order with the predictor undone.
 * The block must not be sparse. Throws `InvalidInput` for a damaged block.
 */
export async function decodeBlock(
  codecs: Codecs,
  image: TiffImage,
  index: number,
  signal?: AbortSignal,
): Promise<SampleArray> {
  const { conversion } = image;
  if (conversion !== null) return convertedBlock(codecs, conversion, index, signal);
  const rows = blockRowsOf(image, index);
  const perPixel = image.planar ? 1 : image.bands;
  const count = rows * image.blockWidthPx * perPixel;
  const samples = await decoded(image, index, perPixel, signal, (bytes) =>
    samplesOf(codecs, image, bytes, index, rows, perPixel),
  );
  if (samples.length < count)
    throw damaged(image, index, new InvalidInput(`${samples.length} samples found, ${count} expected`));
  return samples.length === count ? samples : samples.subarray(0, count);
}

/** Reads the bytes of a block and decodes them within the memory budget, with errors that name the block. */
async function decoded<T>(
  image: TiffImage,
  index: number,
  perPixel: number,
  signal: AbortSignal | undefined,
  decode: (bytes: Uint8Array) => Promise<T>,
): Promise<T> {
  const byteCount = image.oldJpeg === null ? storedBytes(image, index) : 0;
  const work = async (): Promise<T> => {
    const bytes = await image.source.read(image.offsets[index], byteCount, signal);
    signal?.throwIfAborted();
    try {
      return await decode(bytes);
    } catch (error) {
      throw damaged(image, index, error);
    }
  };
  // `decodePicture` observes the budget itself. Other codecs need the stored bytes, the samples, and a copy of them in another form;
  // the decoder of JPEG also keeps coefficients.
  if (isPicture(image, perPixel)) return work();
  const isJpeg = image.compression === 6 || image.compression === 7;
  return decodingMemory.hold(byteCount + (isJpeg ? 5 : 2) * blockBytes(image), work);
}

/** The planes of a planar image are decoded one after the other and interleaved. */
async function convertedBlock(
  codecs: Codecs,
  conversion: ColourConversion,
  index: number,
  signal: AbortSignal | undefined,
): Promise<SampleArray> {
  const { stored } = conversion;
  const rows = blockRowsOf(stored, index);
  if (conversion.kind === 'ycbcr' && !stored.planar) {
    const { chroma } = conversion;
    const unitRows = Math.ceil(rows / chroma.down);
    const rowBytes = unitRowBytes(chroma, stored.blockWidthPx);
    return decoded(stored, index, stored.bands, signal, async (bytes) => {
      const units = await decompress(codecs, stored, bytes, rowBytes, unitRows);
      if (units.length < rowBytes * unitRows)
        throw new InvalidInput(`${units.length} bytes found, ${rowBytes * unitRows} expected`);
      return rgbOfUnits(chroma, units, stored.blockWidthPx, rows);
    });
  }
  const samples = await interleaved(codecs, stored, index, signal);
  switch (conversion.kind) {
    case 'cmyk':
      return rgbaOfInks(samples, stored.bands);
    case 'cielab':
      return rgbaOfLab(samples, conversion.white);
    case 'ycbcr':
      return rgbOfUnits(
        { ...conversion.chroma, across: 1, down: 1 },
        viewBytes(samples),
        stored.blockWidthPx,
        rows,
      );
  }
}

function viewBytes({ buffer, byteOffset, byteLength }: SampleArray): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

async function interleaved(
  codecs: Codecs,
  stored: TiffImage,
  index: number,
  signal: AbortSignal | undefined,
): Promise<SampleArray> {
  if (!stored.planar) return decodeBlock(codecs, stored, index, signal);
  const { bands, blockCols, blockRows } = stored;
  const pixels = blockRowsOf(stored, index) * stored.blockWidthPx;
  const out = allocateSamples(stored.sampleType, pixels * bands);
  for (let band = 0; band < bands; band++) {
    const block = band * blockCols * blockRows + index;
    if (isSparse(stored, block)) continue;
    const plane = await decodeBlock(codecs, stored, block, signal);
    for (let i = 0, at = band; i < pixels; i++, at += bands) out[at] = plane[i];
  }
  return out;
}

function damaged(image: TiffImage, index: number, error: unknown): Error {
  const where = `${image.source.name}: block ${index} (${image.codecName})`;
  // Some decoders reject with a string rather than an Error.
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof Unsupported) return new Unsupported(`${where}: ${reason}`, { cause: error });
  return new InvalidInput(`${where} is damaged: ${reason}`, { cause: error });
}

/** True for a block that was never written: nodata, or 0. */
export function isSparse({ byteCounts, offsets }: TiffImage, index: number): boolean {
  return byteCounts[index] === 0 || offsets[index] === 0;
}

/** Throws `InvalidInput` for far more bytes than any encoder makes of a block. */
function storedBytes(image: TiffImage, index: number): number {
  const byteCount = image.byteCounts[index];
  const whole = blockBytes(image);
  // Bytes after the pixels of an uncompressed block are not needed.
  if (image.compression === 1) return Math.min(byteCount, 2 * whole + mostOverheadBytes);
  if (byteCount > 4 * whole + mostOverheadBytes)
    throw new InvalidInput(
      `${image.source.name}: block ${index} claims ${byteCount} bytes for ${whole} bytes of pixels: the file is damaged`,
    );
  return byteCount;
}

async function samplesOf(
  codecs: Codecs,
  image: TiffImage,
  bytes: Uint8Array,
  index: number,
  rows: number,
  perPixel: number,
): Promise<SampleArray> {
  const { compression, bitsPerSample, blockWidthPx, oldJpeg } = image;
  const pixels = rows * blockWidthPx;
  if (oldJpeg !== null) return oldJpegSamples(image, oldJpeg, index, rows);
  switch (compression) {
    case 7:
      return jpegSamples(codecs, image, bytes, rows, perPixel);
    case 50001:
      return pictureSamples(codecs, image, bytes, 'webp', rows, perPixel);
    case 34676:
      return logLuv(bytes, blockWidthPx, rows, perPixel === 1 ? 1 : 3);
    case 34887:
      return lercSamples(codecs, image, bytes, pixels, perPixel);
    default: {
      const rowBytes = Math.ceil((blockWidthPx * perPixel * bitsPerSample) / 8);
      const plain = await decompress(codecs, image, bytes, rowBytes, rows);
      if (plain.length < rowBytes * rows)
        throw new InvalidInput(`${plain.length} bytes found, ${rowBytes * rows} expected`);
      return await plainSamples(image, plain.subarray(0, rowBytes * rows), rows, perPixel);
    }
  }
}

/** libtiff swaps the samples of a big-endian file before it compresses them. */
async function lercSamples(
  codecs: Codecs,
  { sampleType, lercWrapped, littleEndian }: TiffImage,
  bytes: Uint8Array,
  pixels: number,
  perPixel: number,
): Promise<SampleArray> {
  const sampleBytes = allocateSamples(sampleType, 1).BYTES_PER_ELEMENT;
  const decoded = await codecs.decodeGuarded({
    codec: 'lerc',
    bytes,
    sizeBytes: pixels * perPixel * sampleBytes,
    wrapped: lercWrapped,
    samples: perPixel,
    pixels,
  });
  if (!littleEndian && sampleBytes > 1) swapBytes(decoded, sampleBytes);
  return viewSamples(sampleType, decoded);
}
