/** Embeddings that travel, over a real core with a starter of random weights. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromHalves } from '../../../../core/bytes/float16.ts';
import { inPixels } from '../../../../core/documents/collection.ts';
import type { EmbeddingQuery } from '../../../../core/documents/embeddings.ts';
import type { ModelId, SceneId } from '../../../../core/documents/ids.ts';
import type { QueryTerm } from '../../../../core/documents/search.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { smallStarterResources } from '../../small-starter.ts';
import { blockScene } from '../collections/block-scene.ts';

const { signal } = new AbortController();
const NAME = 'a "b"\n中文.tif';
const TERMS: readonly QueryTerm[] = [{ kind: 'text', text: 'a steel bridge', weight: 1 }];
const SCENE = { seed: 1, edgePx: 96, metres: 1, origin: [500_000, 6_300_000], epsg: 32_635 } as const;

let folder: string;
let resources: string;
let services: Services;
let model: ModelId;
let scene: SceneId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-embeddings-'));
  resources = await smallStarterResources();
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  model = await services.models.find(null);
  await mkdir(join(folder, 'scenes'));
  await writeFile(join(folder, 'scenes', NAME), blockScene({ ...SCENE, taken: '2023:05:06 07:08:09' }));
  await writeFile(join(folder, 'scenes', 'second.tif'), blockScene({ ...SCENE, seed: 2, taken: null }));
  const id = await services.collections.create('both', [join(folder, 'scenes')]);
  await services.collections.scan(id, unattended());
  await services.collections.index(id, model, inPixels([32]), unattended());
  scene = await services.scenes.openPath(join(folder, 'scenes', NAME));
});
afterAll(async () => {
  await services.close();
  for (const each of [folder, resources]) await rm(each, { recursive: true });
});

async function exported(name: string, int8 = false) {
  const source = { kind: 'collection', collection: await services.collections.store.find('both') } as const;
  const path = join(folder, name);
  const made = await services.embeddingExports.make(
    { source, model, int8 },
    { path, replace: false },
    unattended(),
  );
  return { made, path };
}

/** All vectors of a set as halves. */
async function vectorsOf(id: EmbeddingQuery['set']): Promise<Uint16Array> {
  const parts: number[] = [];
  for await (const { halves } of services.embeddingSets.store.vectors(id, signal)) parts.push(...halves);
  return Uint16Array.from(parts);
}

/** The embeddings of the indexes of the collection, in the order of the export. */
async function indexed(): Promise<Uint16Array> {
  const identity = await services.models.identity(model);
  const parts: number[] = [];
  for (const { path, content } of await services.collections.store.scenes(
    await services.collections.store.find('both'),
  )) {
    const scan = await services.indexes.scanOf(services.scenes.byPath().get(path)!, content, identity);
    for await (const { halves } of scan!.records(signal)) parts.push(...halves);
  }
  return Uint16Array.from(parts);
}

/** Every row with its cosine to row `number`, by a plain loop; the best first. */
async function likeRow(id: EmbeddingQuery['set'], number: number) {
  const all = fromHalves(await vectorsOf(id));
  const rows = Array.from({ length: all.length / 16 }, (_, i) => all.subarray(16 * i, 16 * (i + 1)));
  const example = rows[number - 1]!;
  const length = Math.hypot(...example);
  const scored = rows.map((row, i) => ({
    row: i + 1,
    score: row.reduce((sum, value, k) => sum + value * example[k]!, 0) / length,
  }));
  return scored.sort((a, b) => b.score - a.score);
}

test('floats travel bit by bit, and answer a sentence as the collection does', async () => {
  const { made, path } = await exported('float.parquet');
  expect(made).toMatchObject({ scenes: 2, notIndexed: 0, bound: null });
  expect(made.names).toEqual(['float.parquet', 'float.json', 'float-collection.json']);
  const set = await services.embeddingSets.import(path, 'floats', unattended());
  expect(set).toMatchObject({ rows: made.rows, dim: 16, scenes: 2, model, why: null, bound: null });
  expect(await vectorsOf(set.id)).toEqual(await indexed());
  const { found } = await services.embeddingSets.run(
    { set: set.id, terms: TERMS, like: [], hits: 5 },
    signal,
  );
  const collection = await services.collections.store.find('both');
  const filter = { area: null, from: null, to: null, name: null };
  const query = { collection, model, terms: TERMS, hits: 5, perScene: null, merges: true, filter };
  const { hits } = await services.collectionQueries.run(query, signal);
  expect(found[0]).toMatchObject({
    rank: 1,
    score: expect.closeTo(hits[0]!.score, 4),
    scene: hits[0]!.scene,
    window: hits[0]!.window,
  });
  for (const [i, corner] of hits[0]!.lonLat!.entries()) {
    expect(found[0]!.lonLat![i]![0]).toBeCloseTo(corner[0], 9);
    expect(found[0]!.lonLat![i]![1]).toBeCloseTo(corner[1], 9);
  }
});

