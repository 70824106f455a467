/** Reader for the layout of one TIFF image, checked for plausibility and against the size of the file. */
import type { ByteSource } from '../byte-source.ts';
import { InvalidInput, Unsupported } from '../errors.ts';
import type { SampleType } from '../tensor/samples.ts';
import { splitTallStrips } from './split-strips.ts';
import type { TiffDirectory } from './tiff-directory.ts';
import { blockBytes, type TiffImage } from './tiff-image.ts';
import { codecNames, photometric, predictedCodecs, readableCodecs, tag } from './tiff-tags.ts';

const maxSidePx = 10_000_000;
const maxBands = 4096;
/** Size of the cache of blocks (open-scene.ts). A larger block would be decoded again for each window. */
const maxBlockBytes = 2 ** 28;

/** Reads and checks the layout of one directory. Throws `InvalidInput` for a damaged one, `Unsupported` for a layout that is not supported. */
export function readTiffImage(source: ByteSource, directory: TiffDirectory): TiffImage {
  const read = fieldReader(source, directory);
  const widthPx = read.side(tag.width, 'ImageWidth');
  const heightPx = read.side(tag.height, 'ImageLength');
  const bands = read.one(tag.samplesPerPixel, 1);
  if (bands < 1 || bands > maxBands)
    throw new InvalidInput(`${read.where}: ${bands} samples per pixel; expected 1 to ${maxBands}`);
  const compression = read.one(tag.compression, 1);
  const codecName = codecNames[compression] ?? 'unknown';
  const photometricValue = read.one(tag.photometric, photometric.minIsBlack);
  const { bitsPerSample, sampleType, isFloat16 } = sampleLayout(read, bands);
  const planarValue = read.one(tag.planar, 1);
  if (planarValue !== 1 && planarValue !== 2)
    throw new InvalidInput(`${read.where}: PlanarConfiguration is ${planarValue}; expected 1 or 2`);
  if (!readableCodecs.includes(compression))
    throw new Unsupported(
      `${read.where}: ${codecName} compression (TIFF code ${compression}) is not supported; convert the file, for example with gdal_translate -co COMPRESS=DEFLATE`,
    );
  const planar = planarValue === 2 && bands > 1;
  const blocks = blockLayout(read, widthPx, heightPx);
  const predictor = predictorOf(read, compression, bitsPerSample, sampleType, directory.littleEndian);
  const image: TiffImage = {
    source,
    littleEndian: directory.littleEndian,
    subfileType: read.one(tag.newSubfileType, 0),
    widthPx,
    heightPx,
    bands,
    bitsPerSample,
    sampleType,
    isFloat16,
    compression,
    codecName,
    predictor,
    photometric: photometricValue,
    planar,
    reversedBits: read.one(tag.fillOrder, 1) === 2,
    orientation: read.one(tag.orientation, 1),
    ...blocks,
    extraSamples: Array.from(directory.integers(tag.extraSamples) ?? []),
    jpegTables: directory.bytes(tag.jpegTables),
    lercWrapped: lercWrapping(directory, read.where),
    palette: paletteOf(directory, photometricValue, bitsPerSample),
    nodata: nodataOf(directory),
  };
  checkColours(image, read.where);
  checkBlocks(image, read.where);
  const split = splitTallStrips(image);
  checkBlockSize(split, read.where);
  return split;
}

type FieldReader = {
  readonly where: string;
  one(tagNumber: number, fallback: number): number;
  side(tagNumber: number, name: string): number;
  all(tagNumber: number): ArrayLike<number> | null;
};

function fieldReader(source: ByteSource, directory: TiffDirectory): FieldReader {
  const where = source.name;
  return {
    where,
    one: (tagNumber, fallback) => {
      const values = directory.integers(tagNumber);
      return values === null || values.length === 0 ? fallback : values[0];
    },
    side: (tagNumber, name) => {
      const value = directory.integers(tagNumber)?.[0];
      if (value === undefined)
        throw new InvalidInput(`${where}: required tag ${name} (${tagNumber}) is missing`);
      if (!(value >= 1 && value <= maxSidePx))
        throw new InvalidInput(`${where}: ${name} is ${value}; expected 1 to ${maxSidePx}`);
      return value;
    },
    all: (tagNumber) => directory.integers(tagNumber),
  };
}

function sampleLayout(
  read: FieldReader,
  bands: number,
): { bitsPerSample: number; sampleType: SampleType; isFloat16: boolean } {
  const bits = Array.from(read.all(tag.bitsPerSample) ?? [1]);
  const formats = Array.from(read.all(tag.sampleFormat) ?? [1]);
  if (bits.length > 1 && bits.length < bands)
    throw new InvalidInput(
      `${read.where}: BitsPerSample has ${bits.length} values for ${bands} samples per pixel`,
    );
  if (
    bits.slice(0, bands).some((b) => b !== bits[0]) ||
    formats.slice(0, bands).some((f) => f !== formats[0])
  )
    throw new Unsupported(
      `${read.where}: bands of different sample types (bits ${bits.slice(0, Math.min(bands, 16)).join(', ')}) are not supported`,
    );
  const sampleType = sampleTypeOf(bits[0], formats[0], read.where);
  return { bitsPerSample: bits[0], sampleType, isFloat16: formats[0] === 3 && bits[0] === 16 };
}

