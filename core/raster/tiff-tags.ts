/** Published numbers of TIFF tags, colour spaces and compression codes, and how long a tag may be. */

export const tag = {
  newSubfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  fillOrder: 266,
  stripOffsets: 273,
  orientation: 274,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planar: 284,
  t4Options: 292,
  t6Options: 293,
  predictor: 317,
  whitePoint: 318,
  colorMap: 320,
  tileWidth: 322,
  dateTime: 306,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subDirectories: 330,
  extraSamples: 338,
  sampleFormat: 339,
  jpegTables: 347,
  jpegStream: 513,
  jpegStreamBytes: 514,
  jpegRestartInterval: 515,
  jpegQuantization: 519,
  jpegDc: 520,
  jpegAc: 521,
  ycbcrCoefficients: 529,
  ycbcrSubsampling: 530,
  referenceBlackWhite: 532,
  lercParameters: 50674,
  gdalMetadata: 42112,
  gdalNodata: 42113,
} as const;

export const geoTag = {
  pixelScale: 33550,
  tiepoints: 33922,
  transformation: 34264,
  keyDirectory: 34735,
  doubleParams: 34736,
  asciiParams: 34737,
} as const;

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/**
 * The tags that are read, and the most bytes that each may hold: enough for ten million blocks, or for one value for each of 4,096 bands,
 * or far more than real files have.
 */
export const mostTagBytes: ReadonlyMap<number, number> = new Map([
  ...[tag.stripOffsets, tag.stripByteCounts, tag.tileOffsets, tag.tileByteCounts].map(
    (each): [number, number] => [each, 96 * mebibyte],
  ),
  ...[tag.bitsPerSample, tag.extraSamples, tag.sampleFormat].map((each): [number, number] => [
    each,
    512 * kibibyte,
  ]),
  ...[tag.colorMap, tag.jpegTables, tag.gdalNodata, tag.subDirectories].map((each): [number, number] => [
    each,
    512 * kibibyte,
  ]),
  [tag.gdalMetadata, 4 * mebibyte],
  ...Object.values(geoTag).map((each): [number, number] => [each, mebibyte]),
]);
/** For tags that hold one number. */
export const mostSmallTagBytes = 64;

/** Tags without which the pixels can be read. */
export const dispensableTags: ReadonlySet<number> = new Set([
  ...[tag.orientation, tag.subDirectories, tag.gdalMetadata, tag.gdalNodata, tag.whitePoint],
  ...[tag.ycbcrCoefficients, tag.referenceBlackWhite],
  ...[
    tag.jpegStream,
    tag.jpegStreamBytes,
    tag.jpegRestartInterval,
    tag.jpegQuantization,
    tag.jpegDc,
    tag.jpegAc,
  ],
  ...Object.values(geoTag),
]);

export const photometric = {
  minIsWhite: 0,
  minIsBlack: 1,
  rgb: 2,
  palette: 3,
  mask: 4,
  cmyk: 5,
  ycbcr: 6,
  cielab: 8,
  iccLab: 9,
  ituLab: 10,
  logL: 32844,
  logLuv: 32845,
} as const;

export const codecNames: Readonly<Record<number, string>> = {
  1: 'none',
  2: 'CCITT RLE',
  3: 'CCITT fax 3',
  4: 'CCITT fax 4',
  5: 'LZW',
  6: 'old-style JPEG',
  7: 'JPEG',
  8: 'Deflate',
  32766: 'NeXT',
  32771: 'CCITT RLE',
  32773: 'PackBits',
  32809: 'ThunderScan',
  32946: 'Deflate',
  33003: 'JPEG 2000',
  33005: 'JPEG 2000',
  34676: 'SGI LogLuv',
  34677: 'SGI 24-bit LogLuv',
  34712: 'JPEG 2000',
  34887: 'LERC',
  34925: 'LZMA',
  34926: 'WebP (old code)',
  50000: 'ZSTD',
  50001: 'WebP',
  50002: 'JPEG XL',
};
export const readableCodecs: readonly number[] = [
  1, 2, 3, 4, 5, 6, 7, 8, 32766, 32771, 32773, 32809, 32946, 34676, 34887, 34925, 50000, 50001,
];
/** JPEG and WebP, which leave noise beside edges. */
export const lossyCodecs: readonly number[] = [6, 7, 50001];
/** Codecs for which libtiff honours the Predictor tag. */
export const predictedCodecs: readonly number[] = [5, 8, 32946, 34925, 50000];
/** Fax compression (ITU-T T.4 and T.6). */
export const faxCodecs: readonly number[] = [2, 3, 4, 32771];