test('asked for what is like a window, a set gives the windows by their cosine with it', async () => {
  const set = await services.embeddingSets.store.find('floats');
  const { found } = await services.embeddingSets.run({ set, terms: [], like: [7], hits: 20 }, signal);
  const expected = await likeRow(set, 7);
  expect(found[0]!.score).toBeCloseTo(expected[0]!.score, 4);
  const [named] = found.filter((hit) => hit.scene === NAME);
  expect(named).toMatchObject({ date: '2023-05-06T07:08:09' });
  for (const { row, score } of found)
    expect(score).toBeCloseTo(expected.find((each) => each.row === row)!.score, 4);
  const run = (changes: Partial<EmbeddingQuery>) =>
    services.embeddingSets.run({ set, terms: [], like: [], hits: 3, ...changes }, signal);
  await expect(run({})).rejects.toThrow(/question is empty/);
  await expect(run({ like: [100_000] })).rejects.toThrow(/have rows 1 to \d+, not 100000/);
});

test('8-bit integers travel within the stated bound', async () => {
  const { made, path } = await exported('int8.parquet', true);
  const set = await services.embeddingSets.import(path, 'integers', unattended());
  expect(set.bound).toBe(made.bound);
  const [there, here] = [fromHalves(await vectorsOf(set.id)), fromHalves(await indexed())];
  // The set is kept as halves, which are off by a thousandth of their value at most.
  const off = there.map((value, i) => Math.abs(value - here[i]!) - 2 ** -11 * Math.abs(value));
  expect(Math.max(...off)).toBeLessThanOrEqual(made.bound!);
});

test('values far from a unit vector are refused with file and row', async () => {
  const { path } = await exported('far.parquet', true);
  const bytes = await readFile(path);
  const at = bytes.indexOf('"scale":0.') + '"scale":'.length;
  bytes.write('9', at);
  await writeFile(path, bytes);
  await expect(services.embeddingSets.import(path, 'far', unattended())).rejects.toThrow(
    /far\.parquet, row 1: the embedding has a length of \S+ instead of 1: the file or its quantization is damaged/,
  );
});

test('the STAC item names model, grid, bands and quantization; type and dimensions are in the collection', async () => {
  const json = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'));
  const item = await json('int8.json');
  expect(item.stac_extensions[0]).toBe('https://stac-extensions.github.io/embeddings/v0.0.1/schema.json');
  const { weightsSha256 } = await services.models.identity(model);
  expect(item.properties).toMatchObject({
    datetime: '2023-05-06T07:08:09Z',
    data_type: 'int8',
    'emb:quantization': { method: 'linear', original_dtype: 'float16', quantized_dtype: 'int8' },
    'emb:runtime_parameters': {
      model,
      model_sha256: weightsSha256,
      dimensions: 16,
      grids: [[{ sizePx: 32 }]],
    },
  });
  expect(item.properties['emb:preprocessing'].expression).toContain('bands');
  expect(item.assets.embeddings.href).toBe('./int8.parquet');
  // The extension allows no other of its fields on an item.
  const allowed = ['runtime_parameters', 'preprocessing', 'postprocessing', 'quantization'].map(
    (name) => `emb:${name}`,
  );
  expect(
    Object.keys(item.properties).filter((name) => name.startsWith('emb:') && !allowed.includes(name)),
  ).toEqual([]);
  const collection = await json('int8-collection.json');
  expect(collection).toMatchObject({ 'emb:type': 'chip', 'emb:dimensions': 16, data_type: 'int8' });
  expect(collection['emb:chip_layout']).toMatchObject({ layout_type: 'regular_grid', chip_size: [32, 32] });
  expect(collection.links.map(({ rel }: { rel: string }) => rel)).toEqual(
    expect.arrayContaining(['emb:model', 'emb:source-data']),
  );
});

