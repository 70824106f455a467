/** Exports of a real query, read back with GDAL's own programs where they are installed. */
import { execFileSync } from 'node:child_process';
import { copyFile, lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  EXPORT_FORMATS,
  EXPORT_PRODUCT_IDS,
  EXPORT_PRODUCTS,
  type ExportProduct,
  formatsOf,
  valuesOf,
} from '../../../../core/documents/export-products.ts';
import { type ExportSpec, usualSpec } from '../../../../core/documents/export-spec.ts';
import type { ModelId, SceneId } from '../../../../core/documents/ids.ts';
import type { QueryResult, QueryTerm } from '../../../../core/documents/search.ts';
import { exportFields } from '../../../../core/export/export-fields.ts';
import { applyAffine } from '../../../../core/geo/affine.ts';
import { emptyProject } from '../../../../core/project/document.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import type { ExportContext } from '../../../../electron/app/export/export-request.ts';
import { framedHits } from '../../../../electron/app/export/page-of.ts';
import { answerBulk } from '../../../../electron/app/process/bulk-answers.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { gdalPython } from '../../../gdal.ts';

const { signal } = new AbortController();
const withGdal = test.skipIf(gdalPython === null);
const script = fileURLToPath(new URL('read_exports.py', import.meta.url));
const context: ExportContext = { style: emptyProject.similarity, reviews: [], rendering: null, gamma: 1 };
const TEXT = 'a bridge & <water> "über" 橋';
const sentence = (text: string): QueryTerm => ({ kind: 'text', text, weight: 1 });

let folder: string;
let scenePath: string;
let services: Services;
let scene: SceneId;
let model: ModelId;
let result: QueryResult;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-exports-'));
  scenePath = join(folder, 'brücke 橋 ³.tif');
  await copyFile(findResources().demoScene, scenePath);
  services = await createServices({ ...serviceOptions(forkBuiltEngine), dataFolder: join(folder, 'home') });
  scene = await services.scenes.openPath(scenePath);
  model = await services.models.find(null);
  const { grid } = await services.indexes.plan(scene, model, [512]);
  await services.indexes.build(scene, model, grid, unattended());
  result = await services.queries.run({ scene, model, terms: [sentence(TEXT)], hits: 8 }, signal);
}, 180_000);

afterAll(async () => {
  await services.close();
  await rm(folder, { recursive: true });
});

function make(spec: ExportSpec, name: string, replace = true, within: ExportContext = context) {
  return services.exports.make(result.id, spec, within, { path: join(folder, name), replace }, signal);
}

const withThreshold = (product: ExportProduct): Partial<ExportSpec> =>
  EXPORT_PRODUCTS[product].needsThreshold ? { threshold: 0 } : {};

