/** JPEG 2000 as converted copies, against GDAL's own decoder; without a GDAL that writes JPEG 2000 those tests skip, visibly. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { unattended } from '../../../core/task.ts';
import { ConversionService } from '../../../electron/app/scenes/conversion-service.ts';
import { sourceHost } from '../../core/raster/source-host.ts';

const host = sourceHost();
const conversions = new ConversionService(host);
const folder = mkdtempSync(join(tmpdir(), 'longsight-jp2-'));
const { signal } = new AbortController();
const formats = spawnSync('gdal_translate', ['--formats']).stdout?.toString() ?? '';
const withGdal = test.skipIf(!formats.includes('JP2OpenJPEG'));
if (!formats.includes('JP2OpenJPEG')) console.warn('skipped: GDAL with JP2OpenJPEG is not installed');

const [WIDTH, HEIGHT] = [300, 260];
const TILED = ['-co', 'BLOCKXSIZE=128', '-co', 'BLOCKYSIZE=64'];
const UNTILED = ['-co', `BLOCKXSIZE=${WIDTH}`, '-co', `BLOCKYSIZE=${HEIGHT}`];
const LOSSLESS = ['-co', 'QUALITY=100', '-co', 'REVERSIBLE=YES'];
const PLACED = ['-a_srs', 'EPSG:32633', '-a_ullr', '500000', '4100000', '503000', '4097400'];
const GML_ONLY = ['-co', 'GeoJP2=NO', '-co', 'GMLJP2=YES'];

const at = (name: string): string => join(folder, name);

/** Noise over a slope, in `bands` bands. */
function jp2(name: string, bands: number, type: 'uint8' | 'uint16', options: readonly string[]): string {
  let state = 7;
  const noise = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const most = type === 'uint8' ? 255 : 32_000;
  const values = Array.from({ length: WIDTH * HEIGHT * bands }, (_, i) =>
    Math.floor(most * (0.5 * noise() + (0.5 * (i % (WIDTH * HEIGHT))) / (WIDTH * HEIGHT))),
  );
  writeFileSync(at(`${name}.raw`), type === 'uint8' ? Uint8Array.from(values) : Uint16Array.from(values));
  const header = [
    ...[
      'ENVI',
      `samples=${WIDTH}`,
      `lines=${HEIGHT}`,
      `bands=${bands}`,
      `data type=${type === 'uint8' ? 1 : 12}`,
    ],
    ...['interleave=bsq', 'byte order=0', ''],
  ];
  writeFileSync(at(`${name}.hdr`), header.join('\n'));
  const args = ['-q', '-of', 'JP2OpenJPEG', ...options, at(`${name}.raw`), at(`${name}.jp2`)];
  execFileSync('gdal_translate', args, { stdio: 'ignore' });
  rmSync(at(`${name}.jp2.aux.xml`), { force: true });
  return at(`${name}.jp2`);
}

/** As the system's GDAL sees the file. */
function seen(path: string) {
  const { bands, size, geoTransform, stac } = JSON.parse(
    execFileSync('gdalinfo', ['-json', '-checksum', path]).toString(),
  );
  return {
    size,
    geoTransform: (geoTransform ?? []).map((value: number) => Number(value.toFixed(9))),
    epsg: stac?.['proj:epsg'] ?? null,
    values: bands.map(({ checksum, type }: Record<string, unknown>) => [checksum, type]),
  };
}

const converted = (path: string): Promise<string> =>
  conversions.convert(path, path.replace(/\.jp2$/, '.tif'), unattended());

afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('a lossless JPEG 2000 becomes a copy with the same pixels at the same place:', () => {
  for (const [name, bands, type, options] of [
    ['16 bit, one band, tiled', 1, 'uint16', TILED],
    ['16 bit, one band, untiled', 1, 'uint16', UNTILED],
    ['16 bit, three bands, tiled', 3, 'uint16', TILED],
    ['8 bit, one band, untiled', 1, 'uint8', UNTILED],
    ['8 bit, three bands, tiled', 3, 'uint8', TILED],
    [
      'a progression by resolution, with tile lengths',
      1,
      'uint16',
      [...TILED, '-co', 'PROGRESSION=RLCP', '-co', 'TLM=YES', '-co', 'PLT=YES'],
    ],
    ['a bare code stream', 1, 'uint16', [...TILED, '-co', 'CODEC=J2K']],
  ] as const)
    withGdal(name, async () => {
      const source = jp2(name.replaceAll(/\W+/g, '-'), bands, type, [...LOSSLESS, ...PLACED, ...options]);
      expect(seen(await converted(source))).toEqual(seen(source));
    });
});

