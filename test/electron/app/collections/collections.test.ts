/** Collections over a real core with a starter of random weights. */
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_FILTER } from '../../../../core/collection/filter-scenes.ts';
import type { CollectionQuery } from '../../../../core/documents/collection.ts';
import { inPixels } from '../../../../core/documents/collection.ts';
import type { CollectionId, ModelId } from '../../../../core/documents/ids.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { smallStarterResources } from '../../small-starter.ts';
import { EDGE, scene } from './block-scene.ts';

const { signal } = new AbortController();
let folder: string;
let resources: string;
let services: Services;
let model: ModelId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-collections-'));
  resources = await smallStarterResources();
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  model = await services.models.find(null);
  await mkdir(join(folder, 'scenes', 'deep'), { recursive: true });
  await writeFile(join(folder, 'scenes', 'a_20240131.tif'), scene(1, 500_000));
  await writeFile(join(folder, 'scenes', 'deep', 'b_20240601.TIF'), scene(2, 500_000 + 48));
  await writeFile(join(folder, 'scenes', 'deep', 'c "x"\n中文.tif'), scene(3, 600_000));
  await writeFile(join(folder, 'scenes', 'broken.tif'), 'not a TIFF');
  await writeFile(join(folder, 'scenes', 'readme.txt'), 'nothing');
});
afterAll(async () => {
  await services.close();
  for (const each of [folder, resources]) await rm(each, { recursive: true });
});

async function made(name: string, ...paths: readonly string[]): Promise<CollectionId> {
  const id = await services.collections.create(
    name,
    paths.map((path) => join(folder, path)),
  );
  await services.collections.scan(id, unattended());
  return id;
}

const question = (collection: CollectionId, changes: Partial<CollectionQuery> = {}): CollectionQuery => ({
  ...{ collection, model, hits: 5, perScene: null, merges: false, filter: NO_FILTER },
  terms: [{ kind: 'text', text: 'a steel bridge', weight: 1 }],
  ...changes,
});

test('a folder is searched with all below it; a file that is no raster is named and left out', async () => {
  const id = await services.collections.create('all "of it"', [join(folder, 'scenes')]);
  const { added, faults } = await services.collections.scan(id, unattended());
  expect(added).toBe(4);
  expect(faults).toEqual([
    { path: join(folder, 'scenes', 'broken.tif'), reason: expect.stringContaining('broken.tif') },
  ]);
  const scenes = await services.collections.store.scenes(id);
  expect(scenes.map(({ name }) => name)).toContain('c "x"\n中文.tif');
  expect(scenes[0]).toMatchObject({
    widthPx: EDGE,
    metresPerPixel: expect.closeTo(1, 1),
    date: { date: '2023-05-06T07:08:09', from: 'tag' },
  });
  expect((await services.collections.scan(id, unattended())).same).toBe(3 + 1);
  await utimes(join(folder, 'scenes', 'a_20240131.tif'), new Date(), new Date(0));
  expect(await services.collections.scan(id, unattended())).toMatchObject({ changed: 1, same: 3, gone: 0 });
});

test('scenes that another process has written are read anew', async () => {
  const id = await made('shared', 'scenes/a_20240131.tif');
  const before = await services.collections.store.scenes(id);
  expect(await services.collections.store.scenes(id)).toBe(before);
  const file = join(folder, 'home', 'collections', id, 'scenes.json');
  const stored = JSON.parse(await readFile(file, 'utf8')) as { scenes: { name: string }[] };
  stored.scenes[0]!.name = 'renamed.tif';
  await writeFile(file, JSON.stringify(stored));
  expect((await services.collections.store.scenes(id))[0]!.name).toBe('renamed.tif');
});

test('dates come from file names once a pattern is set, and a wrong pattern is refused', async () => {
  const id = await made('dated', 'scenes/a_20240131.tif', 'scenes/deep/b_20240601.TIF');
  await services.collections.setDatePattern(id, '_YYYYMMDD');
  await services.collections.scan(id, unattended());
  const dates = (await services.collections.store.scenes(id)).map(({ date }) => date);
  expect(dates).toEqual([
    { date: '2024-01-31', from: 'name' },
    { date: '2024-06-01', from: 'name' },
  ]);
});