// biome-ignore lint/suspicious/noExplicitAny: what the script prints
function gdalReading(...names: readonly string[]): any[] {
  const paths = names.map((name) => join(folder, name));
  const out = execFileSync(gdalPython ?? '', [script, ...paths], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  return JSON.parse(out);
}

const everyExport = EXPORT_PRODUCT_IDS.flatMap((product) =>
  formatsOf(product).flatMap((format) =>
    valuesOf(product, format).map((values): ExportSpec => {
      const usual = usualSpec(product, format);
      return { ...usual, ...withThreshold(product), values };
    }),
  ),
);

test.each(everyExport)(
  '$product as $format ($values) is written whole, with all files and nothing else',
  async (spec) => {
    const stem = `${spec.product}-${spec.format}-${spec.values}`;
    const { ending, beside } = EXPORT_FORMATS[spec.format];
    const file = await make(spec, `${stem}.${ending}`);
    const isStyled = spec.values === 'raw' && spec.format !== 'csv';
    expect(file).toMatchObject({ name: `${stem}.${ending}`, url: '' });
    expect(file.style).toEqual(isStyled ? { name: `${stem}.qml`, url: '' } : null);
    expect((await readdir(folder)).filter((name) => name.startsWith(`${stem}.`)).sort()).toEqual(
      [ending, ...beside, ...(isStyled ? ['qml'] : [])].map((each) => `${stem}.${each}`).sort(),
    );
    const isVector = EXPORT_PRODUCTS[spec.product].kind === 'vector';
    expect(file.features === null).toBe(!isVector);
    if (isVector) expect(file.features).toBeGreaterThan(0);
  },
);

withGdal('layers have the place of their hits and numbers as numbers in every format', async () => {
  const formats = formatsOf('hits').map((format) => `hits-${format}-raw.${EXPORT_FORMATS[format].ending}`);
  const { affine } = (await services.scenes.scene(scene)).description;
  if (affine === null) throw new Error('the demo scene has a place');
  const [first] = result.hits;
  const { col, row, widthPx, heightPx } = first!.window;
  const [west, north] = applyAffine(affine, col, row);
  const [east, south] = applyAffine(affine, col + widthPx, row + heightPx);
  const lonLat = await services.exports.plan(result.id, usualSpec('hits', 'kmz'), context, signal);
  expect(lonLat.crs).toEqual({ name: 'WGS 84', epsg: 4326 });
  for (const [i, read] of gdalReading(...formats).entries()) {
    const name = formats[i]!;
    const isLonLat = /geojson|kmz/.test(name);
    expect([name, read.epsg, read.features.length]).toEqual([name, isLonLat ? '4326' : '3395', 8]);
    const [{ values, envelope, valid }] = read.features;
    expect(valid).toBe(true);
    if (!isLonLat) {
      expect(envelope[0]).toBeCloseTo(west, 6);
      expect(envelope[1]).toBeCloseTo(east, 6);
      expect(envelope[2]).toBeCloseTo(south, 6);
      expect(envelope[3]).toBeCloseTo(north, 6);
    } else {
      // The centre of the box is that of the fields, made by PROJ.
      expect((envelope[0] + envelope[1]) / 2).toBeCloseTo(Number(values.lon), 6);
      expect((envelope[2] + envelope[3]) / 2).toBeCloseTo(Number(values.lat), 6);
      expect(values.lat).toBeGreaterThan(14.59);
      expect(values.lat).toBeLessThan(14.6);
    }
    expect([read.fields.score, read.fields.rank.replace('64', '')]).toEqual(['Real', 'Integer']);
    expect(values).toMatchObject({ rank: 1, col, row, query: `"${TEXT}"`, scene: 'brücke 橋 ³.tif' });
    // A Shapefile has 15 decimals.
    expect(values.score).toBeCloseTo(first!.score, 14);
    // 512 px of 0.1 m on World Mercator, which stretches 14.6° north by 1.033.
    expect(values.area_m2 / (51.25 / 1.0325) ** 2).toBeCloseTo(1, 2);
  }
});

withGdal(
  'tight outlines lie within their hits, boxes around the outlines, and points in the middle',
  async () => {
    const [hits, outlines, boxes, points] = gdalReading(
      'hits-gpkg-raw.gpkg',
      'outlines-gpkg-raw.gpkg',
      'boxes-gpkg-raw.gpkg',
      'points-gpkg-raw.gpkg',
    );
    expect(outlines.features.length).toBeGreaterThan(2);
    expect(boxes.features.length).toBe(outlines.features.length);
    const byRank = (read: typeof hits, rank: number) =>
      read.features.find((each: { values: { rank: number } }) => each.values.rank === rank);
    const [west, east, south, north] = [0, 1, 2, 3];
    for (const { values, envelope, area } of outlines.features) {
      const hit = byRank(hits, values.rank);
      expect(envelope[west]).toBeGreaterThanOrEqual(hit.envelope[west] - 1e-6);
      expect(envelope[east]).toBeLessThanOrEqual(hit.envelope[east] + 1e-6);
      expect(envelope[south]).toBeGreaterThanOrEqual(hit.envelope[south] - 1e-6);
      expect(envelope[north]).toBeLessThanOrEqual(hit.envelope[north] + 1e-6);
      expect(area).toBeLessThan(hit.area);
      expect(byRank(boxes, values.rank).envelope).toEqual(envelope);
      expect(Number(values.sharpened)).toBe(1);
      const [x, , y] = byRank(points, values.rank).envelope;
      expect(x).toBeCloseTo((hit.envelope[west] + hit.envelope[east]) / 2, 6);
      expect(y).toBeCloseTo((hit.envelope[south] + hit.envelope[north]) / 2, 6);
    }
  },
);

withGdal('maps and pictures have their place, types and colours', async () => {
  const [map, colours, png, probability, picture, tiff] = gdalReading(
    'map-cog-raw.tif',
    'map-cog-rendered.tif',
    'map-png-rendered.png',
    'probability-cog-raw.tif',
    'picture-png-rendered.png',
    'picture-cog-rendered.tif',
  );
  expect(map).toMatchObject({ size: [16, 16], bands: 1, type: 'Float32', epsg: '3395' });
  expect(probability).toMatchObject({ size: [2048, 2048], bands: 1, type: 'Byte' });
  for (const read of [colours, png]) {
    expect(read).toMatchObject({ size: map.size, bands: 4, type: 'Byte', epsg: '3395' });
    for (const [i, value] of read.gt.entries()) expect(value).toBeCloseTo(map.gt[i], 9);
  }
  expect(png.values).toEqual(colours.values);
  for (const read of [picture, tiff]) {
    expect(read).toMatchObject({ size: [2048, 2048], bands: 4, epsg: '3395' });
    for (const [i, value] of read.gt.entries()) expect(value).toBeCloseTo(probability.gt[i], 9);
  }
  expect(picture.middle).toEqual(tiff.middle);
  for (const { metadata } of [map, colours, png, probability, picture, tiff])
    expect(metadata).toMatchObject({
      query: `"${TEXT}"`,
      scene: 'brücke 橋 ³.tif',
      model: 'starter',
      device: 'CPU',
    });
  // The colours of a cell are those of its score: the ramp over the absolute range, low scores faded.
  const scores = new Float32Array(Uint8Array.from(Buffer.from(map.values[0], 'hex')).buffer);
  const alpha = Buffer.from(colours.values[3], 'hex');
  const { min, max } = result.absoluteRange;
  scores.forEach((score, i) => {
    const share = Number.isNaN(score) ? 0 : Math.min(1, Math.max(0, (score - min) / (max - min)));
    expect(Math.abs(alpha[i]! - 255 * share)).toBeLessThanOrEqual(0.51);
  });
});

test('the legend stands in the lower right corner of a picture and leaves the rest as it was', async () => {
  await make({ ...usualSpec('picture'), legend: false }, 'bare.png');
  const [withLegend, bare] = await Promise.all(
    ['picture-png-rendered.png', 'bare.png'].map((name) =>
      sharp(join(folder, name)).raw().toBuffer({ resolveWithObject: true }),
    ),
  );
  const { width, height, channels } = bare.info;
  const changed = Array.from({ length: width * height }, (_, i) => i).filter(
    (i) =>
      !bare.data
        .subarray(i * channels, (i + 1) * channels)
        .equals(withLegend.data.subarray(i * channels, (i + 1) * channels)),
  );
  expect(Math.min(...changed.map((i) => i % width))).toBeGreaterThan(0.4 * width);
  expect(changed[0]).toBeGreaterThan(0.7 * height * width);
  expect(changed.length).toBeGreaterThan(0.01 * width * height);
  const tiff = { ...usualSpec('picture', 'cog'), legend: true };
  await expect(make(tiff, 'x.tif')).rejects.toThrow('picture as cog has no room for a legend: leave it out');
});

test('a page frames the hits that the map is painted at, ten at most', () => {
  const [{ score: first }, { score: second }, { score: third }] = result.hits;
  const judged = (absent: number): QueryResult => ({
    ...result,
    verdict: {
      ...result.verdict,
      scale: { absent, present: first, absentBelow: absent, presentFrom: first, reached: first },
    },
  });
  const ranksOf = (absent: number, more: Partial<ExportSpec> = {}) =>
    framedHits({
      query: { result: judged(absent) },
      spec: { ...usualSpec('picture', 'pdf'), ...more },
      context,
    }).map(({ rank }) => rank);
  expect(ranksOf((second! + third!) / 2)).toEqual([1, 2]);
  expect(ranksOf(first! + 0.01)).toEqual([]);
  expect(ranksOf(first! + 0.01, { threshold: second! })).toEqual([1, 2]);
  expect(ranksOf(-1)).toEqual(result.hits.slice(0, 10).map(({ rank }) => rank));
});

withGdal('the one-page PDF has its place on Earth', async () => {
  const [{ epsg, gt, size }] = gdalReading('picture-pdf-rendered.pdf');
  expect(epsg).toBe('3395');
  const { affine } = (await services.scenes.scene(scene)).description;
  const [x, y] = applyAffine(affine!, 1024, 1024);
  // The middle of the scene is on the page, in its upper half.
  const column = (x - gt[0]) / gt[1];
  const row = (y - gt[3]) / gt[5];
  expect(column / size[0]).toBeCloseTo(0.5, 2);
  expect(row / size[1]).toBeGreaterThan(0.3);
  expect(row / size[1]).toBeLessThan(0.5);
});

withGdal('another CRS moves layers, maps and pictures, as gdalwarp does', async () => {
  const utm = { epsg: 32_651 };
  await make({ ...usualSpec('hits'), ...utm }, 'utm.gpkg');
  await make({ ...usualSpec('map'), ...utm }, 'utm.tif');
  await make({ ...usualSpec('picture'), ...utm }, 'utm.png');
  const [hits, map, picture] = gdalReading('utm.gpkg', 'utm.tif', 'utm.png');
  for (const read of [hits, map, picture]) expect(read.epsg).toBe('32651');
  // GDAL's own frame is up to half a pixel smaller.
  const [west, step, , north] = map.gt;
  const frame = [west, north - map.size[1] * step, west + map.size[0] * step, north].map(String);
  execFileSync('gdalwarp', [
    ...['-q', '-t_srs', 'EPSG:32651', '-te', ...frame, '-ts', ...map.size.map(String)],
    ...[join(folder, 'map-cog-raw.tif'), join(folder, 'oracle.tif')],
  ]);
  const [oracle] = gdalReading('oracle.tif');
  expect(oracle.size).toEqual(map.size);
  const floats = (hex: string) => new Float32Array(Uint8Array.from(Buffer.from(hex, 'hex')).buffer);
  const [ours, theirs] = [floats(map.values[0]), floats(oracle.values[0])];
  const same = ours.filter(
    (value, i) => Object.is(value, theirs[i]) || (Number.isNaN(value) && theirs[i] === 0),
  );
  // A pixel on the border between two cells may fall to either side.
  expect(same.length / ours.length).toBeGreaterThan(0.97);
});

test('a Shapefile has field names of at most ten letters, none twice', () => {
  for (const of of ['hit', 'region'] as const) {
    const names = exportFields(of).map(({ short }) => short);
    expect(names.filter((name) => name.length > 10)).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  }
});

test('a text that a Shapefile cannot hold is cut, and the export says so', async () => {
  const long = `a bridge ${'and water '.repeat(40)}`;
  const asked = await services.queries.run({ scene, model, terms: [sentence(long)], hits: 2 }, signal);
  const target = { path: join(folder, 'long.shp'), replace: true };
  const file = await services.exports.make(asked.id, usualSpec('hits', 'shp'), context, target, signal);
  expect(file.note).toBe(
    'a Shapefile holds 254 bytes of a text: query shortened; a GeoPackage keeps them whole',
  );
});

test('reviews of hits are exported with their notes', async () => {
  const { window } = result.hits[1]!;
  const review = {
    scene,
    terms: result.terms,
    window,
    judgement: 'rejected',
    note: 'a road',
    at: '',
  } as const;
  await make(usualSpec('hits', 'geojson'), 'reviewed.geojson', true, { ...context, reviews: [review] });
  const { features } = JSON.parse(await readFile(join(folder, 'reviewed.geojson'), 'utf8'));
  expect(features.map(({ properties }: { properties: object }) => properties)).toMatchObject([
    { rank: 1 },
    { rank: 2, review: 'rejected', note: 'a road' },
    ...Array.from({ length: 6 }, () => ({})),
  ]);
  expect(features[0].properties.review).toBeUndefined();
});

test('threshold and extent leave hits out, and a plan counts them before anything is written', async () => {
  const threshold = (result.hits[2]!.score + result.hits[3]!.score) / 2;
  const extent = result.hits[0]!.window;
  const countOf = async (part: Partial<ExportSpec>) =>
    (await services.exports.plan(result.id, { ...usualSpec('hits'), ...part }, context, signal)).features;
  expect(await countOf({})).toBe(8);
  expect(await countOf({ threshold })).toBe(3);
  expect(await countOf({ extent })).toBeLessThan(8);
  const regions = { ...usualSpec('regions'), threshold: 0.999 };
  const plan = await services.exports.plan(result.id, regions, context, signal);
  expect(plan).toMatchObject({ features: 0, name: 'a-bridge-water-über-橋-regions.gpkg' });
  expect(plan.best).toBeCloseTo(
    Math.max(...services.queries.ran(result.id).map.values.filter((v) => !Number.isNaN(v))),
    6,
  );
  expect((await make(regions, 'none.gpkg')).note).toMatch(
    /^no region in the file: nothing reaches 0\.999; the best one scores -?0\.\d{3}$/,
  );
});

test('the least area leaves small regions out', async () => {
  const all = { ...usualSpec('regions', 'geojson'), threshold: result.hits[4]!.score };
  await make(all, 'all.geojson');
  const areas = JSON.parse(await readFile(join(folder, 'all.geojson'), 'utf8')).features.map(
    (each: { properties: { area_m2: number } }) => each.properties.area_m2,
  );
  const leastArea = Math.max(...areas) - 1;
  const plan = await services.exports.plan(result.id, { ...all, leastArea }, context, signal);
  expect(plan.features).toBe(areas.filter((area: number) => area >= leastArea).length);
});

test('nothing is replaced unasked, and a missing ending is added', async () => {
  await writeFile(join(folder, 'kept.gpkg'), 'the user’s own');
  for (const name of ['kept.gpkg', 'kept'])
    await expect(make(usualSpec('hits'), name, name === 'kept')).rejects.toThrow(
      /kept\.gpkg exists already, and nothing is replaced unasked/,
    );
  expect(await readFile(join(folder, 'kept.gpkg'), 'utf8')).toBe('the user’s own');
  await writeFile(join(folder, 'side.dbf'), 'a table');
  await expect(make(usualSpec('hits', 'shp'), 'side.shp', false)).rejects.toThrow(/side\.dbf exists already/);
  expect((await make(usualSpec('hits'), 'bare')).name).toBe('bare.gpkg');
  expect((await make(usualSpec('map'), 'map.TIFF')).name).toBe('map.TIFF');
});

test.each([
  [{ ...usualSpec('hits'), format: 'cog' }, 'hits cannot be exported as cog'],
  [{ ...usualSpec('hits', 'kmz'), epsg: null }, 'KMZ (Google Earth) has longitude and latitude only'],
  [{ ...usualSpec('regions') }, 'regions need a threshold'],
  [{ ...usualSpec('hits'), epsg: 1 }, 'EPSG:1 is not a projected or geographic coordinate reference system'],
  [{ ...usualSpec('map', 'png'), values: 'raw' }, 'map as png cannot have raw values'],
] as const)('a spec that makes no sense is refused: %#', async (spec, message) => {
  await expect(make(spec, `refused.${EXPORT_FORMATS[spec.format].ending}`)).rejects.toThrow(message);
});

test('an export never overwrites its own scene, even through a link', async () => {
  const before = await readFile(scenePath);
  await symlink(scenePath, join(folder, 'alias.tif'));
  for (const name of [basename(scenePath), 'alias.tif'])
    await expect(make(usualSpec('map'), name)).rejects.toThrow(/is the scene itself/);
  expect((await readFile(scenePath)).equals(before)).toBe(true);
});

test('an export replaces files alone: no device, pipe or folder, by itself, through a link, or as the style', async () => {
  const targets = join(folder, 'targets');
  await mkdir(join(targets, 'folder.tif'), { recursive: true });
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(targets, 'pipe.tif')]);
  await symlink('/dev/null', join(targets, 'null.tif'));
  await symlink('pipe.tif', join(targets, 'to-pipe.tif'));
  await symlink('folder.tif', join(targets, 'to-folder.tif'));
  await symlink('/dev/null', join(targets, 'styled.qml'));
  const before = await readdir(targets);
  for (const [name, kind] of [
    ['null', 'device'],
    ['pipe', 'named pipe'],
    ['to-pipe', 'named pipe'],
    ['folder', 'folder'],
    ['to-folder', 'folder'],
  ])
    await expect(make(usualSpec('map'), `targets/${name}.tif`), name).rejects.toThrow(
      new RegExp(`targets/${name}\\.tif: is a ${kind}, not a file.*choose another name`),
    );
  await expect(make(usualSpec('map'), 'targets/styled.tif')).rejects.toThrow(/styled\.qml: is a device/);
  expect(await readdir(targets)).toEqual(before);
  expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
});

