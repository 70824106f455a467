import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ModelId, SceneId } from '../../../../core/documents/ids.ts';
import type { BandRendering } from '../../../../core/documents/scene.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { IndexService } from '../../../../electron/app/search/index-service.ts';
import { gridSpecOf } from '../../../../electron/app/search/scene-grid.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';
import { smallStarterResources } from '../../small-starter.ts';

let folder: string;
let resources: string;
let services: Services;
let scene: SceneId;
let model: ModelId;
/** Index folder of the scene. */
let indexFolder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-indexes-'));
  resources = await smallStarterResources();
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  const path = join(folder, 'scene.tif');
  await copyFile(findResources().demoScene, path);
  scene = await services.scenes.openPath(path);
  model = await services.models.find(null);
  indexFolder = join(folder, 'home/indexes', scene);
});

afterEach(() => services.indexes.removeAll(scene));

afterAll(async () => {
  await services.close();
  await rm(folder, { recursive: true });
  await rm(resources, { recursive: true });
});

/** Index service that reads the files again, as after a restart. */
function openAgain(): IndexService {
  return new IndexService(new NodeStorage(), join(folder, 'home/indexes'), services.scenes, services.models);
}

async function build(sizesPx: readonly number[]): Promise<string> {
  const before = await indexFiles();
  const { grid } = await services.indexes.plan(scene, model, sizesPx);
  await services.indexes.build(scene, model, grid, unattended());
  const [made] = (await indexFiles()).filter((name) => !before.includes(name));
  return join(indexFolder, made ?? 'none was made');
}

async function indexFiles(): Promise<readonly string[]> {
  return (await new NodeStorage().list(indexFolder)).filter((name) => name.endsWith('.lsix'));
}

describe('an index file', () => {
  test('that was truncated within its header counts as empty, does not affect other indexes and is rebuilt', async () => {
    await build([512]);
    const path = await build([1024]);
    const whole = await readFile(path);
    for (const bytes of [0, 3, 63, 64, 300]) {
      await writeFile(path, whole.subarray(0, bytes));
      const indexes = openAgain();
      expect(await indexes.list(scene)).toMatchObject([{ state: 'complete', grid: { sizesPx: [512] } }]);
      expect(await indexes.unreadable(scene)).toEqual([]);
      expect((await indexes.forQuery(scene, model)).path).not.toBe(path);
      const plan = await indexes.plan(scene, model, [1024]);
      expect(plan.seconds).toBe(plan.windows / plan.windowsPerSecond);
      await indexes.build(scene, model, plan.grid, unattended());
      expect(await readFile(path)).toEqual(whole);
    }
  });

  test.each([
    [
      'of a later version',
      [4, 9],
      /index version 9.*use the Longsight version that wrote it, or remove the file/,
    ],
    ['with a damaged header', [70, 0], /header is damaged.*remove the file/],
    ['of another format', [0, 0], /is not a Longsight index.*remove the file/],
  ] as const)('%s is named and kept, and does not affect other indexes', async (_, [at, byte], fault) => {
    await build([512]);
    const path = await build([1024]);
    const bytes = await readFile(path);
    bytes[at] = byte;
    await writeFile(path, bytes);
    const indexes = openAgain();
    expect(await indexes.list(scene)).toMatchObject([{ grid: { sizesPx: [512] } }]);
    expect(await indexes.unreadable(scene)).toEqual([
      expect.stringMatching(new RegExp(`${path}.*${fault.source}`)),
    ]);
    expect((await indexes.forQuery(scene, model)).path).not.toBe(path);
    const { grid } = await indexes.plan(scene, model, [1024]);
    await expect(indexes.build(scene, model, grid, unattended())).rejects.toThrow(/remove the file/);
    expect(await readFile(path)).toEqual(bytes);
  });
});

describe('a plan', () => {
  test('estimates the time for the windows that are not yet indexed in its model view', async () => {
    await build([512, 1024]);
    const inView = (view: BandRendering | null) => services.indexes.plan(scene, model, [512, 1024], { view });
    const { modelView } = await services.scenes.detail(scene);
    expect((await inView(null)).seconds).toBe(0);
    expect((await inView(modelView)).seconds).toBe(0);
    const other = await inView({ bands: [2, 1, 0], stretch: { kind: 'none' } });
    expect(other.seconds).toBe(other.windows / other.windowsPerSecond);
  });

  test('has window sizes that fit into the scene, each once, the smallest first', async () => {
    const { grid } = await services.indexes.plan(scene, model, [5000, 1024, 4000]);
    expect(grid.sizesPx).toEqual([1024, 2048]);
    expect(await services.indexes.plan(scene, model, [2048, 1024])).toMatchObject({ grid });
    await services.indexes.build(scene, model, grid, unattended());
    for (const sizesPx of [
      [1024, 9000],
      [2048, 1024, 2049],
    ])
      expect((await services.indexes.forQuery(scene, model, sizesPx)).isComplete).toBe(true);
    await expect(services.indexes.forQuery(scene, model, [5000])).rejects.toThrow(/no index of 5000 px/);
  });
});