test('vectors of a model that is not installed are asked by their windows only, and it is said why', async () => {
  const { path } = await exported('foreign.parquet');
  const bytes = await readFile(path);
  // The hash of the weights in the metadata, in place.
  const { weightsSha256 } = await services.models.identity(model);
  const at = bytes.indexOf(weightsSha256);
  bytes.write('f'.repeat(64), at);
  await writeFile(path, bytes);
  const set = await services.embeddingSets.import(path, 'foreign', unattended());
  expect(set).toMatchObject({ model: null, madeBy: model });
  expect(set.why).toMatch(/not installed: only windows of it can be looked for/);
  const query = { set: set.id, hits: 2 };
  await expect(services.embeddingSets.run({ ...query, terms: TERMS, like: [] }, signal)).rejects.toThrow(
    /not installed/,
  );
  const { found } = await services.embeddingSets.run({ ...query, terms: [], like: [3] }, signal);
  expect(found[0]!.score).toBeCloseTo((await likeRow(set.id, 3))[0]!.score, 4);
});

test('a STAC item with an unknown quantization stops the import; nothing is left behind', async () => {
  const { path } = await exported('odd.parquet');
  const item = join(folder, 'odd.json');
  const json = JSON.parse(await readFile(item, 'utf8'));
  json.properties['emb:quantization'] = { method: 'binary', original_dtype: 'float32' };
  await writeFile(item, JSON.stringify(json));
  const before = await services.embeddingSets.list();
  await expect(services.embeddingSets.import(path, 'odd', unattended())).rejects.toThrow(
    /quantized by "binary"/,
  );
  await writeFile(item, JSON.stringify({}));
  await writeFile(path, (await readFile(path)).subarray(0, -20));
  await expect(services.embeddingSets.import(path, 'odd', unattended())).rejects.toThrow(/odd\.parquet/);
  expect(await services.embeddingSets.list()).toEqual(before);
});

test('a bit of a set that changes on the disk is found before the next answer; sets without sums are used as they are', async () => {
  const set = await services.embeddingSets.store.find('integers');
  const ask = () => services.embeddingSets.run({ set, terms: [], like: [1], hits: 2 }, signal);
  const { found } = await ask();
  const path = (name: string) => join(folder, 'home/embeddings', set, name);
  for (const name of ['vectors.f16', 'places.f64']) {
    const sound = await readFile(path(name));
    const damaged = Buffer.from(sound);
    damaged[damaged.length >> 1]! ^= 1;
    await writeFile(path(name), damaged);
    await expect(ask()).rejects.toThrow(`${path(name)}: the file is damaged`);
    await writeFile(path(name), sound);
    expect((await ask()).found).toEqual(found);
  }
  const { sums, ...older } = JSON.parse(await readFile(path('set.json'), 'utf8'));
  expect(Object.keys(sums)).toEqual(['vectors', 'places']);
  await writeFile(path('set.json'), JSON.stringify(older));
  expect((await ask()).found).toEqual(found);
});

test('names in use, empty or unknown are refused; files are not replaced; a removed set is gone', async () => {
  const path = join(folder, 'float.parquet');
  const add = (name: string) => services.embeddingSets.import(path, name, unattended());
  await expect(add('floats')).rejects.toThrow(/exist already/);
  await expect(add('  ')).rejects.toThrow(/need a name/);
  await expect(services.embeddingSets.store.find('unknown')).rejects.toThrow(/there are: .*"floats"/);
  await expect(exported('float.parquet')).rejects.toThrow(/exists already/);
  for (const name of ['a "b"\n中文; --', 'ü'.repeat(1000)]) {
    const { id } = await add(name);
    expect(await services.embeddingSets.store.find(name)).toBe(id);
    await services.embeddingSets.store.remove(id);
    await expect(services.embeddingSets.store.find(name)).rejects.toThrow(/there are no embeddings/);
  }
});

test('one scene is exported for a browser as an archive; a scene without an index is refused', async () => {
  const spec = { source: { kind: 'scenes', scenes: [scene] }, model, int8: false } as const;
  const made = await services.embeddingExports.makeForDownload(spec, unattended());
  expect(made).toMatchObject({ scenes: 1, url: expect.stringMatching(/^data\/export.*\.zip$/) });
  const other = join(folder, 'third.tif');
  await writeFile(other, blockScene({ ...SCENE, seed: 3, taken: null }));
  const source = { kind: 'scenes', scenes: [await services.scenes.openPath(other)] } as const;
  const target = { path: join(folder, 'third.parquet'), replace: false };
  await expect(services.embeddingExports.make({ ...spec, source }, target, unattended())).rejects.toThrow(
    /complete index of model .*: index them first/,
  );
});