test('a style file that Longsight did not write is kept, and the result says so', async () => {
  const qml = join(folder, 'roads.qml');
  const another = '<qgis version="3.34"><renderer-v2 type="singleSymbol"/></qgis>';
  await writeFile(qml, another);
  for (const spec of [usualSpec('map'), usualSpec('hits')]) {
    const name = `roads.${EXPORT_FORMATS[spec.format].ending}`;
    expect(await make(spec, name)).toMatchObject({
      style: null,
      note: expect.stringMatching(/^roads\.qml already exists/),
    });
  }
  expect(await readFile(qml, 'utf8')).toBe(another);
  await rm(qml);
  const magma = { ...context, style: { ...context.style, ramp: 'magma', opacity: 0.5 } } as const;
  expect(await make(usualSpec('map'), 'roads.tif', true, magma)).toMatchObject({
    style: { name: 'roads.qml' },
    note: null,
  });
  // The top colour of magma.
  expect(await readFile(qml, 'utf8')).toMatch(/opacity="0\.5"[\s\S]*#fcfdbf/);
});

test('a download has a plain name; a format of several files is one ZIP file', async () => {
  const download = (spec: ExportSpec) => services.exports.makeForDownload(result.id, spec, context, signal);
  const map = await download(usualSpec('map'));
  expect(map).toMatchObject({
    name: 'a-bridge-water-über-橋-map.tif',
    style: { name: 'a-bridge-water-über-橋-map.qml' },
  });
  const tiff = await answerBulk(services, { path: map.url, signal });
  expect(tiff).toMatchObject({ status: 200, headers: { 'content-type': 'image/tiff' } });
  expect(decodeURIComponent(String(tiff.headers['content-disposition']))).toContain(
    "''a-bridge-water-über-橋-map.tif",
  );
  const qml = await answerBulk(services, { path: map.style?.url ?? '', signal });
  expect(Buffer.from(qml.body).toString()).toContain('<qgis');
  expect((await download(usualSpec('map'))).url).not.toBe(map.url);
  const shape = await download(usualSpec('hits', 'shp'));
  expect(shape).toMatchObject({ name: 'a-bridge-water-über-橋-hits.zip', style: null });
  const zip = await answerBulk(services, { path: shape.url, signal });
  expect(zip).toMatchObject({ status: 200, headers: { 'content-type': 'application/zip' } });
  const text = Buffer.from(zip.body).toString('latin1');
  for (const ending of ['shp', 'shx', 'dbf', 'prj', 'cpg', 'qml']) expect(text).toContain(`-hits.${ending}`);
  const table = await download(usualSpec('hits', 'csv'));
  expect(table).toMatchObject({ name: 'a-bridge-water-über-橋-hits.zip', style: null });
  const tables = Buffer.from((await answerBulk(services, { path: table.url, signal })).body).toString(
    'latin1',
  );
  for (const ending of ['csv', 'csvt', 'prj']) expect(tables).toContain(`-hits.${ending}`);
});
