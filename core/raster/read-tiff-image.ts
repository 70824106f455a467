/** Reader for the layout of one TIFF image, checked for plausibility and against the size of the file. */
import type { ByteSource } from '../byte-source.ts';
import { InvalidInput, Unsupported } from '../errors.ts';
import { blockLayout } from './block-layout.ts';
import { type FieldReader, fieldReader } from './field-reader.ts';
import { nodataText } from './nodata-text.ts';
import { type SampleLayout, sampleLayout } from './sample-layout.ts';
import { oldJpegImage, shownImage } from './shown-colours.ts';
import { splitTallStrips } from './split-strips.ts';
import type { TiffDirectory } from './tiff-directory.ts';
import { blockBytes, type TiffImage } from './tiff-image.ts';
import { codecNames, faxCodecs, photometric, predictedCodecs, readableCodecs, tag } from './tiff-tags.ts';

const maxBands = 4096;
/** Size of the cache of blocks (open-scene.ts). A larger block would be decoded again for each window. */
const maxBlockBytes = 2 ** 28;

/** Reads and checks the layout of one directory. Throws `InvalidInput` for a damaged one, `Unsupported` for a layout that is not supported. */
export function readTiffImage(source: ByteSource, directory: TiffDirectory): TiffImage {
  const read = fieldReader(source, directory);
  const widthPx = read.side(tag.width, 'ImageWidth');
  const heightPx = read.side(tag.height, 'ImageLength');
  const bands = read.one(tag.samplesPerPixel, Math.max(1, read.all(tag.bitsPerSample)?.length ?? 1));
  if (bands < 1 || bands > maxBands)
    throw new InvalidInput(`${read.where}: ${bands} samples per pixel; expected 1 to ${maxBands}`);
  const compression = read.one(tag.compression, 1);
  const codecName = codecNames[compression] ?? 'unknown';
  const photometricValue = read.one(tag.photometric, photometric.minIsBlack);
  const samples = sampleLayout(read, bands, directory.littleEndian);
  const { bitsPerSample } = samples;
  const planarValue = read.one(tag.planar, 1);
  if (planarValue !== 1 && planarValue !== 2)
    throw new InvalidInput(`${read.where}: PlanarConfiguration is ${planarValue}; expected 1 or 2`);
  if (!readableCodecs.includes(compression))
    throw new Unsupported(
      `${read.where}: ${codecName} compression (TIFF code ${compression}) is not supported; convert the file, for example with gdal_translate -co COMPRESS=DEFLATE`,
    );
  const planar = planarValue === 2 && bands > 1;
  const blocks = blockLayout(read, widthPx, heightPx, {
    isCompressed: compression !== 1,
    bitsPerPixel: bitsPerSample * (planar ? 1 : bands),
    planes: planar ? bands : 1,
    fileBytes: source.sizeBytes,
  });
  checkCodecSamples(read, compression, samples, bands, planar);
  const predictor = predictorOf(read, compression, samples, directory.littleEndian);
  const image: TiffImage = {
    source,
    littleEndian: directory.littleEndian,
    subfileType: read.one(tag.newSubfileType, 0),
    widthPx,
    heightPx,
    bands,
    ...samples,
    compression,
    codecName,
    predictor,
    photometric: photometricValue,
    planar,
    reversedBits: read.one(tag.fillOrder, 1) === 2,
    orientation: read.one(tag.orientation, 1),
    ...blocks,
    extraSamples: Array.from(directory.integers(tag.extraSamples) ?? []),
    faxOptions: read.one(compression === 4 ? tag.t6Options : tag.t4Options, 0),
    jpegTables: directory.bytes(tag.jpegTables),
    lercWrapped: lercWrapping(directory, read.where),
    palette: paletteOf(directory, photometricValue, bitsPerSample),
    nodata: nodataText(directory.bytes(tag.gdalNodata)),
    oldJpeg: null,
    gathered: null,
    joined: null,
    conversion: null,
  };
  checkColours(image, read.where);
  checkBlocks(image, read.where);
  const shown =
    compression === 6 ? oldJpegImage(image, directory) : shownImage(splitTallStrips(image), directory);
  checkBlockSize(shown.conversion === null ? shown : shown.conversion.stored, read.where);
  return shown;
}

