/** Decoder for one block of a TIFF image: compressed bytes in, samples out. */
import { BaseDecoder, getDecoder } from 'geotiff';
import { InvalidInput } from '../errors.ts';
import type { Codecs } from '../host.ts';
import { allocateSamples, type SampleArray, viewSamples } from '../tensor/samples.ts';
import { completeJpeg } from './jpeg-block.ts';
import { decodeLzw, decodePackBits } from './lzw.ts';
import { swapBytes, undoFloatingPoint, undoHorizontal, undoHorizontal64 } from './predictor.ts';
import type { TiffImage } from './tiff-image.ts';
import { photometric } from './tiff-tags.ts';
import { reverseBits, unpackBits, unpackFloat16 } from './unpack-bits.ts';

/** Number of rows stored in block `index`: the last strip is shorter; edge tiles are padded to full size. */
function blockRowsOf(image: TiffImage, index: number): number {
  if (image.tiled) return image.blockHeightPx;
  const row = Math.floor(index / image.blockCols) % image.blockRows;
  return Math.min(image.blockHeightPx, image.heightPx - row * image.blockHeightPx);
}

/**
 * Samples of block `index`, [rows, blockWidthPx, bands (1 when planar)], in native byte order with the predictor undone.
 * Throws `InvalidInput` for a damaged block.
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
  const byteCount = image.byteCounts[index];
  if (byteCount === 0 || image.offsets[index] === 0) return sparseBlock(image, count);
  const bytes = await image.source.read(image.offsets[index], byteCount, signal);
  signal?.throwIfAborted();
  try {
    const samples = await samplesOf(codecs, image, bytes, rows, perPixel);
    if (samples.length < count) throw new InvalidInput(`${samples.length} samples found, ${count} expected`);
    if (image.photometric === photometric.cmyk && !image.planar && image.bands === 4) cmykToRgba(samples);
    return samples.length === count ? samples : samples.subarray(0, count);
  } catch (error) {
    // Some decoders reject with a string rather than an Error.
    const cause = error instanceof Error ? error.message : String(error);
    throw new InvalidInput(`${image.source.name}: block ${index} (${image.codecName}) is damaged: ${cause}`, {
      cause: error,
    });
  }
}

/** Content of a block that was never written: nodata, or 0 if the file has none. */
function sparseBlock(image: TiffImage, count: number): SampleArray {
  const samples = allocateSamples(image.sampleType, count);
  return image.nodata === null ? samples : samples.fill(image.nodata);
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
      return pictureSamples(codecs, bytes, blockWidthPx, rows, perPixel);
    case 34887:
      return viewSamples(
        sampleType,
        await codecs.decodeGuarded({
          codec: 'lerc',
          bytes,
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
      return plainSamples(image, plain.subarray(0, rowBytes * rows), rows, perPixel);
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
      // Writers may pad a block; much more than that is a decompression bomb.
      return codecs.inflate(bytes, 2 * sizeBytes + 65_536);
    case 50000:
      return codecs.decodeGuarded({ codec: 'zstd', bytes, sizeBytes });
    case 5:
      return decodeLzw(bytes, sizeBytes);
    default:
      return decodePackBits(bytes, sizeBytes);
  }
}

/** JPEG with two, four or more bands, which picture decoders would misread as CMYK. */
async function libraryDecode(image: TiffImage, bytes: Uint8Array): Promise<Uint8Array> {
  const decoder = await getDecoder(image.compression, {
    tileWidth: image.blockWidthPx,
    tileHeight: image.blockHeightPx,
    predictor: 1,
    bitsPerSample: image.bitsPerSample,
    planarConfiguration: image.planar ? 2 : 1,
    ...(image.jpegTables === null ? {} : { JPEGTables: image.jpegTables }),
  });
  if (!(decoder instanceof BaseDecoder)) throw new InvalidInput('the GeoTIFF reader has no decoder for it');
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes.buffer : bytes.slice().buffer;
  return new Uint8Array(await decoder.decodeBlock(own));
}

function plainSamples(image: TiffImage, bytes: Uint8Array, rows: number, perPixel: number): SampleArray {
  const { bitsPerSample: bits, blockWidthPx, predictor, sampleType } = image;
  if (bits !== 8 && bits !== 16 && bits !== 32 && bits !== 64)
    return unpackBits(bytes, bits, blockWidthPx * perPixel, rows, sampleType);
  const sampleBytes = bits / 8;
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : bytes.slice();
  if (predictor === 3)
    return viewSamples(sampleType, undoFloatingPoint(aligned, blockWidthPx, perPixel, sampleBytes));
  if (!image.littleEndian && sampleBytes > 1) swapBytes(aligned, sampleBytes);
  if (image.isFloat16) {
    const halves = new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 1);
    if (predictor === 2) undoHorizontal(halves, blockWidthPx, perPixel);
    return unpackFloat16(halves);
  }
  if (predictor === 2 && sampleBytes === 8)
    undoHorizontal64(
      new BigUint64Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 3),
      blockWidthPx,
      perPixel,
    );
  else if (predictor === 2) undoHorizontal(integersOver(aligned, sampleBytes), blockWidthPx, perPixel);
  return viewSamples(sampleType, aligned);
}

/** Integers over the same bytes: predictor 2 takes differences of bit patterns, also for floats. */
function integersOver(bytes: Uint8Array, sampleBytes: number): SampleArray {
  const type = sampleBytes === 1 ? 'uint8' : sampleBytes === 2 ? 'uint16' : 'uint32';
  return viewSamples(type, bytes);
}

async function jpegSamples(
  codecs: Codecs,
  image: TiffImage,
  bytes: Uint8Array,
  rows: number,
  perPixel: number,
): Promise<SampleArray> {
  if (perPixel === 1 || perPixel === 3)
    return pictureSamples(codecs, completeJpeg(image, bytes), image.blockWidthPx, rows, perPixel);
  return libraryDecode(image, bytes);
}

async function pictureSamples(
  codecs: Codecs,
  bytes: Uint8Array,
  widthPx: number,
  rows: number,
  perPixel: number,
): Promise<Uint8Array> {
  const picture = await codecs.decodePicture(bytes);
  if (picture.widthPx !== widthPx || picture.heightPx < rows)
    throw new InvalidInput(
      `${picture.widthPx} x ${picture.heightPx} pixels found, ${widthPx} x ${rows} expected`,
    );
  if (picture.channels === perPixel) return picture.pixels;
  // Encoders drop an alpha band that is opaque everywhere.
  if (picture.channels === 3 && perPixel === 4) return withOpaqueAlpha(picture.pixels);
  throw new InvalidInput(`${picture.channels} bands found, ${perPixel} expected`);
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
