/** Decoder for one block of a TIFF image: compressed bytes in, samples out. */
import { InvalidInput, Unsupported } from '../errors.ts';
import type { Codecs, FilePlace, GuardedBlock, JpegBlock } from '../host.ts';
import { decodingMemory } from '../memory-budget.ts';
import { allocateSamples, type SampleArray, viewSamples } from '../tensor/samples.ts';
import { rgbaOfLab } from './codec/cielab.ts';
import { rgbaOfInks } from './codec/cmyk.ts';
import { checkLength, decompress, guardedBlock, isGuarded } from './codec/decompress.ts';
import { logLuv } from './codec/log-luv.ts';
import { oldJpegSamples } from './codec/old-jpeg.ts';
import { isPicture, jpegBlock, jpegMemory, jpegSamples, pictureSamples } from './codec/picture-samples.ts';
import { plainSamples, rowOrder } from './codec/plain-samples.ts';
import { rgbOfUnits, unitRowBytes } from './codec/ycbcr.ts';
import { stripsOf } from './gathered-strips.ts';
import { piecesAt, placeOfAll, readStored, type Span, type StoredBlock, storedSpans } from './read-stored.ts';
import { blockBytes, type ColourConversion, type TiffImage } from './tiff-image.ts';

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
  const samples = await decoded(
    ...([image, index, rows, perPixel, signal] as const),
    (stored) => samplesOf(codecs, image, stored, index, rows, perPixel),
    (lent) => lentSamples(codecs, image, lent, rows, perPixel),
  );
  if (samples.length < count)
    throw damaged(image, index, new InvalidInput(`${samples.length} samples found, ${count} expected`));
  return samples.length === count ? samples : samples.subarray(0, count);
}

/** Reads the bytes of a block and decodes them within the memory budget, with errors that name the block. */
async function decoded<T>(
  image: TiffImage,
  index: number,
  rows: number,
  perPixel: number,
  signal: AbortSignal | undefined,
  decode: (stored: StoredBlock) => Promise<T>,
  decodeLent?: (stored: StoredBlock<FilePlace>) => Promise<T | null>,
): Promise<T> {
  // The reader of old JPEG finds its pieces itself.
  const spans = image.oldJpeg === null ? storedSpans(image, index, rows) : [{ at: 0, bytes: 0, rows }];
  const byteCount = spans.reduce((sum, { bytes }) => sum + bytes, 0);
  const work = async (): Promise<T> => {
    const quick = decodeLent && (await lent(image, spans, decodeLent));
    if (quick) return quick;
    const stored = await readStored(image, spans, signal);
    signal?.throwIfAborted();
    try {
      return await decode(stored);
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

/**
 * A block that a thread reads and decodes at once: its bytes need not pass through here. Null where that is not possible, and for any
 * fault: the ordinary way names it, and opens a file again that was lost.
 */
export async function lent<T>(
  { source, reversedBits }: TiffImage,
  spans: readonly Span[],
  decode: (stored: StoredBlock<FilePlace>) => Promise<T | null>,
): Promise<T | null> {
  const place = placeOfAll(spans);
  if (place === null || reversedBits || source.lend === undefined) return null;
  try {
    return await source.lend((descriptor) =>
      decode({ bytes: { descriptor, ...place }, pieces: piecesAt(place.at, spans) }),
    );
  } catch (error) {
    if (error instanceof InvalidInput) return null;
    throw error;
  }
}

/** Null for codecs that are not of the threads. */
async function lentSamples(
  codecs: Codecs,
  image: TiffImage,
  stored: StoredBlock<FilePlace>,
  rows: number,
  perPixel: number,
): Promise<SampleArray | null> {
  const block = threadBlock(image, stored, rows, perPixel);
  if (block === null) return null;
  if (block.codec === 'jpeg')
    return decodingMemory.hold(jpegMemory(image, stored.bytes.length), () => codecs.decodeJpeg(block));
  const plain = await codecs.decodeGuarded(block);
  return block.codec === 'lerc'
    ? viewSamples(image.sampleType, plain)
    : plainSamples(image, plain, rows, perPixel);
}

/** What a thread decodes and reads itself; null for other codecs. */
export function threadBlock(
  image: TiffImage,
  stored: StoredBlock<FilePlace>,
  rows: number,
  perPixel: number,
): ((GuardedBlock | JpegBlock) & { readonly bytes: FilePlace }) | null {
  const { compression, blockWidthPx } = image;
  if (compression === 7) return jpegBlock(image, stored.bytes, rows, perPixel);
  if (compression === 34887) return lercBlock(image, stored.bytes, rows * blockWidthPx, perPixel);
  if (!isGuarded(image)) return null;
  return guardedBlock(image, stored, rowBytesOf(image, perPixel), rowOrder(image, perPixel));
}

function rowBytesOf({ blockWidthPx, bitsPerSample }: TiffImage, perPixel: number): number {
  return Math.ceil((blockWidthPx * perPixel * bitsPerSample) / 8);
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
    return decoded(stored, index, unitRows, stored.bands, signal, async (block) => {
      const units = await decompress(codecs, stored, block, rowBytes, null);
      checkLength(units, rowBytes * unitRows);
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
  const where = `${image.source.name}: ${numbersOf(image, index)} (${image.codecName})`;
  // Some decoders reject with a string rather than an Error.
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof Unsupported) return new Unsupported(`${where}: ${reason}`, { cause: error });
  return new InvalidInput(`${where} is damaged: ${reason}`, { cause: error });
}

function numbersOf(image: TiffImage, index: number): string {
  const { gathered } = image;
  if (gathered === null) return `block ${index}`;
  const strips = stripsOf({ ...image, gathered }, index);
  return `one of blocks ${strips[0].index} to ${strips[strips.length - 1].index}`;
}

/** True for a block that was never written: nodata, or 0. */
export function isSparse({ byteCounts, offsets }: TiffImage, index: number): boolean {
  return byteCounts[index] === 0 || offsets[index] === 0;
}

async function samplesOf(
  codecs: Codecs,
  image: TiffImage,
  stored: StoredBlock,
  index: number,
  rows: number,
  perPixel: number,
): Promise<SampleArray> {
  const { compression, blockWidthPx, oldJpeg } = image;
  const { bytes } = stored;
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
      return viewSamples(
        image.sampleType,
        await codecs.decodeGuarded(lercBlock(image, bytes, pixels, perPixel)),
      );
    default: {
      const rowBytes = rowBytesOf(image, perPixel);
      const plain = await decompress(codecs, image, stored, rowBytes, rowOrder(image, perPixel));
      checkLength(plain, rowBytes * rows);
      return await plainSamples(image, plain.subarray(0, rowBytes * rows), rows, perPixel);
    }
  }
}

function lercBlock<B extends Uint8Array | FilePlace>(
  { sampleType, lercWrapped: wrapped, littleEndian }: TiffImage,
  bytes: B,
  pixels: number,
  samples: number,
): GuardedBlock & { readonly bytes: B } {
  const sampleBytes = allocateSamples(sampleType, 1).BYTES_PER_ELEMENT;
  const sizeBytes = pixels * samples * sampleBytes;
  const swappedBytes = littleEndian ? 1 : sampleBytes;
  return { codec: 'lerc', bytes, sizeBytes, wrapped, samples, pixels, swappedBytes };
}
