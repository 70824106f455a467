/** Changes over a real core with a starter of random weights: two scenes of other pixels and zone, and a collection of two dates. */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SceneChange } from '../../../../core/documents/change.ts';
import { inPixels } from '../../../../core/documents/collection.ts';
import type { ModelId, QueryId } from '../../../../core/documents/ids.ts';
import type { QueryTerm } from '../../../../core/documents/search.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { gdalPython } from '../../../gdal.ts';
import { smallStarterResources } from '../../small-starter.ts';
import { blockScene } from '../collections/block-scene.ts';

const { signal } = new AbortController();
const withGdal = test.skipIf(gdalPython === null);
const TERMS: readonly QueryTerm[] = [{ kind: 'text', text: 'a steel bridge', weight: 1 }];
/** The same place in two zones: 500,000 east, 6,300,000 north in zone 35 is 865,743 east, 6,316,056 north in zone 34. */
const BEFORE = { seed: 1, edgePx: 160, metres: 1, origin: [500_000, 6_300_000], epsg: 32_635 } as const;
const AFTER = { seed: 2, edgePx: 120, metres: 1.4, origin: [865_735, 6_316_090], epsg: 32_634 } as const;

let folder: string;
let resources: string;
let services: Services;
let model: ModelId;
let change: SceneChange;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-change-'));
  resources = await smallStarterResources();
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  model = await services.models.find(null);
  await mkdir(join(folder, 'scenes'));
  await writeFile(scenePath('before'), blockScene({ ...BEFORE, taken: '2019:05:06 07:08:09' }));
  await writeFile(scenePath('after'), blockScene({ ...AFTER, taken: '2023:06:07 08:09:10' }));
  await writeFile(
    scenePath('far'),
    blockScene({ ...BEFORE, origin: [600_000, 6_300_000], taken: '2023:06:07 08:09:10' }),
  );
  const id = await services.collections.create('two dates', [join(folder, 'scenes')]);
  await services.collections.scan(id, unattended());
  await services.collections.index(id, model, inPixels([32]), unattended());
  const [before, after] = [await ask('before'), await ask('after')];
  change = await services.sceneChanges.run(
    { before, after, measure: 'cosine', area: null, places: 20 },
    unattended(),
  );
});
afterAll(async () => {
  await services.close();
  for (const each of [folder, resources]) await rm(each, { recursive: true });
});

function scenePath(name: string): string {
  return join(folder, 'scenes', `${name} "x" 中文.tif`);
}

/** Longitude of a column of the scene before. In zone 35 the meridian of 27 degrees is 500,000 m east. */
function lonOf(col: number): number {
  const metresPerDegree = 111_320 * Math.cos((56.84 * Math.PI) / 180);
  return 27 + (BEFORE.origin[0] + col * BEFORE.metres - 500_000) / metresPerDegree;
}

async function ask(name: string, terms = TERMS): Promise<QueryId> {
  const scene = await services.scenes.openPath(scenePath(name));
  return (await services.queries.run({ scene, model, terms, hits: 3 }, signal)).id;
}

test('places have their cosines, ranks and a place in both scenes; the map is that of the address', async () => {
  expect(change.pairs).toMatchObject([
    { before: { date: '2019-05-06T07:08:09' }, after: { date: '2023-06-07T08:09:10' } },
  ]);
  expect(change.gained.length).toBeGreaterThan(2);
  expect(change.lost.length).toBeGreaterThan(2);
  const map = services.changes.map(change.id, 'difference');
  const known = map.values.filter((value) => !Number.isNaN(value));
  expect(change.pairs[0]!.cells).toBe(known.length);
  expect(change.gained[0]!.difference).toBe(Math.max(...known));
  expect(change.lost[0]!.difference).toBe(Math.min(...known));
  for (const [i, place] of change.gained.entries()) {
    expect(place.rank).toBe(i + 1);
    expect(place.difference).toBeCloseTo(place.after - place.before, 6);
    expect(place.windowAfter).toMatchObject({ widthPx: 32, heightPx: 32 });
    expect(place.lonLat!.length).toBeGreaterThanOrEqual(5);
  }
  expect(change.map).toMatchObject({ url: `data/change/${change.id}/difference`, cellPx: 8, widthCells: 20 });
});

