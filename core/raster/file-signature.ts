/** File recognition by first bytes: the kind of TIFF, or what the file is instead. */
import { InvalidInput } from '../errors.ts';

export type TiffHeader = {
  readonly littleEndian: boolean;
  readonly bigTiff: boolean;
  readonly firstDirectoryAt: number;
};

export const headerBytes = 16;

/** Little and big endian, classic and BigTIFF. */
const starts = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'];

const JP2_START = '\0\0\0\x0cjP  ';
const CODESTREAM_START = '\xff\x4f\xff\x51';

/** True if the first four bytes are a TIFF signature. */
export function isTiff(head: Uint8Array): boolean {
  return starts.includes(String.fromCharCode(...head.subarray(0, 4)));
}

/** Reads the header from the first 16 bytes of a file (fewer if it is shorter). Throws `InvalidInput` saying what else the file looks like. */
export function readTiffHeader(head: Uint8Array, name: string): TiffHeader {
  if (head.length < 8)
    throw new InvalidInput(
      `${name}: not a TIFF: the file is only ${head.length} bytes long; a header takes 8`,
    );
  const order = String.fromCharCode(head[0], head[1]);
  if (order !== 'II' && order !== 'MM') throw new InvalidInput(`${name}: not a TIFF: ${lookOf(head)}`);
  const littleEndian = order === 'II';
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = view.getUint16(2, littleEndian);
  if (version === 42)
    return { littleEndian, bigTiff: false, firstDirectoryAt: view.getUint32(4, littleEndian) };
  if (version !== 43)
    throw new InvalidInput(
      `${name}: not a TIFF: version number ${version} after "${order}"; expected 42 or 43`,
    );
  if (head.length < headerBytes || view.getUint16(4, littleEndian) !== 8)
    throw new InvalidInput(`${name}: damaged BigTIFF header: expected 8-byte offsets`);
  return { littleEndian, bigTiff: true, firstDirectoryAt: Number(view.getBigUint64(8, littleEndian)) };
}

/** True for JPEG 2000, as a file or a bare code stream. */
export function isJpeg2000(head: Uint8Array): boolean {
  const start = String.fromCharCode(...head.subarray(0, 8));
  return start.startsWith(JP2_START) || start.startsWith(CODESTREAM_START);
}

type Format = {
  /** Bytes that files of the format start with: one of these, or an expression over latin1 text. */
  readonly start: readonly string[] | RegExp;
  readonly what: string;
  readonly todo: string;
};

const convert = 'convert it to GeoTIFF, for example with gdal_translate';
const ofDataSets = 'it may hold several rasters: list them with gdalinfo and convert one with gdal_translate';

/** `latin1` text of the first 16 bytes decides. The first match counts. */
const formats: readonly Format[] = [
  {
    start: /^\s*<(!doctype|html)/i,
    what: 'an HTML page',
    todo: 'probably an error page saved under this name',
  },
  { start: ['version https'], what: 'a Git LFS pointer', todo: 'fetch the file itself with "git lfs pull"' },
  {
    start: /^\s*<VRTDataset/,
    what: 'a GDAL virtual raster (VRT)',
    todo: `${convert}, or open the files that it names`,
  },
  { start: /^\s*</, what: 'an XML document', todo: 'choose the raster that it belongs to' },
  { start: [JP2_START], what: 'a JPEG 2000 picture', todo: convert },
  { start: [CODESTREAM_START], what: 'a JPEG 2000 code stream', todo: convert },
  { start: ['\xff\x0a', '\0\0\0\x0cJXL '], what: 'a JPEG XL picture', todo: convert },
  { start: ['\x89PNG'], what: 'a PNG picture', todo: convert },
  { start: ['\xff\xd8\xff'], what: 'a JPEG picture', todo: convert },
  { start: /^RIFF.{4}WEBP/s, what: 'a WebP picture', todo: convert },
  { start: ['RIFF'], what: 'a RIFF file (video or sound)', todo: 'choose a raster' },
  { start: ['GIF87a', 'GIF89a'], what: 'a GIF picture', todo: convert },
  { start: ['SQLite format 3'], what: 'a SQLite database (GeoPackage, MBTiles)', todo: ofDataSets },
  { start: ['EHFA_HEADER_TAG'], what: 'an ERDAS Imagine raster (.img)', todo: convert },
  { start: ['CDF\x01', 'CDF\x02', 'CDF\x05'], what: 'a NetCDF file', todo: ofDataSets },
  { start: ['\x89HDF'], what: 'an HDF5 file (perhaps NetCDF 4)', todo: ofDataSets },
  { start: ['\x0e\x03\x13\x01'], what: 'an HDF4 file', todo: ofDataSets },
  {
    start: ['msid'],
    what: 'a MrSID picture',
    todo: 'convert it to GeoTIFF with a program that reads MrSID (mrsiddecode, or GDAL built with its SDK)',
  },
  {
    start: ['e\x01', 'e\x02', 'e\x03'],
    what: 'an ECW picture',
    todo: 'convert it to GeoTIFF with a program that reads ECW (ERDAS software, or GDAL built with its SDK)',
  },
  { start: ['NITF0', 'NSIF0'], what: 'a NITF file', todo: convert },
  { start: ['GRIB'], what: 'a GRIB file', todo: ofDataSets },
  { start: ['UHL1'], what: 'a DTED raster', todo: convert },
  { start: /^\s*ncols\s/i, what: 'an ASCII grid', todo: convert },
  {
    start: ['ENVI'],
    what: 'the header of an ENVI raster',
    todo: `choose the raster beside it and ${convert}`,
  },
  { start: ['LASF'], what: 'a point cloud (LAS)', todo: 'make a raster of it first' },
  { start: ['PAR1'], what: 'a Parquet table', todo: 'choose a raster' },
  { start: ['PK\x03\x04'], what: 'a ZIP archive', todo: 'unpack it first and choose the raster in it' },
  { start: ['\x1f\x8b'], what: 'a gzip archive', todo: 'unpack it first and choose the raster in it' },
  { start: ['7z\xbc\xaf'], what: 'a 7z archive', todo: 'unpack it first and choose the raster in it' },
  { start: ['Rar!'], what: 'a RAR archive', todo: 'unpack it first and choose the raster in it' },
  { start: ['%PDF'], what: 'a PDF document', todo: convert },
];

/** What a file that is no TIFF looks like, and what to do, from its first 16 bytes. */
export function lookOf(head: Uint8Array): string {
  const text = new TextDecoder('latin1').decode(head);
  if (head.every((byte) => byte === 0))
    return 'the file starts with zeros; the download is probably incomplete';
  const format = formats.find(({ start }) =>
    start instanceof RegExp ? start.test(text) : start.some((each) => text.startsWith(each)),
  );
  if (format !== undefined) return `this is ${format.what}; ${format.todo}`;
  const hex = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `the file starts with ${hex}; expected "II" or "MM"`;
}
