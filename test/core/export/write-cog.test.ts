/** Exported COGs, read back with our reader and, where they are installed, with GDAL and its COG validator. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { Affine } from '../../../core/documents/scene.ts';
import { exportProbabilityCog, exportSimilarityCog } from '../../../core/export/map-cogs.ts';
import { writeCog } from '../../../core/export/write-cog.ts';
import { cellAffine, gdalFromAffine } from '../../../core/geo/affine.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { readWindow } from '../../../core/raster/read-window.ts';
import { unattended } from '../../../core/task.ts';
import { gdalPython } from '../../gdal.ts';
import { sharedPath, sharedTest } from '../../shared.ts';
import { sourceHost } from '../raster/source-host.ts';
import { hill, northUp, provenance, rotated, utmTags } from './sample-export.ts';

const host = sourceHost();
afterAll(() => host.close());
const script = fileURLToPath(new URL('read_with_gdal.py', import.meta.url));
const withGdal = test.skipIf(gdalPython === null);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cog-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const exportHill = async (affine: Affine | null, columns = 700, rows = 300): Promise<string> => {
  const path = join(folder, 'map.tif');
  await exportSimilarityCog(
    host,
    path,
    hill(columns, rows, 64),
    { affine, geoTags: utmTags },
    provenance,
    unattended(),
  );
  return path;
};

const gdalReading = (path: string) =>
  JSON.parse(execFileSync(gdalPython ?? '', [script, path], { encoding: 'utf8', maxBuffer: 2 ** 28 }));

test('two simultaneous exports to one path leave one complete file', async () => {
  const side = 1500;
  const row = Uint8Array.from({ length: side }, (_, i) => (i * 2_654_435_761) >>> 11);
  async function* rows() {
    for (let i = 0; i < side; i++) {
      await new Promise((resolve) => setImmediate(resolve));
      yield row.map((value, col) => value ^ Math.imul(i + 1, col + 7));
    }
  }
  const spec = { widthPx: side, heightPx: side, sampleType: 'uint8', affine: northUp } as const;
  const write = (name: string) =>
    writeCog(host, join(folder, name), { ...spec, geoTags: utmTags, items: {} }, rows(), unattended());
  const alone = await write('alone.tif');
  const first = write('both.tif');
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await Promise.all([first, write('both.tif')])).toEqual([alone, alone]);
  expect(readdirSync(folder).sort()).toEqual(['alone.tif', 'both.tif']);
  const [one, other] = ['alone.tif', 'both.tif'].map((name) => readFileSync(join(folder, name)));
  expect(Buffer.compare(one!, other!)).toBe(0);
});

test('values, georeferencing, nodata and provenance are read back exactly', async () => {
  const path = await exportHill(northUp);
  expect(readdirSync(folder)).toEqual(['map.tif']);
  const scene = await openScene(host, path, unattended());
  const { description, raster } = scene;
  expect(description.affine).toEqual(cellAffine(northUp, 0, 0, 64, 64));
  expect(description.crs?.epsg).toBe(32_633);
  expect(description.nodata).toBeNaN();
  expect(description.overviews).toEqual([
    { widthPx: 350, heightPx: 150 },
    { widthPx: 175, heightPx: 75 },
  ]);
  const items = Object.fromEntries(description.items.map(({ name, value }) => [name, value]));
  expect(items).toMatchObject({
    query: provenance.query,
    precision: 'int8',
    windows: '120',
    windows_planned: '1000',
    verdict: 'likely absent',
    verdict_reason: 'Rates & <reasons>.',
  });
  const win = { col: 0, row: 0, widthPx: 700, heightPx: 300 };
  const { samples } = await readWindow(raster.blocks, raster.levels[0].image, win, [0]);
  expect(samples).toEqual(hill(700, 300, 64).values);
  await scene.close();
});

test('a scene without georeferencing is exported without it', async () => {
  const scene = await openScene(host, await exportHill(null), unattended());
  expect(scene.description.affine).toBeNull();
  expect(scene.description.crs).toBeNull();
  await scene.close();
});

test('an aborted export leaves no file behind', async () => {
  const stop = new AbortController();
  stop.abort();
  const task = { signal: stop.signal, report: () => undefined };
  const path = join(folder, 'map.tif');
  await expect(
    exportSimilarityCog(
      host,
      path,
      hill(30, 30, 64),
      { affine: northUp, geoTags: utmTags },
      provenance,
      task,
    ),
  ).rejects.toThrow();
  expect(readdirSync(folder)).toEqual([]);
});

sharedTest('the CRS and the transform of every unusual scene survive the export', async () => {
  const valid = sharedPath('geotiff/valid');
  const names = readdirSync(valid).filter((name) =>
    /^(crs_|gt_|pixel_is_point|no_crs|naip|cog_jpeg)/.test(name),
  );
  expect(names.length).toBeGreaterThan(8);
  for (const name of names) {
    const source = await openScene(host, join(valid, name), unattended());
    const { affine, crs } = source.description;
    const path = join(folder, name);
    const place = { affine, geoTags: source.raster.geoTags };
    await exportSimilarityCog(host, path, hill(12, 9, 32), place, provenance, unattended());
    const exported = await openScene(host, path, unattended());
    expect(exported.description.crs, name).toEqual(crs);
    if (affine === null) throw new Error(`${name} has no transform`);
    const [ours, expected] = [exported.description.affine, cellAffine(affine, 0, 0, 32, 32)].map((a) =>
      a === null ? [] : gdalFromAffine(a),
    );
    for (const [i, value] of expected.entries()) expect(ours[i], name).toBeCloseTo(value, 9);
    await source.close();
    await exported.close();
  }
});

for (const [name, affine] of [
  ['north-up', northUp],
  ['rotated', rotated],
] as const)
  withGdal(`a ${name} float map is a valid COG, and GDAL reads the same values`, async () => {
    const reading = gdalReading(await exportHill(affine));
    expect(reading).toMatchObject({
      errors: [],
      size: [700, 300],
      epsg: '32633',
      nodata: 'nan',
      type: 'Float32',
    });
    expect(reading.warnings).toEqual([]);
    const expected = gdalFromAffine(cellAffine(affine, 0, 0, 64, 64));
    for (const [i, value] of expected.entries()) expect(reading.gt[i]).toBeCloseTo(value, 9);
    expect(reading.overviews).toEqual([
      [350, 150],
      [175, 75],
    ]);
    expect(reading.metadata.query).toBe(provenance.query);
    const { values } = hill(700, 300, 64);
    expect(reading.values).toBe(Buffer.from(values.buffer).toString('hex'));
    // The left column of the first overview cell is NaN, so the cell is the mean of the other two pixels.
    const overview = new Float32Array(Uint8Array.from(Buffer.from(reading.overview, 'hex')).buffer);
    expect(overview[0]).toBeCloseTo((values[1] + values[701]) / 2, 6);
  });

withGdal('a byte map at full resolution is a valid COG, and GDAL reads the same values', async () => {
  const [widthPx, heightPx] = [1000, 777];
  const values = Uint8Array.from({ length: widthPx * heightPx }, (_, i) => ((i % widthPx) ^ (i >> 10)) & 255);
  const path = join(folder, 'probability.tif');
  await exportProbabilityCog(
    host,
    path,
    { widthPx, heightPx, values },
    { affine: northUp, geoTags: utmTags },
    provenance,
    unattended(),
  );
  const reading = gdalReading(path);
  expect(reading).toMatchObject({
    errors: [],
    warnings: [],
    size: [1000, 777],
    type: 'Byte',
    nodata: 'None',
  });
  expect(reading.values).toBe(Buffer.from(values).toString('hex'));
});

withGdal('a map of one tile has no overview', async () => {
  const reading = gdalReading(await exportHill(northUp, 20, 10));
  expect(reading).toMatchObject({ errors: [], overviews: [], size: [20, 10] });
});

test('an export deletes what an earlier, killed export to the same path left, and nothing else', async () => {
  const id = '01234567-89ab-cdef-0123-456789abcdef';
  const old = [`map.tif.${id}.part`, `map.tif.${id}.level2.part`];
  const kept = [
    `map.tif.${id.replace('0', '1')}.part`,
    `other.tif.${id}.part`,
    'map.tif.part',
    'map.tif.aux.xml',
  ];
  for (const name of [...old, ...kept]) writeFileSync(join(folder, name), '');
  const longAgo = new Date(Date.now() - 2 * 86_400_000);
  for (const name of [...old, ...kept.slice(1)]) utimesSync(join(folder, name), longAgo, longAgo);
  await exportHill(northUp);
  expect(readdirSync(folder).toSorted()).toEqual(['map.tif', ...kept].toSorted());
});