test('the grid description of an index gives the same grid again, also for odd sizes', async () => {
  await build([167, 1001]);
  const [{ grid }] = await services.indexes.list(scene);
  await services.indexes.build(scene, model, grid, unattended());
  expect((await indexFiles()).length).toBe(1);
});

test('the list says which index answers, and queries use that index', async () => {
  const roles = async () => {
    const list = await services.indexes.list(scene);
    return Object.fromEntries(list.map(({ grid, answers }) => [`${grid.kind} ${grid.sizesPx}`, answers]));
  };
  const answering = async (sizesPx: readonly number[] | null = null) =>
    gridSpecOf((await services.indexes.forQuery(scene, model, sizesPx)).key.grid).sizesPx;
  await build([1024]);
  expect(await roles()).toEqual({ 'sliding 1024': 'by-default' });
  await build([512]);
  expect(await roles()).toEqual({ 'sliding 1024': 'when-chosen', 'sliding 512': 'by-default' });
  expect(await answering()).toEqual([512]);
  expect(await answering([1024])).toEqual([1024]);
  // Same sizes with a larger stride: the finer index answers for both.
  const { grid } = await services.indexes.plan(scene, model, [512]);
  const wide = await services.indexes.build(scene, model, { ...grid, strideShare: 0.5 }, unattended());
  expect(wide.answers).toBe('never');
  expect((await services.indexes.list(scene)).filter(({ answers }) => answers === 'by-default').length).toBe(
    1,
  );
  const { modelView } = await services.scenes.detail(scene);
  await services.scenes.setModelView(scene, { bands: [2, 1, 0], stretch: { kind: 'none' } });
  expect(new Set(Object.values(await roles()))).toEqual(new Set(['never']));
  await expect(answering()).rejects.toThrow(/not indexed/);
  await services.scenes.setModelView(scene, modelView);
  expect(await answering()).toEqual([512]);
});

test('a model answers from the index of another with the same weights until it has its own', async () => {
  const weights = join(resources, 'models/starter/model.safetensors');
  const { id: copy } = await services.models.imports.importFile(weights, 'copy', unattended(), {
    activation: 'quick_gelu',
  });
  await services.models.setPrecision(copy, (await services.models.identity(model)).precision, unattended());
  await build([512]);
  expect((await services.indexes.forQuery(scene, copy)).key.model.id).toBe(model);
  const { grid } = await services.indexes.plan(scene, copy, [1024]);
  await services.indexes.build(scene, copy, grid, unattended());
  const list = await services.indexes.list(scene);
  expect(list.map(({ answers }) => answers)).toEqual(['by-default', 'by-default']);
  for (const id of [model, copy]) expect((await services.indexes.forQuery(scene, id)).key.model.id).toBe(id);
  await services.models.remove(copy);
});

test('equal weights that were imported again with another activation answer from no index made before', async () => {
  const weights = join(resources, 'models/starter/model.safetensors');
  const inActivation = async (activation: 'quick_gelu' | 'gelu') => {
    const { id } = await services.models.imports.importFile(weights, 'again', unattended(), { activation });
    await services.models.setPrecision(id, 'fp32', unattended());
    return id;
  };
  const embed = async (id: ModelId) => (await services.models.encoder(id)).encodeTexts(['a harbour']);
  const first = await inActivation('quick_gelu');
  const { grid } = await services.indexes.plan(scene, first, [1024]);
  await services.indexes.build(scene, first, grid, unattended());
  const embedding = await embed(first);
  await services.models.remove(first);
  const again = await inActivation('gelu');
  expect(await embed(again)).not.toEqual(embedding);
  expect(await services.indexes.list(scene)).toMatchObject([{ state: 'stale', answers: 'never' }]);
  await expect(services.indexes.forQuery(scene, again)).rejects.toThrow(/not indexed/);
  await services.models.remove(again);
  const back = await inActivation('quick_gelu');
  expect((await services.indexes.forQuery(scene, back)).isComplete).toBe(true);
  await services.models.remove(back);
});

test('an index is removed with the files beside it, and the other indexes still answer', async () => {
  const large = await build([1024]);
  await build([512]);
  const { id } = (await services.indexes.list(scene)).find(({ grid }) => grid.sizesPx.includes(512))!;
  expect((await services.indexes.forQuery(scene, model)).path).not.toBe(large);
  await services.indexes.remove(scene, id);
  expect(await services.indexes.list(scene)).toMatchObject([{ grid: { sizesPx: [1024] } }]);
  expect((await new NodeStorage().list(indexFolder)).some((name) => name.startsWith(id))).toBe(false);
  expect((await services.indexes.forQuery(scene, model)).path).toBe(large);
  await expect(services.indexes.remove(scene, id)).rejects.toThrow(/scene\.tif has no index/);
});

test('windows without an embedding are counted in the status', async () => {
  await build([512]);
  const index = await services.indexes.forQuery(scene, model);
  const scores = index.scores(new Float32Array(index.key.model.embeddingDim));
  const skipped = scores.flatMap((list) => [...list]).filter(Number.isNaN).length;
  expect(skipped).toBeGreaterThan(0);
  expect(await services.indexes.list(scene)).toMatchObject([{ windowsSkipped: skipped }]);
});