test('asking a collection gives the hits of asking each scene alone, merged; the verdict is one for all', async () => {
  const id = await made('asked', 'scenes');
  await expect(services.collectionQueries.run(question(id), signal)).rejects.toThrow(
    /index the collection first/,
  );
  const first = await services.collections.index(id, model, inPixels([32]), unattended());
  expect(first).toMatchObject({ indexed: 3, complete: 0, failed: [{ reason: /broken\.tif/ }] });
  expect(await services.collections.index(id, model, inPixels([32]), unattended())).toMatchObject({
    indexed: 0,
    complete: 3,
  });
  expect(await services.collections.plan(id, model, inPixels([32]))).toMatchObject({
    scenes: 3,
    scenesDone: 3,
    seconds: 0,
  });
  const { hits, scenesAsked, windows, verdict } = await services.collectionQueries.run(question(id), signal);
  expect(scenesAsked).toBe(3);
  const alone = [];
  let own = 0;
  for (const { path, fault } of await services.collections.store.scenes(id)) {
    if (fault !== null) continue;
    const scene = await services.scenes.openPath(path);
    const { terms } = question(id);
    const answer = await services.queries.run({ scene, model, terms, hits: 5 }, signal);
    own += answer.windows;
    alone.push(...answer.hits.map((hit) => ({ path, window: hit.window, score: hit.score })));
  }
  alone.sort((a, b) => b.score - a.score);
  expect(hits.map(({ path, window, score }) => ({ path, window, score }))).toEqual(alone.slice(0, 5));
  expect(windows).toBe(own);
  expect(verdict.kind).toBe('not-calibrated');
  expect(hits[0]!.lonLat!.length).toBe(5);
  const limited = await services.collectionQueries.run(question(id, { perScene: 1 }), signal);
  expect(new Set(limited.hits.map(({ path }) => path)).size).toBe(limited.hits.length);
});

test('filters leave out scenes by date, name and place, and merging joins windows of overlapping scenes', async () => {
  const id = await services.collections.store.find('asked');
  const paths = async (filter: Partial<typeof NO_FILTER>) => {
    const answer = services.collectionQueries.run(
      question(id, { filter: { ...NO_FILTER, ...filter } }),
      signal,
    );
    return new Set((await answer).hits.map(({ scene }) => scene));
  };
  expect(await paths({ name: 'A_2024' })).toEqual(new Set(['a_20240131.tif']));
  expect(await paths({ from: '2023-05-06', to: '2023-05-06' })).toHaveProperty('size', 3);
  await expect(paths({ to: '2023-05-05' })).rejects.toThrow(/no scene of the collection matches/);
  await expect(paths({ from: 'May' })).rejects.toThrow(/not a day/);
  const [c] = (await services.collections.store.scenes(id)).filter(({ name }) => name.startsWith('c'));
  const area = [c!.footprint!];
  expect(await paths({ area })).toEqual(new Set([c!.name]));
  const apart = await services.collectionQueries.run(question(id, { hits: 40 }), signal);
  const merged = await services.collectionQueries.run(question(id, { hits: 40, merges: true }), signal);
  expect(merged.hits.length).toBeLessThan(apart.hits.length);
});

test('names that are taken, unknown or empty are refused; removing keeps the files', async () => {
  await expect(services.collections.create('asked', [folder])).rejects.toThrow(/already exists/);
  await expect(services.collections.create(' ', [folder])).rejects.toThrow(/needs a name/);
  await expect(services.collections.create('x', [join(folder, 'gone')])).rejects.toThrow(/no such file/);
  await expect(services.collections.store.find('unknown')).rejects.toThrow(/there are: .*"asked"/);
  const long = 'ü'.repeat(1000);
  await services.collections.store.remove(await made(long, 'scenes'));
  await expect(services.collections.store.find(long)).rejects.toThrow(/there is no collection/);
});

test('changes of a collection at the same time are all kept, and a name is taken once', async () => {
  const { collections } = services;
  const made = await Promise.allSettled([1, 2].map(() => collections.create('at once', [])));
  expect(made.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  const id = await collections.store.find('at once');
  const paths = ['scenes', join('scenes', 'deep'), join('scenes', 'a_20240131.tif')].map((each) =>
    join(folder, each),
  );
  await Promise.all([
    ...paths.map((path) => collections.add(id, [path])),
    collections.setDatePattern(id, '_(?<date>\\d{8})'),
  ]);
  const { sources, datePattern } = await collections.store.summary(id);
  expect(sources.map(({ path }) => path).sort()).toEqual([...paths].sort());
  expect(datePattern).not.toBeNull();
  await collections.store.remove(id);
});
