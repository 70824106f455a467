/** Conversion of rasters through GDAL in WebAssembly, against GDAL's own programs; without them those tests skip, visibly. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unattended } from '../../../core/task.ts';
import { findResources } from '../../../electron/app/disk/resources.ts';
import { ConversionService } from '../../../electron/app/scenes/conversion-service.ts';
import { sourceHost } from '../../core/raster/source-host.ts';

const host = sourceHost();
const conversions = new ConversionService(host);
const folder = mkdtempSync(join(tmpdir(), 'longsight-convert-'));
const { signal } = new AbortController();
const hasGdal = spawnSync('gdal_translate', ['--version']).status === 0;
const withGdal = test.skipIf(!hasGdal);
if (!hasGdal) console.warn('skipped: GDAL’s gdal_translate is not installed');

const at = (name: string): string => join(folder, name);
const make = (name: string, ...options: readonly string[]): string => {
  execFileSync('gdal_translate', [
    '-q',
    '-srcwin',
    '900',
    '900',
    '400',
    '300',
    ...options,
    findResources().demoScene,
    at(name),
  ]);
  return at(name);
};
/** Checksums, place and CRS as GDAL sees them. */
function seen(path: string) {
  const { bands, geoTransform, coordinateSystem } = JSON.parse(
    execFileSync('gdalinfo', ['-json', '-checksum', path]).toString(),
  );
  return {
    values: bands.map(({ checksum, type }: { checksum: number; type: string }) => [checksum, type]),
    geoTransform,
    hasCrs: coordinateSystem?.wkt.includes('World Mercator') ?? false,
  };
}
const leftovers = (): readonly string[] => readdirSync(folder).filter((name) => name.includes('.tmp'));

beforeAll(() => {
  if (!hasGdal) return;
  make('picture.png', '-of', 'PNG', '-co', 'WORLDFILE=YES');
  make('imagine.img', '-of', 'HFA', '-ot', 'UInt16');
  make('floats.img', '-of', 'HFA', '-ot', 'Float32');
  make('part.tif', '-co', 'COMPRESS=DEFLATE');
  execFileSync('gdalbuildvrt', ['-q', at('mosaic.vrt'), at('part.tif')]);
  make('picture.jpg', '-of', 'JPEG', '-co', 'WORLDFILE=YES');
});
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true });
});

for (const [name, format] of [
  ['picture.png', 'PNG'],
  ['imagine.img', 'ERDAS Imagine'],
  ['floats.img', 'ERDAS Imagine'],
  ['mosaic.vrt', 'GDAL virtual raster'],
] as const)
  withGdal(
    `the copy of ${name} has the values, place and CRS of the source, as GDAL reads both`,
    async () => {
      const plan = await conversions.plan(at(name), signal);
      expect(plan).toMatchObject({ name, format, widthPx: 400, heightPx: 300, bands: 3 });
      const shares: number[] = [];
      const copy = await conversions.convert(at(name), at(`${name}.copy.tif`), {
        signal,
        report: ({ done, total }) => shares.push(done / total),
      });
      expect(seen(copy)).toEqual(seen(at(name)));
      expect(seen(copy).hasCrs).toBe(true);
      expect(execFileSync('gdalinfo', [copy]).toString()).toContain('LAYOUT=COG');
      expect(shares[0]).toBe(0);
      expect(leftovers()).toEqual([]);
    },
  );

withGdal('a JPEG is decoded to nearly the same values', async () => {
  const copy = await conversions.convert(at('picture.jpg'), at('jpeg-copy.tif'), unattended());
  expect(seen(copy).geoTransform).toEqual(seen(at('picture.jpg')).geoTransform);
  expect(statSync(copy).size).toBeGreaterThan(100_000);
});

test('a TIFF needs no copy', async () => {
  expect(await conversions.plan(findResources().demoScene, signal)).toBeNull();
});

test('what cannot be converted is named with what to do', async () => {
  writeFileSync(at('scene.ecw'), Buffer.from([0x65, 2, 1, 1, 0, 0, 0, 0]));
  await expect(conversions.plan(at('scene.ecw'), signal)).rejects.toThrow(
    /scene\.ecw: this is an ECW picture; convert it to GeoTIFF with a program that reads ECW.*\(Longsight cannot convert it itself\)/,
  );
  writeFileSync(at('notes.png'), 'these are notes');
  await expect(conversions.plan(at('notes.png'), signal)).rejects.toThrow(/notes\.png: the file starts with/);
});

withGdal('nothing is replaced unasked, and never the source', async () => {
  copyFileSync(at('picture.png'), at('taken.png'));
  writeFileSync(at('taken.tif'), 'mine');
  await expect(conversions.convert(at('taken.png'), null, unattended())).rejects.toThrow(
    /taken\.tif exists already/,
  );
  expect(readFileSync(at('taken.tif'), 'utf8')).toBe('mine');
  copyFileSync(at('imagine.img'), at('odd.tif'));
  await expect(conversions.convert(at('odd.tif'), at('odd.tif'), unattended())).rejects.toThrow(
    /is the raster itself/,
  );
});

withGdal('a damaged file is an error that names it, and leaves nothing', async () => {
  writeFileSync(at('cut.png'), readFileSync(at('picture.png')).subarray(0, 30_000));
  await expect(conversions.convert(at('cut.png'), null, unattended())).rejects.toThrow(
    /cut\.png: it cannot be converted \(GDAL says: .*read/i,
  );
  expect(existsSync(at('cut.tif'))).toBe(false);
  expect(leftovers()).toEqual([]);
});

withGdal('a virtual raster reaches files in its folder and below, and no others', async () => {
  const inner = join(folder, 'inner');
  mkdirSync(inner);
  execFileSync('gdal_translate', ['-q', '-of', 'VRT', at('part.tif'), join(inner, 'up.vrt')]);
  await expect(conversions.convert(join(inner, 'up.vrt'), null, unattended())).rejects.toThrow(
    /No such file/,
  );
  const vrt = readFileSync(at('mosaic.vrt'), 'utf8')
    .replaceAll('part.tif', '/etc/passwd')
    .replaceAll('relativeToVRT="1"', 'relativeToVRT="0"');
  writeFileSync(at('hostile.vrt'), vrt);
  await expect(conversions.convert(at('hostile.vrt'), null, unattended())).rejects.toThrow(/passwd/);
});

withGdal('a raster that no disk holds is refused before anything is written', async () => {
  const vrt = readFileSync(at('mosaic.vrt'), 'utf8').replace(
    /rasterXSize="\d+" rasterYSize="\d+"/,
    'rasterXSize="2000000000" rasterYSize="2000000000"',
  );
  writeFileSync(at('huge.vrt'), vrt);
  await expect(conversions.convert(at('huge.vrt'), null, unattended())).rejects.toThrow(
    /bytes free: choose another disk/,
  );
  expect(leftovers()).toEqual([]);
});

withGdal('a cancelled conversion ends at once, and leaves nothing', async () => {
  const big = readFileSync(at('mosaic.vrt'), 'utf8').replace(
    /rasterXSize="\d+" rasterYSize="\d+"/,
    'rasterXSize="20000" rasterYSize="20000"',
  );
  writeFileSync(at('big.vrt'), big);
  const abort = new AbortController();
  const converting = conversions.convert(at('big.vrt'), null, {
    signal: abort.signal,
    report: ({ done }) => {
      if (done > 0) abort.abort();
    },
  });
  await expect(converting).rejects.toThrow(/abort/i);
  expect(existsSync(at('big.tif'))).toBe(false);
  expect(leftovers()).toEqual([]);
});