describe('the place is that of', () => {
  withGdal('GeoJP2, also where the picture in it is damaged', async () => {
    const source = jp2('geo', 1, 'uint16', [...LOSSLESS, ...PLACED, '-co', 'GMLJP2=NO']);
    const expected = seen(source);
    const bytes = readFileSync(source);
    // The width of the one pixel that carries the tags.
    const width = bytes.indexOf(Buffer.from([0, 1, 3, 0, 1, 0, 0, 0, 1, 0]));
    bytes[width + 8] = 0;
    writeFileSync(source, bytes);
    expect(seen(await converted(source))).toEqual(expected);
  });

  withGdal('GML alone, as in the bands of Sentinel-2', async () => {
    const source = jp2('gml', 1, 'uint16', [...LOSSLESS, ...PLACED, ...GML_ONLY]);
    const copy = seen(await converted(source));
    expect(copy).toEqual(seen(source));
    expect(copy).toMatchObject({ epsg: 32_633, geoTransform: [500_000, 10, 0, 4_100_000, 0, -10] });
  });

  withGdal('GML in a system whose first axis is north', async () => {
    const degrees = ['-a_srs', 'EPSG:4326', '-a_ullr', '15', '37.1', '15.3', '36.84'];
    const source = jp2('degrees', 1, 'uint8', [...LOSSLESS, ...degrees, ...GML_ONLY]);
    const copy = seen(await converted(source));
    expect(copy).toEqual(seen(source));
    expect(copy).toMatchObject({ epsg: 4326, geoTransform: [15, 0.001, 0, 37.1, 0, -0.001] });
  });

  withGdal('a world file beside it', async () => {
    const source = jp2('world', 1, 'uint8', [...LOSSLESS, '-co', 'GeoJP2=NO', '-co', 'GMLJP2=NO']);
    writeFileSync(at('world.j2w'), '10\n0\n0\n-10\n500005\n4099995\n');
    expect(seen(await converted(source)).geoTransform).toEqual([500_000, 10, 0, 4_100_000, 0, -10]);
  });
});

withGdal('four bands are refused by name', async () => {
  const source = jp2('four', 4, 'uint8', [...LOSSLESS, ...TILED]);
  await expect(conversions.plan(source, signal)).rejects.toThrow(/four\.jp2: has 4 bands; .*gdal_translate/);
});

withGdal('the plan states format, size and samples', async () => {
  const source = jp2('planned', 3, 'uint16', [...LOSSLESS, ...TILED]);
  expect(await conversions.plan(source, signal)).toMatchObject({
    ...{ format: 'JPEG 2000', widthPx: WIDTH, heightPx: HEIGHT, bands: 3, bytes: WIDTH * HEIGHT * 6 },
    ...{ name: 'planned.jp2', copy: 'planned.tif' },
  });
});

withGdal('a file that is cut off or damaged is named, and nothing is left behind', async () => {
  const whole = readFileSync(jp2('whole', 1, 'uint16', [...LOSSLESS, ...TILED]));
  writeFileSync(at('cut.jp2'), whole.subarray(0, whole.length / 2));
  await expect(converted(at('cut.jp2'))).rejects.toThrow(/cut\.jp2: .*cut off or damaged/);
  const broken = Buffer.from(whole);
  const first = broken.indexOf(Buffer.from([0xff, 0x93]));
  broken.fill(0xff, first + 2, first + 600);
  writeFileSync(at('broken.jp2'), broken);
  await expect(converted(at('broken.jp2'))).rejects.toThrow(/broken\.jp2: tile 1 of 15: /);
  const left = readdirSync(folder).filter((name) => /\.tmp|^(?:cut|broken)\.tif/.test(name));
  expect(left).toEqual([]);
});

withGdal(
  'a picture without tiles that takes more memory than there is is refused before it is read',
  async () => {
    const source = jp2('huge', 1, 'uint16', [...LOSSLESS, ...UNTILED]);
    const bytes = readFileSync(source);
    const siz = bytes.indexOf(Buffer.from([0xff, 0x51]));
    for (const field of [8, 12, 24, 28]) bytes.writeUInt32BE(13_000, siz + field - 2);
    writeFileSync(source, bytes);
    await expect(conversions.plan(source, signal)).rejects.toThrow(
      /huge\.jp2: .*takes more memory.*not tiled/,
    );
  },
);
