/** Reading vector files through GDAL in WebAssembly. Fixtures written by GDAL's own programs; without them those tests skip, visibly. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
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
import { layerInCrs } from '../../../core/vector/layer-in-crs.ts';
import { sourceHost } from '../../core/raster/source-host.ts';

const host = sourceHost();
const folder = mkdtempSync(join(tmpdir(), 'longsight-vectors-'));
const { signal } = new AbortController();
const hasOgr = spawnSync('ogr2ogr', ['--version']).status === 0;
const withOgr = test.skipIf(!hasOgr);
if (!hasOgr) console.warn('skipped: GDAL’s ogr2ogr is not installed');

const SQUARE = [
  [500_000, 5_500_000],
  [500_100, 5_500_000],
  [500_100, 5_500_100],
  [500_000, 5_500_100],
  [500_000, 5_500_000],
];
const COLLECTION = {
  type: 'FeatureCollection',
  name: 'areas',
  crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::32633' } },
  features: [
    feature(
      { type: 'Polygon', coordinates: [SQUARE] },
      { name: 'Brücke 橋', n: 3, x: 1.5, ok: true, day: '2024-05-01' },
    ),
    feature(
      { type: 'MultiPolygon', coordinates: [[SQUARE]] },
      { name: 'p', n: 4, x: 2.25, ok: false, day: null },
    ),
  ],
};
const source = join(folder, 'areas.geojson');

beforeAll(() => writeFileSync(source, JSON.stringify(COLLECTION)));
afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

function feature(geometry: object | null, properties: object) {
  return { type: 'Feature', properties, geometry };
}

function written(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

function converted(name: string, ...options: readonly string[]): string {
  const path = join(folder, name);
  execFileSync('ogr2ogr', [...options, path, source], { stdio: ['ignore', 'ignore', 'ignore'] });
  return path;
}

const read = (path: string, layer: string | null = null) => host.vectors.read(path, layer, signal);
const squares = [[SQUARE], [SQUARE]].map((polygon) => ({ kind: 'polygons', polygons: [polygon] }));

test('a GeoJSON file keeps its CRS, its fields with types, and numbers as numbers', async () => {
  const layer = await read(source);
  expect(layer.name).toBe('areas');
  expect(layer.crs?.name).toBe('WGS 84 / UTM zone 33N');
  expect(layer.fields).toEqual([
    { name: 'name', type: 'text' },
    { name: 'n', type: 'integer' },
    { name: 'x', type: 'real' },
    { name: 'ok', type: 'boolean' },
    { name: 'day', type: 'date' },
  ]);
  expect(layer.features.map(({ geometry }) => geometry)).toEqual(squares);
  expect(layer.features.map(({ number, values }) => [number, ...values])).toEqual([
    [1, 'Brücke 橋', 3, 1.5, true, '2024-05-01'],
    [2, 'p', 4, 2.25, false, null],
  ]);
});

test('GeoJSON without a CRS member is longitude and latitude; heights are dropped, features without a place stay', async () => {
  const path = written('plain.geojson', {
    type: 'FeatureCollection',
    features: [
      feature({ type: 'Point', coordinates: [12.5, 41.9, 30] }, { a: { b: [1] } }),
      feature(null, { a: null }),
      feature(
        {
          type: 'LineString',
          coordinates: [
            [1, 2],
            [3, 4],
          ],
        },
        {},
      ),
    ],
  });
  const layer = await read(path);
  expect(layer.features.map(({ geometry }) => geometry)).toEqual([
    { kind: 'points', points: [[12.5, 41.9]] },
    null,
    {
      kind: 'lines',
      lines: [
        [
          [1, 2],
          [3, 4],
        ],
      ],
    },
  ]);
  expect(layer.features[0].values).toEqual(['{"b":[1]}']);
  const moved = await layerInCrs(host.crs, layer, { name: 'WGS 84', wkt: 'EPSG:4326' }, 'plain.geojson');
  expect(moved.features[0].geometry).toEqual({ kind: 'points', points: [[12.5, 41.9]] });
});

withOgr(
  'GeoPackage, Shapefile, zipped Shapefile, KML and KMZ give the same places as the GeoJSON they were made from',
  async () => {
    const shapefile = converted('areas.shp', '-lco', 'ENCODING=UTF-8');
    const latin = converted('latin.shp', '-lco', 'ENCODING=ISO-8859-1', '-where', "name = 'p'");
    const kml = converted('areas.kml', '-f', 'KML', '-t_srs', 'EPSG:4326');
    for (const [archive, names] of [
      ['areas.zip', ['areas.shp', 'areas.shx', 'areas.dbf', 'areas.prj', 'areas.cpg']],
      ['areas.kmz', ['areas.kml']],
    ] as const)
      execFileSync('python3', ['-m', 'zipfile', '-c', archive, ...names], { cwd: folder });
    for (const path of [converted('areas.gpkg'), shapefile, join(folder, 'areas.zip')]) {
      const layer = await read(path);
      expect(layer.crs?.name, path).toBe('WGS 84 / UTM zone 33N');
      expect(
        layer.features.map(({ geometry }) => geometry && shapeOf(geometry)),
        path,
      ).toEqual(squares.map(shapeOf));
      expect(
        layer.features.map(({ values }) => values.slice(0, 3)),
        path,
      ).toEqual([
        ['Brücke 橋', 3, 1.5],
        ['p', 4, 2.25],
      ]);
    }
    expect((await read(latin)).features[0].values[0]).toBe('p');
    for (const path of [kml, join(folder, 'areas.kmz')]) {
      const back = await layerInCrs(host.crs, await read(path), { name: 'UTM', wkt: 'EPSG:32633' }, path);
      expect(
        back.features.map(({ geometry }) => geometry && rounded(geometry)),
        path,
      ).toEqual(squares);
      expect(back.features[0].values[0]).toBe('Brücke 橋');
    }
  },
);

withOgr('curved outlines become short lines', async () => {
  const curve = 'MULTIPOLYGON'.length;
  const script = join(folder, 'curve.csv');
  writeFileSync(script, `WKT,n\n"CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0))",${curve}\n`);
  execFileSync('ogr2ogr', [
    '-f',
    'GPKG',
    '-nlt',
    'CURVEPOLYGON',
    '-a_srs',
    'EPSG:32633',
    join(folder, 'curve.gpkg'),
    script,
  ]);
  const {
    features: [{ geometry }],
  } = await read(join(folder, 'curve.gpkg'));
  if (geometry?.kind !== 'polygons') throw new Error('no polygon');
  const [[ring]] = geometry.polygons;
  expect(ring.length).toBeGreaterThan(30);
  for (const [x, y] of ring) expect(Math.hypot(x - 1, y)).toBeCloseTo(1, 9);
});

withOgr('a file of several layers lists them, and one is read by name', async () => {
  const path = converted('two.gpkg', '-nln', 'eins');
  execFileSync('ogr2ogr', ['-append', '-nln', 'zwei', '-where', "name = 'p'", path, source], {
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const layers = await host.vectors.layersOf(path, signal);
  expect(layers.map(({ name, features, crs }) => [name, features, crs?.name])).toEqual([
    ['eins', 2, 'WGS 84 / UTM zone 33N'],
    ['zwei', 1, 'WGS 84 / UTM zone 33N'],
  ]);
  expect((await read(path, 'zwei')).features.map(({ values }) => values[0])).toEqual(['p']);
  await expect(read(path)).rejects.toThrow(`${path}: the file has 2 layers; choose one of eins, zwei`);
  await expect(read(path, 'drei')).rejects.toThrow('the file has no layer drei; it has eins, zwei');
});

withOgr('a GeoPackage that another program keeps open is read, and no file is changed or added', async () => {
  const path = converted('open.gpkg');
  execFileSync('python3', [
    '-c',
    `import sqlite3; c = sqlite3.connect(${JSON.stringify(path)}); c.execute('pragma journal_mode=wal'); c.close()`,
  ]);
  const before = [readdirSync(folder), readFileSync(path), statSync(path).mtimeMs];
  expect((await read(path)).features).toHaveLength(2);
  expect([readdirSync(folder), readFileSync(path), statSync(path).mtimeMs]).toEqual(before);
});

withOgr('a Shapefile without its index says which file to copy', async () => {
  const path = converted('part.shp');
  mkdirSync(join(folder, 'alone'));
  copyFileSync(path, join(folder, 'alone', 'part.shp'));
  await expect(read(join(folder, 'alone', 'part.shp'))).rejects.toThrow(
    'part.shx and part.dbf missing beside it: copy all files of the Shapefile',
  );
});

withOgr('a layer without CRS is read, and says what to do where a CRS is needed', async () => {
  const path = converted('nowhere.shp');
  rmSync(join(folder, 'nowhere.prj'));
  const layer = await read(path);
  expect(layer.crs).toBeNull();
  await expect(
    layerInCrs(host.crs, layer, { name: 'WGS 84', wkt: 'EPSG:4326' }, 'nowhere.shp'),
  ).rejects.toThrow('nowhere.shp, layer nowhere: the file names no coordinate reference system: assign one');
});

test.each([
  [
    'a cut off file',
    'cut.geojson',
    JSON.stringify(COLLECTION).slice(0, 300),
    'cut.geojson: not a vector file that can be read',
  ],
  ['another format', 'text.gpkg', 'no database', 'text.gpkg: not a vector file that can be read'],
  [
    'a file of other files',
    'other.vrt',
    '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>',
    'other.vrt: not a vector file that can be read',
  ],
  [
    'a coordinate that is no number',
    'nan.geojson',
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[[NaN,1],[1,2]]}}]}',
    'nan.geojson: layer nan: a coordinate is not a number',
  ],
  [
    'an infinite coordinate',
    'infinite.geojson',
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1e999,1]}}]}',
    'infinite.geojson: the extent or the fields of a layer make no sense: a coordinate may not be a number',
  ],
  [
    'a ring of two points',
    'ring.geojson',
    JSON.stringify({
      type: 'FeatureCollection',
      name: 'r',
      features: [
        feature(
          {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [1, 1],
              ],
            ],
          },
          {},
        ),
      ],
    }),
    'layer r, feature 1: a ring has 3 points',
  ],
])('%s is refused by name', async (_, name, text, message) => {
  await expect(read(written(name, text))).rejects.toThrow(message);
});

test('a position that the target CRS cannot express is refused with layer and feature', async () => {
  const layer = await read(
    written('pole.geojson', {
      type: 'FeatureCollection',
      name: 'poles',
      features: [
        feature({ type: 'Point', coordinates: [15, 45] }, {}),
        feature({ type: 'Point', coordinates: [105, 0] }, {}),
      ],
    }),
  );
  await expect(
    layerInCrs(host.crs, layer, { name: 'UTM', wkt: 'EPSG:32633' }, 'pole.geojson'),
  ).rejects.toThrow('pole.geojson, layer poles, feature 2: (105, 0) in WGS 84 cannot be expressed in UTM');
});

test('reading stops at once on an abort', async () => {
  const controller = new AbortController();
  const work = host.vectors.read(source, null, controller.signal);
  controller.abort(new Error('stopped by the user'));
  await expect(work).rejects.toThrow('stopped by the user');
});

/** A multi-polygon of one part is the same as a polygon; ring order and start do not matter for the places. */
function shapeOf(geometry: object): unknown {
  const flat = JSON.stringify(geometry).match(/\d+,\d+/g) ?? [];
  return [...new Set(flat)].sort();
}

function rounded(geometry: object): object {
  return JSON.parse(JSON.stringify(geometry), (_, value) =>
    typeof value === 'number' ? Math.round(value * 100) / 100 : value,
  );
}
