/**
 * A large collection in the panel: `npm run bench:collection-rows -- [--scenes 10000] [--indexed 10000]`, after `npm run build`. One small
 * scene is described and indexed; its description and its index stand for all the others. Reports what the core takes for each list, first
 * and again, and in headless Chromium the time from a click on the collection to its first row, to its last row, and to all footprints.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULT_SIZES, inPixels } from '../../core/documents/collection.ts';
import type { CollectionId, ModelId } from '../../core/documents/ids.ts';
import { unattended } from '../../core/task.ts';
import { rowsOf } from '../../electron/app/collections/collection-rows.ts';
import { findResources } from '../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../electron/app/process/open-services.ts';
import { createNodeHost } from '../../electron/node/node-host.ts';
import { launchApp } from '../e2e/launch-app.ts';
import { blockScene } from '../electron/app/collections/block-scene.ts';
import { smallStarterResources } from '../electron/small-starter.ts';
import { describeCpu } from './describe-cpu.ts';

const { values: options } = parseArgs({
  options: {
    scenes: { type: 'string', default: '10000' },
    indexed: { type: 'string', default: '10000' },
  },
});
const SCENES = Number(options.scenes);
const INDEXED = Number(options.indexed);
const folder = await mkdtemp(join(tmpdir(), 'bench-collection-rows-'));
const resources = await smallStarterResources();
const home = join(folder, 'home');
try {
  console.log(await describeCpu());
  const { id, model } = await withServices(makeOne);
  await multiply(id);
  await withServices((services) => measureCore(services, id, model));
  await measurePage();
} finally {
  for (const each of [folder, resources]) await rm(each, { recursive: true });
}

function worker(name: string): URL {
  return pathToFileURL(resolve('out/worker', `${name}-worker.js`));
}

async function withServices<T>(work: (services: Services) => Promise<T>): Promise<T> {
  const services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    host: createNodeHost({
      gdal: worker('gdal'),
      jp2: worker('jp2'),
      codec: worker('codec'),
      parquet: worker('parquet'),
    }),
    dataFolder: home,
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  try {
    return await work(services);
  } finally {
    await services.close();
  }
}

async function makeOne({ collections, models }: Services): Promise<{ id: CollectionId; model: ModelId }> {
  await mkdir(join(folder, 'scenes'));
  const origin = [500_000, 6_300_000] as const;
  const one = { seed: 1, edgePx: 256, metres: 1, origin, epsg: 32_635, taken: '2023:05:06 07:08:09' };
  await writeFile(join(folder, 'scenes', 'scene-00000.tif'), blockScene(one));
  const model = await models.find(null);
  const id = await collections.create('county', [join(folder, 'scenes')]);
  await collections.scan(id, unattended());
  await collections.index(id, model, inPixels([64]), unattended());
  return { id, model };
}

/** Copies of the first scene side by side, each with a record and an index of its own. */
async function multiply(id: CollectionId): Promise<void> {
  const listPath = join(home, 'collections', id, 'scenes.json');
  const { scenes } = JSON.parse(await readFile(listPath, 'utf8'));
  const [first] = scenes;
  const [record] = (await readdir(join(home, 'scenes'))).filter((name) => name.endsWith('.json'));
  const known = record!.replace('.json', '');
  const text = await readFile(join(home, 'scenes', record!), 'utf8');
  const all = Array.from({ length: SCENES }, (_, i) => {
    const name = `scene-${String(i).padStart(5, '0')}.tif`;
    const shift = 0.005 * (i % 100);
    const north = 0.003 * Math.floor(i / 100);
    const footprint = first.footprint.map(([lon, lat]: [number, number]) => [lon + shift, lat + north]);
    return { ...first, name, path: first.path.replace('scene-00000.tif', name), footprint };
  });
  await writeFile(listPath, JSON.stringify({ version: 1, scenes: all }));
  for (let i = 1; i < INDEXED; i++) {
    const own = `${known.slice(0, 10)}${String(i).padStart(6, '0')}`;
    const copy = text.replaceAll(known, own).replaceAll('scene-00000.tif', all[i].name);
    await writeFile(join(home, 'scenes', `${own}.json`), copy);
    await cp(join(home, 'indexes', known), join(home, 'indexes', own), { recursive: true });
  }
}

async function measureCore({ collections }: Services, id: CollectionId, model: ModelId): Promise<void> {
  const { store } = collections;
  const steps = {
    list: () => store.list(),
    rows: async () => rowsOf(await store.scenes(id), (await store.meta(id)).sources),
    states: () => collections.indexedPaths(id, model),
    plan: () => collections.plan(id, model, DEFAULT_SIZES),
    'states and plan': () =>
      Promise.all([collections.indexedPaths(id, model), collections.plan(id, model, DEFAULT_SIZES)]),
  };
  for (const [name, step] of Object.entries(steps)) {
    const times: number[] = [];
    let bytes = 0;
    for (let i = 0; i < 3; i++) {
      const startedMs = performance.now();
      bytes = JSON.stringify(await step()).length;
      times.push(performance.now() - startedMs);
    }
    console.log(`${name}: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms, ${(bytes / 1e6).toFixed(1)} MB`);
  }
}

async function measurePage(): Promise<void> {
  const app = await launchApp(
    [join(folder, 'scenes', 'scene-00000.tif')],
    { LONGSIGHT_RESOURCES: resources },
    (dataFolder) => cp(home, dataFolder, { recursive: true }),
  );
  try {
    const { page } = app;
    page.setDefaultTimeout(300_000);
    await page.getByRole('row', { name: /scene-00000/ }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('searchbox').fill('Collections panel');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('tabpanel', { name: 'Collections' });
    const timed = async (what: string, act: () => Promise<void>): Promise<void> => {
      const startedMs = performance.now();
      await act();
      console.log(`${what}: ${(performance.now() - startedMs).toFixed(0)} ms`);
    };
    await timed('the list of collections', () => panel.getByText('county').waitFor());
    const rows = panel.getByRole('listbox', { name: 'Scenes of the collection' });
    await timed('the first row', async () => {
      await panel.getByText('county').click();
      await rows.getByRole('option').first().waitFor();
    });
    await timed('their states', () => rows.getByText('Indexed').first().waitFor());
    await timed('the last row', async () => {
      await rows.focus();
      await page.keyboard.press('End');
      await rows.getByText(`scene-${String(SCENES - 1).padStart(5, '0')}.tif`).waitFor();
    });
    await timed('all on the map', async () => {
      await panel.getByRole('button', { name: 'Show all on the map' }).click();
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
    });
  } finally {
    await app.close();
  }
}
