/** Decoder for one block of a TIFF image: compressed bytes in, samples out. */
import { InvalidInput, Unsupported } from '../errors.ts';
import type { Codecs } from '../host.ts';
import { decodingMemory } from '../memory-budget.ts';
import { allocateSamples, type SampleArray, viewSamples } from '../tensor/samples.ts';
import { nextTurn, turnIsLong } from '../turn.ts';
import { completeJpeg, jpegFrame } from './jpeg-block.ts';
import { type BlockDecoder, lzwDecoder, packBitsDecoder } from './lzw.ts';
import { swapBytes, undoFloatingPoint, undoHorizontal, undoHorizontal64 } from './predictor.ts';
import { blockBytes, type TiffImage } from './tiff-image.ts';
import { photometric } from './tiff-tags.ts';
import { reverseBits, unpackBits, unpackFloat16 } from './unpack-bits.ts';

/** Rows are unpacked in pieces of this size. Other work may run between them. */
const pieceBytes = 4 << 20;
/** JPEG pads a block to whole units of up to 16 rows. */
const jpegPaddingPx = 15;
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
  const rows = blockRowsOf(image, index);
  const perPixel = image.planar ? 1 : image.bands;
  const count = rows * image.blockWidthPx * perPixel;
  const byteCount = storedBytes(image, index);
  const decode = async (): Promise<SampleArray> => {
    const bytes = await image.source.read(image.offsets[index], byteCount, signal);
    signal?.throwIfAborted();
    try {
      return ofCount(await samplesOf(codecs, image, bytes, rows, perPixel), count, image);
    } catch (error) {
      throw damaged(image, index, error);
    }
  };
  // `decodePicture` observes the budget itself. Other codecs need the stored bytes, the samples, and a copy of them in another form.
  return isPicture(image, perPixel)
    ? decode()
    : decodingMemory.hold(byteCount + 2 * blockBytes(image), decode);
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
  if (image.compression === 1) return Math.min(byteCount, whole);
  if (byteCount > 4 * whole + mostOverheadBytes)
    throw new InvalidInput(
      `${image.source.name}: block ${index} claims ${byteCount} bytes for ${whole} bytes of pixels: the file is damaged`,
    );
  return byteCount;
}

function ofCount(samples: SampleArray, count: number, image: TiffImage): SampleArray {
  if (samples.length < count) throw new InvalidInput(`${samples.length} samples found, ${count} expected`);
  if (image.photometric === photometric.cmyk && !image.planar && image.bands === 4) cmykToRgba(samples);
  return samples.length === count ? samples : samples.subarray(0, count);
}

async function samplesOf(
  codecs: Codecs,
  image: TiffImage,
  bytes: Uint8Array,
  rows: number,
  perPixel: number,
): Promise<SampleArray> {
  const { compression, bitsPerSample, blockWidthPx, sampleType } = image;
  const pixels = rows * blockWidthPx;
  switch (compression) {
    case 7:
      return jpegSamples(codecs, image, bytes, rows, perPixel);
    case 50001:
      return pictureSamples(codecs, image, bytes, 'webp', rows, perPixel);
    case 34887:
      return viewSamples(
        sampleType,
        await codecs.decodeGuarded({
          codec: 'lerc',
          bytes,
          sizeBytes: pixels * perPixel * allocateSamples(sampleType, 1).BYTES_PER_ELEMENT,
          wrapped: image.lercWrapped,
          samples: perPixel,
          pixels,
        }),
      );
    default: {
      const rowBytes = Math.ceil((blockWidthPx * perPixel * bitsPerSample) / 8);
      const plain = await decompress(codecs, image, bytes, rowBytes * rows);
      if (plain.length < rowBytes * rows)
        throw new InvalidInput(`${plain.length} bytes found, ${rowBytes * rows} expected`);
      return await plainSamples(image, plain.subarray(0, rowBytes * rows), rows, perPixel);
    }
  }
}

/** The uncompressed bytes, normally at least `sizeBytes`. */
async function decompress(
  codecs: Codecs,
  image: TiffImage,
  stored: Uint8Array,
  sizeBytes: number,
): Promise<Uint8Array> {
  const bytes = image.reversedBits ? reverseBits(stored) : stored;
  switch (image.compression) {
    case 1:
      return bytes;
    case 8:
    case 32946:
      // Writers may pad a block to its full height and add a few bytes; anything larger is a decompression bomb.
      return codecs.inflate(bytes, Math.max(sizeBytes, blockBytes(image)) + 65_536);
    case 50000:
      return codecs.decodeGuarded({ codec: 'zstd', bytes, sizeBytes });
    case 5:
      return inTurns(lzwDecoder(bytes, sizeBytes));
    default:
      return inTurns(packBitsDecoder(bytes, sizeBytes));
  }
}

async function inTurns(decoder: BlockDecoder): Promise<Uint8Array> {
  while (!decoder.advance()) if (turnIsLong()) await nextTurn();
  return decoder.out;
}

