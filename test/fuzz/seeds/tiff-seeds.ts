/** TIFFs to start from: one small file for each encoding, written by GDAL, and one for each fault of the past. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { buildTiff, dataAt, type TiffField, type TiffPlan } from '../../core/raster/build-tiff.ts';
import type { Seed } from '../seed.ts';

const WIDTH = 45;
const HEIGHT = 38;
const TILED = ['-co', 'TILED=YES', '-co', 'BLOCKXSIZE=16', '-co', 'BLOCKYSIZE=16'];
const co = (...options: string[]): string[] => options.flatMap((each) => ['-co', each]);

/** Options of `gdal_translate` by name of the seed. */
const ENCODINGS: Readonly<Record<string, readonly string[]>> = {
  'deflate-p2-tiled': [...co('COMPRESS=DEFLATE', 'PREDICTOR=2'), ...TILED],
  'lzw-u16-p2-big-endian': ['-ot', 'UInt16', ...co('COMPRESS=LZW', 'PREDICTOR=2', 'ENDIANNESS=BIG')],
  packbits: co('COMPRESS=PACKBITS', 'BLOCKYSIZE=8'),
  'zstd-i16-nodata': ['-ot', 'Int16', '-a_nodata', '-7', ...co('COMPRESS=ZSTD', 'PREDICTOR=2'), ...TILED],
  'lerc-f32': ['-ot', 'Float32', ...co('COMPRESS=LERC', 'MAX_Z_ERROR=0.5'), ...TILED],
  'lerc-deflate-u16': ['-ot', 'UInt16', ...co('COMPRESS=LERC_DEFLATE')],
  'zstd-strips': co('COMPRESS=ZSTD', 'ZSTD_LEVEL=19', 'BLOCKYSIZE=19'),
  'lerc-i16': ['-ot', 'Int16', '-b', '1', ...co('COMPRESS=LERC', 'MAX_Z_ERROR=0')],
  'lerc-zstd': co('COMPRESS=LERC_ZSTD'),
  'jpeg-ycbcr': [...co('COMPRESS=JPEG', 'PHOTOMETRIC=YCBCR'), ...TILED],
  'jpeg-rgb': [...co('COMPRESS=JPEG', 'PHOTOMETRIC=RGB', 'INTERLEAVE=PIXEL'), ...TILED],
  'jpeg-gray': ['-b', '1', ...co('COMPRESS=JPEG')],
  'jpeg-two-bands': ['-b', '1', '-b', '2', ...co('COMPRESS=JPEG', 'INTERLEAVE=PIXEL')],
  webp: [...co('COMPRESS=WEBP'), ...TILED],
  'ccitt-g4': ['-b', '1', '-scale', '0', '255', '0', '1', ...co('COMPRESS=CCITTFAX4', 'NBITS=1')],
  'big-tiff-planar': [...co('BIGTIFF=YES', 'INTERLEAVE=BAND', 'COMPRESS=DEFLATE'), ...TILED],
  'f32-p3': ['-ot', 'Float32', ...co('COMPRESS=DEFLATE', 'PREDICTOR=3')],
  'f64-p3-zstd': ['-ot', 'Float64', '-b', '1', ...co('COMPRESS=ZSTD', 'PREDICTOR=3')],
  'bits-12': ['-ot', 'UInt16', ...co('NBITS=12', 'COMPRESS=LZW')],
  'bits-4': ['-b', '1', '-scale', '0', '255', '0', '15', ...co('NBITS=4', 'COMPRESS=DEFLATE')],
  'float-16': ['-ot', 'Float32', ...co('NBITS=16', 'COMPRESS=DEFLATE')],
  'complex-int16': ['-ot', 'CInt16', '-b', '1', ...co('COMPRESS=DEFLATE')],
  'control-points': ['-gcp', '0', '0', '7', '46', '-gcp', '45', '0', '8', '46', '-gcp', '0', '38', '7', '45'],
  'utm-metadata': [
    '-a_srs',
    'EPSG:32633',
    '-a_ullr',
    '500000',
    '5500000',
    '500090',
    '5499924',
    '-mo',
    'AREA=x',
    '-scale',
  ],
  'lon-lat': ['-a_srs', 'EPSG:4326', '-a_ullr', '7', '46', '8', '45', ...co('PROFILE=GeoTIFF')],
  'national-grid': [
    '-a_srs',
    'EPSG:27700',
    '-a_ullr',
    '400000',
    '300000',
    '400450',
    '299620',
    ...co('COMPRESS=LZW'),
  ],
  'alpha-mask': [
    '-b',
    '1',
    '-b',
    '2',
    '-b',
    '3',
    '-mask',
    '1',
    '--config',
    'GDAL_TIFF_INTERNAL_MASK',
    'YES',
    ...co('COMPRESS=DEFLATE'),
  ],
  cog: [
    '-of',
    'COG',
    ...co('BLOCKSIZE=128', 'COMPRESS=DEFLATE'),
    '-outsize',
    '160',
    '140',
    '-a_srs',
    'EPSG:3857',
    '-a_ullr',
    '0',
    '1000',
    '1000',
    '0',
  ],
};

