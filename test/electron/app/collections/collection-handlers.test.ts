/** Collections as the page uses them: grants, keys, one job, answers without paths. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_FILTER } from '../../../../core/collection/filter-scenes.ts';
import { inPixels } from '../../../../core/documents/collection.ts';
import type { CollectionId, ModelId } from '../../../../core/documents/ids.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import type { Core } from '../../../../electron/app/process/core.ts';
import { createCore } from '../../../../electron/app/process/create-core.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { smallStarterResources } from '../../small-starter.ts';
import { scene } from './block-scene.ts';

const model = 'starter' as ModelId;
const task = unattended();
let folder: string;
let resources: string;
let core: Core;
let id: CollectionId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-collections-'));
  resources = await smallStarterResources();
  core = await createCore({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
    version: '0',
  });
  await mkdir(join(folder, 'scenes', 'deep'), { recursive: true });
  await writeFile(join(folder, 'scenes', 'a_20240131.tif'), scene(1, 500_000));
  await writeFile(join(folder, 'scenes', 'deep', 'b_20240601.tif'), scene(2, 500_048));
  await writeFile(join(folder, 'scenes', 'broken.tif'), 'not a TIFF');
});
afterAll(async () => {
  await core.close();
  for (const each of [folder, resources]) await rm(each, { recursive: true });
});

const call: Core['handlers'] = new Proxy({} as Core['handlers'], {
  get: (_, method: keyof Core['handlers']) => core.handlers[method],
});
const rows = () => call['collections.scenes']({ collection: id }, task);

test('a granted folder becomes a collection whose scenes have keys and places, not paths', async () => {
  const grant = await core.grantFolder(join(folder, 'scenes'));
  id = await call['collections.create']({ name: 'county', grants: [grant.id] }, task);
  expect(await call['collections.scan']({ collection: id }, task)).toMatchObject({ added: 3 });
  const found = await rows();
  expect(found.map(({ place, fault }) => [place, fault === null])).toEqual([
    ['a_20240131.tif', true],
    ['broken.tif', false],
    ['deep/b_20240601.tif', true],
  ]);
  expect(JSON.stringify(found[0])).not.toContain(folder);
  await expect(
    call['collections.create']({ name: 'other', grants: ['made up' as typeof grant.id] }, task),
  ).rejects.toThrow(/no permission/);
});

test('the polygons of a granted vector file are an area in degrees; a file without any is refused by name', async () => {
  const ring = [
    [24, 56],
    [25, 56],
    [25, 57],
    [24, 56],
  ];
  const areaOf = async (name: string, geometry: unknown) => {
    const path = join(folder, name);
    const features = [{ type: 'Feature', properties: {}, geometry }];
    await writeFile(path, JSON.stringify({ type: 'FeatureCollection', features }));
    const grant = await core.grantRead(path);
    return call['collections.area']({ grant: grant.id }, task);
  };
  expect(await areaOf('county.geojson', { type: 'Polygon', coordinates: [ring] })).toEqual([ring]);
  await expect(areaOf('points.geojson', { type: 'Point', coordinates: [24, 56] })).rejects.toThrow(
    /points\.geojson: the layer has no polygons/,
  );
  const many = Array.from({ length: 1001 }, () => [ring]);
  await expect(areaOf('many.geojson', { type: 'MultiPolygon', coordinates: many })).rejects.toThrow(
    /^many\.geojson: 1001 polygons, and a question takes at most 1000/,
  );
});

test('a pattern shows its days before it is used, and a wrong one is refused', async () => {
  const tried = await call['collections.tryDates']({ collection: id, pattern: '_YYYYMMDD' }, task);
  expect(tried.map(({ date }) => date)).toEqual(['2024-01-31', null, '2024-06-01']);
  expect((await rows())[0]!.date).toMatchObject({ from: 'tag' });
  await expect(call['collections.setDates']({ collection: id, pattern: 'YYYY' }, task)).rejects.toThrow(
    /date pattern/,
  );
  await call['collections.setDates']({ collection: id, pattern: '_YYYYMMDD' }, task);
  await call['collections.scan']({ collection: id }, task);
  expect((await rows())[0]!.date).toEqual({ date: '2024-01-31', from: 'name' });
});

test('one job indexes the scenes, names those it passes over, and lists none of them as opened', async () => {
  expect(await call['collections.plan']({ collection: id, model, ...inPixels([32]) }, task)).toMatchObject({
    scenes: 2,
    scenesDone: 0,
  });
  const job = await call['jobs.start'](
    { spec: { kind: 'index-collection', collection: id, model, ...inPixels([32]) } },
    task,
  );
  await expect(call['collections.remove']({ collection: id }, task)).rejects.toThrow(/being indexed/);
  const state = async () =>
    (await call['jobs.list'](null, task)).find((each) => each.id === job) ?? expect.fail('no such job');
  await expect.poll(async () => (await state()).state).toBe('done');
  expect((await state()).title).toBe('Index collection county with starter');
  const { indexed, failures } = await call['collections.states']({ collection: id, model }, task);
  const [a, broken, b] = await rows();
  expect(indexed).toEqual([a!.key, b!.key]);
  expect(failures).toEqual([{ key: broken!.key, reason: expect.stringContaining('not a TIFF') }]);
  expect(await call['scenes.list'](null, task)).toEqual([]);
});

test('a file of hits has the reviews as they are when it is written', async () => {
  const terms = [{ kind: 'text', text: 'a steel bridge', weight: 1 }] as const;
  const question = { collection: id, model, hits: 5, perScene: null, merges: false, filter: NO_FILTER };
  const answer = await call['collections.query']({ ...question, terms, isRecorded: false }, task);
  const { sceneId, window } = answer.hits[1]!;
  const review = { scene: sceneId!, terms, window, at: '2026-01-01T00:00:00Z' };
  const judge = (judgement: 'accepted' | null, note: string) => {
    const transaction = { kind: 'review-hit', review: { ...review, judgement, note } } as const;
    return call['project.apply']({ transaction }, task);
  };
  await judge('accepted', 'seen, "new"');
  const target = await core.grantWrite(join(folder, 'reviewed.csv'));
  await call['collections.export']({ answer: answer.id, format: 'csv', target: target.id }, task);
  const [head, first, second] = (await readFile(join(folder, 'reviewed.csv'), 'utf8')).split('\r\n');
  expect(head).toMatch(/,review,note$/);
  expect(first).toMatch(/,,$/);
  expect(second).toMatch(/,accepted,"seen, ""new"""$/);
  await judge(null, '');
});

test('an answer has no paths and can be written as a file in each format; a hit opens its scene', async () => {
  const answer = await call['collections.query'](
    {
      ...{ collection: id, model, hits: 5, perScene: null, merges: false, filter: NO_FILTER },
      terms: [{ kind: 'text', text: 'a steel bridge', weight: 1 }],
      isRecorded: false,
    },
    task,
  );
  expect(JSON.stringify(answer)).not.toContain(folder);
  expect(answer.scenes.reduce((sum, each) => sum + each.hits, 0)).toBe(answer.hits.length);
  const [best] = answer.hits;
  expect(answer.scenes[0]).toMatchObject({ key: best!.key, best: best!.score });
  for (const format of ['gpkg', 'geojson', 'csv'] as const) {
    const target = await core.grantWrite(join(folder, 'hits'));
    const file = await call['collections.export']({ answer: answer.id, format, target: target.id }, task);
    expect(file).toMatchObject({ name: `hits.${format}`, features: answer.hits.length });
  }
  const csv = await readFile(join(folder, 'hits.csv'), 'utf8');
  expect(csv).toContain(',2024-01-31,');
  const layer = await serviceOptions(forkBuiltEngine).host.vectors.read(
    join(folder, 'hits.gpkg'),
    null,
    task.signal,
  );
  expect(layer.features).toHaveLength(answer.hits.length);
  const detail = await call['collections.openScene']({ collection: id, scene: best!.key }, task);
  expect(detail.id).toBe(best!.sceneId);
  expect((await call['scenes.list'](null, task)).map((each) => each.id)).toEqual([detail.id]);
});

test('a list that a browser sent may only name files that came with it', async () => {
  const uploads = join(folder, 'home', 'uploads', 'sent');
  await mkdir(uploads, { recursive: true });
  await writeFile(join(uploads, 'own.tif'), scene(4, 500_000));
  await writeFile(join(uploads, 'own.txt'), 'own.tif\n');
  await writeFile(join(uploads, 'foreign.txt'), `${join(folder, 'scenes', 'a_20240131.tif')}\n`);
  const listed = async (name: string) => {
    const grant = await core.grantRead(join(uploads, name));
    const collection = await call['collections.create']({ name, grants: [grant.id] }, task);
    return call['collections.scan']({ collection }, task);
  };
  expect(await listed('own.txt')).toMatchObject({ added: 1, faults: [] });
  await expect(listed('foreign.txt')).rejects.toThrow(/foreign\.txt: it names .* was not sent with it/);
});