test('the maps of both dates are on the grid of the difference, which is after - before', () => {
  const [difference, before, after] = (['difference', 'before', 'after'] as const).map(
    (kind) => services.changes.map(change.id, kind).values,
  );
  expect(difference!.some((value) => !Number.isNaN(value))).toBe(true);
  expect(difference).toEqual(before!.map((value, i) => after![i]! - value));
  expect(change.mapAfter).toEqual({ ...change.map, url: `data/change/${change.id}/after` });
});

test('in an area, only cells and windows with their centre in it count', async () => {
  const [before, after] = [await ask('before'), await ask('after')];
  const request = { before, after, measure: 'cosine', places: 20 } as const;
  const [west, east] = [0.4, 0.7].map((share) => lonOf(share * BEFORE.edgePx));
  const [south, north] = [56.8, 56.9];
  const area = [
    [
      [west!, south],
      [east!, south],
      [east!, north],
      [west!, north],
      [west!, south],
    ],
  ] as const;
  const run = (polygons: typeof area | null) =>
    services.sceneChanges.run({ ...request, area: polygons }, unattended());
  const limited = await run(area);
  const cells = services.changes.map(limited.id, 'difference');
  for (const [i, value] of cells.values.entries()) {
    const lon = lonOf(((i % cells.columns) + 0.5) * cells.cellPx);
    if (lon < west! || lon > east!) expect(value).toBeNaN();
  }
  expect(limited.pairs[0]!.cells).toBeGreaterThan(0);
  expect(limited.pairs[0]!.cells).toBeLessThan(change.pairs[0]!.cells);
  for (const { windowAfter } of limited.gained) expect(windowAfter).toMatchObject({ widthPx: 32 });
  const collection = await services.collections.store.find('two dates');
  const ofAll = { collection, model, terms: TERMS, measure: 'cosine', places: 20 } as const;
  const whole = await services.collectionChanges.run(
    { ...ofAll, area, before: null, after: null },
    unattended(),
  );
  expect(whole.gained.map(({ difference }) => difference)).toEqual(
    limited.gained.map(({ difference }) => difference),
  );
  const nowhere = [
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
      [0, 0],
    ],
  ] as const;
  await expect(services.sceneChanges.run({ ...request, area: nowhere }, unattended())).rejects.toThrow(
    /no place in the area/,
  );
});

test('a collection of two dates gives the places of its pairs; other times are refused or found', async () => {
  const collection = await services.collections.store.find('two dates');
  const query = { collection, model, terms: TERMS, measure: 'cosine', area: null, places: 20 } as const;
  const whole = await services.collectionChanges.run({ ...query, before: null, after: null }, unattended());
  expect(whole).toMatchObject({ before: '2019-05-06', after: '2023-06-07', notIndexed: 0 });
  expect(whole.pairs).toEqual(change.pairs);
  const bare = ({ gained, lost }: Pick<SceneChange, 'gained' | 'lost'>) =>
    [gained, lost].map((places) => places.map(({ difference, lonLat }) => ({ difference, lonLat })));
  expect(bare(whole)).toEqual(bare(change));
  const named = await services.collectionChanges.run(
    { ...query, before: '2019', after: '2023-06' },
    unattended(),
  );
  expect(bare(named)).toEqual(bare(change));
  const run = (before: string | null, after: string | null) =>
    services.collectionChanges.run({ ...query, before, after }, unattended());
  await expect(run('2023', '2019')).rejects.toThrow(/does not lie before/);
  await expect(run('2019', null)).rejects.toThrow(/give both times/);
  await expect(run('May', 'June')).rejects.toThrow(/"May" is not a time/);
  await expect(run('2018', '2023')).rejects.toThrow(/0 scenes of 2018 and 2 of 2023/);
});

