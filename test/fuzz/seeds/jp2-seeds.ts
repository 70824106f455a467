/** JPEG 2000 files to start from, written by GDAL, and one for each fault of the past. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Seed } from '../seed.ts';

const [WIDTH, HEIGHT] = [70, 50];
const co = (...options: string[]): string[] => options.flatMap((each) => ['-co', each]);
const LOSSLESS = co('QUALITY=100', 'REVERSIBLE=YES');
const TILED = co('BLOCKXSIZE=32', 'BLOCKYSIZE=32', 'RESOLUTIONS=3');
const PLACED = ['-a_srs', 'EPSG:32633', '-a_ullr', '500000', '5500000', '500140', '5499900'];

/** Options of `gdal_translate` by name of the seed, and the bands of the picture. */
const KINDS: Readonly<Record<string, readonly [bands: number, options: readonly string[]]>> = {
  'one-band.jp2': [1, [...LOSSLESS, ...PLACED]],
  'three-bands-tiled.jp2': [3, [...LOSSLESS, ...TILED, ...PLACED]],
  'u16-tiled-gml.jp2': [
    1,
    ['-ot', 'UInt16', ...TILED, ...LOSSLESS, ...PLACED, ...co('GeoJP2=NO', 'GMLJP2=YES')],
  ],
  'lossy-layers.jp2': [3, co('QUALITY=20,50', 'RESOLUTIONS=3', 'YCC=YES')],
  'lengths-markers.jp2': [
    1,
    [...LOSSLESS, ...TILED, ...co('TLM=YES', 'PLT=YES', 'PROGRESSION=RPCL', 'SOP=YES', 'EPH=YES')],
  ],
  'precincts.jp2': [
    1,
    [
      ...LOSSLESS,
      ...co('PRECINCTS={32,32},{16,16}', 'PROGRESSION=PCRL', 'CODEBLOCK_WIDTH=16', 'CODEBLOCK_HEIGHT=16'),
    ],
  ],
  'code-blocks.jp2': [1, [...LOSSLESS, ...co('CODEBLOCK_STYLE=63', 'TILEPARTS=RESOLUTIONS')]],
  'signed.jp2': [1, ['-ot', 'Int16', ...LOSSLESS, ...PLACED]],
  'stream.j2k': [1, [...LOSSLESS, ...TILED, ...co('CODEC=J2K')]],
  'four-bands.jp2': [4, [...LOSSLESS, ...TILED]],
  'palette.jp2': [0, LOSSLESS],
};

export function jp2Seeds(): readonly Seed[] {
  const folder = mkdtempSync(join(tmpdir(), 'longsight-jp2-seeds-'));
  try {
    return [
      ...Object.entries(KINDS).map(([name, [bands, options]]) => made(folder, name, bands, options)),
      ...faults(),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function made(folder: string, name: string, bands: number, options: readonly string[]): Seed {
  const source = join(folder, 'source.vrt');
  const raw = Uint8Array.from({ length: WIDTH * HEIGHT * Math.max(1, bands) }, (_, i) =>
    bands === 0 ? i % 3 : (i * 7 + ((i * i) >> 5)) & 255,
  );
  writeFileSync(join(folder, 'source.raw'), raw);
  writeFileSync(source, virtual(Math.max(1, bands), bands === 0));
  const out = join(folder, name);
  execFileSync('gdal_translate', ['-q', '-of', 'JP2OpenJPEG', ...options, source, out], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { name, bytes: new Uint8Array(readFileSync(out)) };
}

function virtual(bands: number, hasPalette: boolean): string {
  const colours = '<ColorTable><Entry c1="9" c2="8" c3="7"/><Entry c1="99"/><Entry c2="255"/></ColorTable>';
  const band = (i: number): string =>
    `<VRTRasterBand dataType="Byte" band="${i + 1}" subClass="VRTRawRasterBand">${hasPalette ? `<ColorInterp>Palette</ColorInterp>${colours}` : ''}` +
    `<SourceFilename relativeToVRT="1">source.raw</SourceFilename><ImageOffset>${i * WIDTH * HEIGHT}</ImageOffset>` +
    `<PixelOffset>1</PixelOffset><LineOffset>${WIDTH}</LineOffset></VRTRasterBand>`;
  return `<VRTDataset rasterXSize="${WIDTH}" rasterYSize="${HEIGHT}">${Array.from({ length: bands }, (_, i) => band(i)).join('')}</VRTDataset>`;
}

function faults(): readonly Seed[] {
  return [];
}