/** Needs `gdal_translate`. */
export function tiffSeeds(): readonly Seed[] {
  const folder = mkdtempSync(join(tmpdir(), 'longsight-seeds-'));
  try {
    const base = join(folder, 'base.tif');
    writeFileSync(base, pictureTiff());
    const encoded = Object.entries(ENCODINGS).map(([name, options]) => {
      const path = join(folder, `${name}.tif`);
      execFileSync('gdal_translate', ['-q', ...options, base, path], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      return { name: `${name}.tif`, bytes: new Uint8Array(readFileSync(path)) };
    });
    return [{ name: 'plain.tif', bytes: pictureTiff() }, ...encoded, ...faults()];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pictureTiff(): Uint8Array {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < data.length; i++) {
    const [pixel, band] = [Math.floor(i / 3), i % 3];
    const [x, y] = [pixel % WIDTH, Math.floor(pixel / WIDTH)];
    data[i] = 128 + 60 * Math.sin(x / (4 + band)) + 60 * Math.cos(y / 5);
  }
  return buildTiff({
    widthPx: WIDTH,
    heightPx: HEIGHT,
    bands: 3,
    data,
    offsets: [dataAt],
    byteCounts: [data.length],
  });
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const gray: TiffPlan = {
  widthPx: 64,
  heightPx: 64,
  data: new Uint8Array(4096),
  offsets: [dataAt],
  byteCounts: [4096],
};
const places = (data: Uint8Array) => ({ data, offsets: [dataAt], byteCounts: [data.length] });
/** 16,383 x 16,383 black pixels in 38 bytes. */
const HUGE_WEBP = Uint8Array.from(
  Buffer.from('524946461e000000574542505650384c110000002ffebfff0f07d0842634a1ff8188e87f0000', 'hex'),
);

/** By what went wrong once, as small as it still goes wrong in that way. */
function faults(): readonly Seed[] {
  const zeros = new Uint8Array(deflateSync(new Uint8Array(8 << 20)));
  const keys: TiffField = [34735, 3, [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 3857]];
  const placed = (scale: number, tie: readonly number[]): TiffPlan => ({
    ...gray,
    fields: [keys, [33550, 12, [scale, scale, 0]], [33922, 12, tie]],
  });
  const sparse = (tiles: number) => ({ offsets: new Uint32Array(tiles), byteCounts: new Uint32Array(tiles) });
  const tile = { widthPx: 64, heightPx: 64, tilePx: 64, bands: 3 };
  const plans: Readonly<Record<string, TiffPlan>> = {
    'metadata-that-never-end': { ...gray, fields: [[42112, 2, text('<Item '.repeat(2000))]] },
    'metadata-of-attributes': {
      ...gray,
      fields: [[42112, 2, text(`<Item ${' name'.repeat(2000)}>x</Item>`)]],
    },
    'webp-bomb-1': { ...tile, compression: 50001, ...places(HUGE_WEBP) },
    'webp-bomb-16': {
      ...{ ...tile, widthPx: 256, heightPx: 256, compression: 50001, data: HUGE_WEBP },
      offsets: new Array<number>(16).fill(dataAt),
      byteCounts: new Array<number>(16).fill(HUGE_WEBP.length),
    },
    'svg-in-webp': {
      ...{ ...tile, compression: 50001 },
      ...places(
        text(
          '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/></svg>',
        ),
      ),
    },
    'tags-over-the-same-bytes': { ...gray, data: new Uint8Array(30_000), tagsOverData: 400 },
    'tag-of-megabytes': { ...gray, fields: [[317, 3, new Uint16Array(20_000)]] },
    'counts-that-lie-planar': {
      ...{ widthPx: 1_000_000, heightPx: 10_000_000, bands: 64, planar: true, photometric: 1 },
      offsets: new Array<number>(64).fill(8),
      byteCounts: new Array<number>(64).fill(4e9),
    },
    'lerc-deflate-bomb': { ...gray, compression: 34887, ...places(zeros), fields: [[50674, 4, [4, 1]]] },
    'deflate-bomb': { ...gray, compression: 8, ...places(zeros) },
    'lerc-of-another-size': { ...gray, compression: 34887, ...places(lercHeader(30_000, 100)) },
    'lerc-without-progress': { ...gray, compression: 34887, ...places(lercHeader(64, 0)) },
    'zstd-states-gigabytes': {
      ...{ ...gray, bits: 16, compression: 50000 },
      ...places(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 1, 0, 0)),
    },
    'block-of-a-gigabyte': {
      widthPx: 32_768,
      heightPx: 16_384,
      compression: 8,
      ...places(new Uint8Array(deflateSync(new Uint8Array(1 << 20)))),
    },
    'bands-4096-sparse': {
      ...{ widthPx: 96, heightPx: 96, tilePx: 16, bands: 4096, bits: 16, photometric: 1, ...sparse(36) },
      fields: [[339, 3, new Array<number>(4096).fill(1)]],
    },
    'coordinates-absurd': placed(1e30, [0, 0, 0, 0, 0, 0]),
    'coordinates-nan': placed(Number.NaN, [0, 0, 0, 0, 0, 0]),
    'coordinates-infinite': placed(1, [0, 0, 0, 1 / 0, 0, 0]),
    'sparse-500000': { widthPx: 500_000, heightPx: 500_000, tilePx: 16_384, bands: 3, ...sparse(961) },
    'tile-of-no-size': { ...gray, tilePx: 0 },
    'names-a-bad-crs': {
      ...gray,
      fields: [
        [34735, 3, [1, 1, 0, 2, 1024, 0, 1, 1, 3072, 0, 1, 65_535]],
        [33550, 12, [1, 1, 0]],
        [33922, 12, [0, 0, 0, 0, 0, 0]],
      ],
    },
  };
  const named = Object.entries(plans).map(([name, plan]) => ({
    name: `fault-${name}.tif`,
    bytes: buildTiff(plan),
  }));
  return [...named, { name: 'fault-directory-of-itself.tif', bytes: chainedToItself() }];
}

function chainedToItself(): Uint8Array {
  const bytes = buildTiff(gray).slice();
  const view = new DataView(bytes.buffer);
  const at = view.getUint32(4, true);
  view.setUint32(at + 2 + 12 * view.getUint16(at, true), at, true);
  return bytes;
}

/** LERC2 of version 3, one value for all pixels. */
function lercHeader(side: number, blobBytes: number): Uint8Array {
  const bytes = new Uint8Array(130);
  const view = new DataView(bytes.buffer);
  bytes.set(text('Lerc2 '));
  for (const [i, value] of [3, 0, side, side, side * side, 8, blobBytes, 1].entries())
    view.setInt32(6 + 4 * i, value, true);
  return bytes;
}