test('questions that differ, one scene twice and scenes apart are refused', async () => {
  const other = await ask('after', [{ kind: 'text', text: 'a dog', weight: 1 }]);
  const [before, far] = [await ask('before'), await ask('far')];
  const run = (a: QueryId, b: QueryId) =>
    services.sceneChanges.run(
      { before: a, after: b, measure: 'cosine', area: null, places: 1 },
      unattended(),
    );
  await expect(run(before, other)).rejects.toThrow(/different questions/);
  await expect(run(before, before)).rejects.toThrow(/same scene/);
  await expect(run(before, far)).rejects.toThrow(/share no place/);
});

test('exports that make no sense, that exist or that are a scene are refused', async () => {
  const make = (product: 'places' | 'difference', format: 'gpkg' | 'cog', path: string, replace = false) =>
    services.changeExports.make({ change: change.id, product, format }, { path, replace }, signal);
  await expect(make('places', 'cog', join(folder, 'x.tif'))).rejects.toThrow(/choose one of gpkg/);
  await expect(make('difference', 'gpkg', join(folder, 'x.gpkg'))).rejects.toThrow(/GeoTIFF/);
  await expect(make('difference', 'cog', scenePath('after'), true)).rejects.toThrow(/would be overwritten/);
  await writeFile(join(folder, 'there.gpkg'), '');
  await expect(make('places', 'gpkg', join(folder, 'there.gpkg'))).rejects.toThrow(/exists already/);
});

withGdal('GDAL reads places and difference where they are, with scenes and dates', async () => {
  const path = (name: string) => join(folder, name);
  const make = (product: 'places' | 'difference', format: 'gpkg' | 'geojson' | 'csv' | 'cog', name: string) =>
    services.changeExports.make(
      { change: change.id, product, format },
      { path: path(name), replace: false },
      signal,
    );
  await make('places', 'gpkg', 'places.gpkg');
  await make('places', 'geojson', 'places.geojson');
  await make('places', 'csv', 'places.csv');
  await make('difference', 'cog', 'difference.tif');
  const read = (name: string) => {
    const script = fileURLToPath(new URL('../export/read_exports.py', import.meta.url));
    return JSON.parse(execFileSync(gdalPython!, [script, path(name)], { encoding: 'utf8' }))[0];
  };
  const [first] = change.gained;
  const gpkg = read('places.gpkg');
  expect(gpkg).toMatchObject({ epsg: '32635' });
  expect(gpkg.features).toHaveLength(change.gained.length + change.lost.length);
  expect(gpkg.features[0]).toMatchObject({
    valid: true,
    values: { rank: 1, change: 'gained', difference: first!.difference, date_before: '2019-05-06T07:08:09' },
  });
  // The window of 32 px of 1.4 m in the scene after, turned by the angle between the zones.
  expect(gpkg.features[0].area).toBeCloseTo(44.8 * 44.8, -2);
  const world = read('places.geojson');
  expect(world.epsg).toBe('4326');
  const lons = first!.lonLat!.map(([lon]) => lon);
  expect(world.features[0].envelope[0]).toBeCloseTo(Math.min(...lons), 8);
  expect(await readFile(path('places.csv'), 'utf8')).toMatch(/^WKT,rank,change,difference/);
  const difference = read('difference.tif');
  expect(difference).toMatchObject({ epsg: '32635' });
  const known = services.changes.map(change.id, 'difference').values.filter((value) => !Number.isNaN(value));
  expect(difference.metadata.scene_before).toContain('before "x" 中文.tif');
  const values = new Float32Array(Uint8Array.from(Buffer.from(difference.values[0], 'hex')).buffer);
  expect(values.filter((value) => !Number.isNaN(value))).toEqual(known);
});