/** Throws for samples that the codec does not know. */
function checkCodecSamples(
  read: FieldReader,
  compression: number,
  { bitsPerSample: bits, sampleType }: SampleLayout,
  bands: number,
  planar: boolean,
): void {
  const perPixel = planar ? 1 : bands;
  if (faxCodecs.includes(compression) && (bits !== 1 || perPixel > 1))
    throw new Unsupported(
      `${read.where}: fax compression of ${bits}-bit samples in ${perPixel} bands is not supported; expected one bit a pixel`,
    );
  if (compression === 34676 && (sampleType !== 'int16' || planar || (bands !== 1 && bands !== 3)))
    throw new Unsupported(
      `${read.where}: LogLuv pixels as ${bits}-bit ${sampleType} in ${bands} bands are not supported; expected 16-bit signed integers`,
    );
  const bitsOfScanners: Readonly<Record<number, number>> = { 32766: 2, 32809: 4 };
  const expected = bitsOfScanners[compression];
  if (expected !== undefined && (bits !== expected || perPixel > 1))
    throw new Unsupported(
      `${read.where}: ${codecNames[compression]} compression of ${bits}-bit samples in ${perPixel} bands is not supported; expected ${expected} bits in one band`,
    );
}

function predictorOf(
  read: FieldReader,
  compression: number,
  { bitsPerSample: bits, sampleType: type, widened }: SampleLayout,
  littleEndian: boolean,
): 1 | 2 | 3 {
  if (!predictedCodecs.includes(compression)) return 1;
  const value = read.one(tag.predictor, 1);
  if (value === 2 && (bits === 8 || bits === 16 || bits === 32 || bits === 64)) return 2;
  if (value === 3 && !littleEndian)
    // Writers disagree on whether the planes of a big-endian file start with the most significant byte: GDAL 3.6 cannot
    // read back its own files.
    throw new Unsupported(
      `${read.where}: the floating-point predictor in a big-endian file is ambiguous and not supported`,
    );
  const isFloat = (type === 'float32' || type === 'float64') && widened !== 'uint64' && widened !== 'int64';
  if (value === 3 && isFloat) return 3;
  if (value === 1) return 1;
  throw new Unsupported(`${read.where}: predictor ${value} on ${bits}-bit ${type} samples is not supported`);
}

function lercWrapping(directory: TiffDirectory, where: string): 'none' | 'deflate' | 'zstd' {
  const code = directory.integers(tag.lercParameters)?.[1] ?? 0;
  const wrapped = (['none', 'deflate', 'zstd'] as const)[code];
  if (wrapped === undefined)
    throw new Unsupported(`${where}: LERC inside compression ${code} is not supported`);
  return wrapped;
}

function paletteOf(directory: TiffDirectory, photometricValue: number, bits: number): Uint8Array | null {
  const map = directory.integers(tag.colorMap);
  const entries = 2 ** bits;
  if (photometricValue !== photometric.palette || map === null || bits > 16 || map.length < 3 * entries)
    return null;
  const colours = new Uint8Array(entries * 3);
  // Some writers store 8-bit values in the 16-bit colour map.
  const step = Array.from(map).every((value) => value < 256) ? 1 : 257;
  for (let i = 0; i < entries; i++)
    for (let c = 0; c < 3; c++) colours[3 * i + c] = Math.floor(map[c * entries + i] / step);
  return colours;
}

function checkColours(image: TiffImage, where: string): void {
  const { compression, bitsPerSample } = image;
  if ((compression === 7 || compression === 50001) && bitsPerSample !== 8)
    throw new Unsupported(
      `${where}: ${bitsPerSample}-bit ${image.codecName} is not supported; only 8-bit is`,
    );
}

/** Throws unless all blocks lie inside the file: an uncompressed block past the end would read as zeros. */
function checkBlocks(image: TiffImage, where: string): void {
  const { offsets, byteCounts, source, blockCols, blockRows, planar, bands } = image;
  const expected = blockCols * blockRows * (planar ? bands : 1);
  if (offsets.length < expected || byteCounts.length < expected)
    throw new InvalidInput(
      `${where}: found ${offsets.length} block offsets and ${byteCounts.length} byte counts; expected ${expected} of each`,
    );
  for (let i = 0; i < expected; i++) {
    const end = offsets[i] + byteCounts[i];
    if (byteCounts[i] > 0 && offsets[i] > 0 && !(end <= source.sizeBytes))
      throw new InvalidInput(
        `${where}: the file is truncated: block ${i} of ${expected} ends at byte ${end}, the file at byte ${source.sizeBytes}`,
      );
  }
}

function checkBlockSize(image: TiffImage, where: string): void {
  const bytes = blockBytes(image);
  if (bytes > maxBlockBytes)
    throw new Unsupported(
      `${where}: blocks of ${Math.round(bytes / 2 ** 20)} MiB (${image.blockWidthPx} x ${image.blockHeightPx}) are not supported, because each is held in memory as a whole; tile the file first, for example with gdal_translate -co TILED=YES`,
    );
}