/** JPEG with two, four or more bands, which picture decoders would misread as CMYK. */
async function guardedJpeg(
  codecs: Codecs,
  image: TiffImage,
  bytes: Uint8Array,
  rows: number,
  perPixel: number,
): Promise<Uint8Array> {
  const frame = jpegFrame(image, bytes);
  if (frame === null) throw new InvalidInput('a JPEG block without a frame header');
  const { widthPx, heightPx, components } = frame;
  const fits = heightPx >= rows && heightPx <= mostPictureRows(image, rows);
  if (widthPx !== image.blockWidthPx || !fits || components !== perPixel)
    throw new InvalidInput(
      `${widthPx} x ${heightPx} pixels in ${components} bands found, ${image.blockWidthPx} x ${rows} in ${perPixel} expected`,
    );
  const sizeBytes = widthPx * heightPx * components;
  return codecs.decodeGuarded({ codec: 'jpeg', bytes, tables: image.jpegTables, sizeBytes });
}

/** Unpacks in place if possible. `bytes` hold only the rows. */
async function plainSamples(
  image: TiffImage,
  bytes: Uint8Array,
  rows: number,
  perPixel: number,
): Promise<SampleArray> {
  const { bitsPerSample: bits, blockWidthPx, predictor, sampleType, littleEndian, isFloat16 } = image;
  const rowSamples = blockWidthPx * perPixel;
  const isPacked = bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64;
  const isSwapped = !littleEndian && bits > 8 && predictor !== 3;
  if (!isPacked && !isSwapped && predictor === 1 && !isFloat16)
    return viewSamples(sampleType, alignedCopy(bytes));
  const rowBytes = bytes.length / rows;
  const source = isPacked ? bytes : alignedCopy(bytes);
  const out =
    isPacked || isFloat16 || predictor === 3 ? allocateSamples(sampleType, rowSamples * rows) : null;
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

/** Rows of whole bytes as samples, with the predictor undone: in place, except for halves and the floating-point predictor. */
function unpredicted(image: TiffImage, rows: Uint8Array, perPixel: number): SampleArray {
  const { bitsPerSample, blockWidthPx, predictor, sampleType } = image;
  const sampleBytes = bitsPerSample / 8;
  if (predictor === 3)
    return viewSamples(sampleType, undoFloatingPoint(rows, blockWidthPx, perPixel, sampleBytes));
  if (!image.littleEndian && sampleBytes > 1) swapBytes(rows, sampleBytes);
  if (predictor === 2) undoDifferences(rows, sampleBytes, blockWidthPx, perPixel);
  if (image.isFloat16)
    return unpackFloat16(new Uint16Array(rows.buffer, rows.byteOffset, rows.byteLength >> 1));
  return viewSamples(sampleType, rows);
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

/** Whether the picture decoders decode it, instead of the codecs of blocks. */
function isPicture({ compression }: TiffImage, perPixel: number): boolean {
  return compression === 50001 || (compression === 7 && (perPixel === 1 || perPixel === 3));
}

async function jpegSamples(
  codecs: Codecs,
  image: TiffImage,
  bytes: Uint8Array,
  rows: number,
  perPixel: number,
): Promise<SampleArray> {
  return isPicture(image, perPixel)
    ? pictureSamples(codecs, image, completeJpeg(image, bytes), 'jpeg', rows, perPixel)
    : guardedJpeg(codecs, image, bytes, rows, perPixel);
}

async function pictureSamples(
  codecs: Codecs,
  image: TiffImage,
  bytes: Uint8Array,
  format: 'jpeg' | 'webp',
  rows: number,
  perPixel: number,
): Promise<Uint8Array> {
  const picture = await codecs.decodePicture(bytes, {
    format,
    widthPx: image.blockWidthPx,
    leastHeightPx: rows,
    mostHeightPx: mostPictureRows(image, rows),
  });
  if (picture.channels === perPixel) return picture.pixels;
  // Encoders drop an alpha band that is opaque everywhere.
  if (picture.channels === 3 && perPixel === 4) return withOpaqueAlpha(picture.pixels);
  throw new InvalidInput(`${picture.channels} bands found, ${perPixel} expected`);
}

/** Encoders may pad the last strip to the height of the others. */
function mostPictureRows({ blockHeightPx }: TiffImage, rows: number): number {
  return Math.max(rows, blockHeightPx) + jpegPaddingPx;
}

function withOpaqueAlpha(rgb: Uint8Array): Uint8Array {
  const pixels = rgb.length / 3;
  const out = new Uint8Array(pixels * 4).fill(255);
  for (let i = 0; i < pixels; i++) for (let c = 0; c < 3; c++) out[4 * i + c] = rgb[3 * i + c];
  return out;
}

/** libtiff's integer conversion, which GDAL uses to present CMYK files as opaque RGBA. */
function cmykToRgba(samples: SampleArray): void {
  for (let i = 0; i + 3 < samples.length; i += 4) {
    const k = 255 - samples[i + 3];
    for (let c = 0; c < 3; c++) samples[i + c] = Math.trunc((k * (255 - samples[i + c])) / 255);
    samples[i + 3] = 255;
  }
}