function sampleTypeOf(bits: number, format: number, where: string): SampleType {
  // Format 4 is "undefined", which libtiff reads as unsigned.
  if (format === 1 || format === 4) {
    if (bits >= 1 && bits <= 8) return 'uint8';
    if (bits <= 16) return 'uint16';
    if (bits === 32) return 'uint32';
  } else if (format === 2) {
    if (bits === 8) return 'int8';
    if (bits === 16) return 'int16';
    if (bits === 32) return 'int32';
  } else if (format === 3) {
    if (bits === 16 || bits === 32) return 'float32';
    if (bits === 64) return 'float64';
  }
  const kind =
    ['?', 'unsigned', 'signed', 'float', 'undefined', 'complex integer', 'complex float'][format] ?? '?';
  throw new Unsupported(`${where}: ${bits}-bit ${kind} samples (SampleFormat ${format}) are not supported`);
}

type BlockLayout = Pick<
  TiffImage,
  'tiled' | 'blockWidthPx' | 'blockHeightPx' | 'blockCols' | 'blockRows' | 'offsets' | 'byteCounts'
>;

function blockLayout(read: FieldReader, widthPx: number, heightPx: number): BlockLayout {
  const tileOffsets = read.all(tag.tileOffsets);
  const tiled = tileOffsets !== null || read.all(tag.tileWidth) !== null;
  const name = tiled ? 'Tile' : 'Strip';
  const blockWidthPx = tiled ? read.side(tag.tileWidth, 'TileWidth') : widthPx;
  const rows = tiled ? read.side(tag.tileHeight, 'TileLength') : read.one(tag.rowsPerStrip, heightPx);
  if (tiled && (blockWidthPx % 16 !== 0 || rows % 16 !== 0))
    throw new InvalidInput(
      `${read.where}: tiles of ${blockWidthPx} x ${rows} pixels; TIFF tile sizes must be multiples of 16`,
    );
  if (rows < 1) throw new InvalidInput(`${read.where}: RowsPerStrip is ${rows}; expected at least 1`);
  const offsets = tiled ? tileOffsets : read.all(tag.stripOffsets);
  const byteCounts = read.all(tiled ? tag.tileByteCounts : tag.stripByteCounts);
  if (offsets === null) throw new InvalidInput(`${read.where}: required tag ${name}Offsets is missing`);
  if (byteCounts === null) throw new InvalidInput(`${read.where}: required tag ${name}ByteCounts is missing`);
  const blockHeightPx = tiled ? rows : Math.min(rows, heightPx);
  return {
    tiled,
    blockWidthPx,
    blockHeightPx,
    blockCols: Math.ceil(widthPx / blockWidthPx),
    blockRows: Math.ceil(heightPx / blockHeightPx),
    offsets,
    byteCounts,
  };
}

function predictorOf(
  read: FieldReader,
  compression: number,
  bits: number,
  type: SampleType,
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
  if (value === 3 && (type === 'float32' || type === 'float64')) return 3;
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
  const shift = Array.from(map).every((value) => value < 256) ? 0 : 8;
  for (let i = 0; i < entries; i++)
    for (let c = 0; c < 3; c++) colours[3 * i + c] = map[c * entries + i] >> shift;
  return colours;
}

function nodataOf(directory: TiffDirectory): number | null {
  const bytes = directory.bytes(tag.gdalNodata);
  if (bytes === null) return null;
  const text = new TextDecoder('latin1').decode(bytes).split('\0', 1)[0].trim();
  if (text === '') return null;
  if (/^[-+]?nan$/i.test(text)) return Number.NaN;
  if (/^[-+]?inf(inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const value = Number(text);
  return Number.isNaN(value) ? null : value;
}

function checkColours(image: TiffImage, where: string): void {
  const { photometric: p, compression, bitsPerSample } = image;
  if (p === photometric.ycbcr && compression !== 7 && compression !== 50001)
    throw new Unsupported(`${where}: YCbCr pixels in ${image.codecName} blocks are not supported`);
  if (p > photometric.ycbcr && p !== 32803 && p !== 34892)
    throw new Unsupported(
      `${where}: PhotometricInterpretation ${p} (CIELab, LogLuv or similar) is not supported`,
    );
  if ((compression === 7 || compression === 50001) && bitsPerSample !== 8)
    throw new Unsupported(
      `${where}: ${bitsPerSample}-bit ${image.codecName} is not supported; only 8-bit is`,
    );
  if (image.bitsPerSample % 8 === 0 && image.bitsPerSample === 24)
    throw new Unsupported(`${where}: 24-bit samples are not supported`);
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
