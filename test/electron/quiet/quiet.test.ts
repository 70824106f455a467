/** Nothing leaves the machine unasked: each entry of the program is traced in a home that nobody has used. */
import { spawnSync } from 'node:child_process';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { GrantId, ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { JobSpec } from '../../../core/documents/job.ts';
import type { RunRequest } from '../../../core/documents/run.ts';
import type { Client } from '../../../core/rpc/client.ts';
import { tilesUrl } from '../../../core/urls/tile-url.ts';
import { type SmallRun, smallRun } from '../../training/run/small-run.ts';
import { startMain } from '../main/main-under-test.ts';
import { smallStarterResources } from '../small-starter.ts';
import { openPage } from './page.ts';
import {
  canTrace,
  closeRoom,
  deedsIn,
  expectQuiet,
  leftIn,
  newRoom,
  type Room,
  type Running,
  runTraced,
  startTraced,
  tracedTest,
  traceInto,
} from './trace.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const NODE = process.execPath;
const COMMAND_LINE = join(root, 'out/cli/index.js');
const ENGINE = join(root, 'out/engine/index.js');
const PYTHON = '/usr/bin/python3';
const hasTorch = spawnSync(PYTHON, ['-c', 'import torch, numpy, PIL']).status === 0;
const SENTENCE = 'a steel bridge over a brown river';
const STEPS = { length: { kind: 'steps', steps: 2 }, validation: { kind: 'none' } };

/** Tracing slows a program down, and other tests keep the machine busy. */
vi.setConfig({ testTimeout: 240_000 });

let resources: string;
let small: SmallRun;
const rooms: Room[] = [];
const hosts: Running[] = [];

beforeAll(async () => {
  resources = await smallStarterResources();
  small = await smallRun(STEPS);
  // PyTorch's program needs another package for other characters.
  const pairs = join(small.home, 'pairs.jsonl');
  await writeFile(pairs, (await readFile(pairs, 'utf8')).replace(/[^ -~\n]|&/g, 'x'));
});
afterAll(async () => {
  await rm(resources, { recursive: true });
  await rm(small.home, { recursive: true });
});
afterEach(async () => {
  for (const host of hosts.splice(0)) host.signal('SIGKILL');
  for (const room of rooms.splice(0)) await closeRoom(room);
});

/** With a scene, caption pairs and the spec of a run of two steps in its working folder. */
async function furnishedRoom(): Promise<Room> {
  const room = await newRoom();
  rooms.push(room);
  await copyFile(join(root, 'build/demo/manila_bridge.tif'), join(room.work, 'scene.tif'));
  await furnishPairs(room.work);
  await writeFile(join(room.work, 'spec.json'), JSON.stringify(small.spec));
  return { ...room, env: { ...room.env, LONGSIGHT_RESOURCES: resources } };
}

/** The pairs of the small run with their pictures beside them: a page may name no others. */
async function furnishPairs(folder: string): Promise<void> {
  const lines = (await readFile(join(small.home, 'pairs.jsonl'), 'utf8')).trim().split('\n');
  const pairs = lines.map((line): { readonly image: string } => JSON.parse(line));
  for (const { image } of pairs) await copyFile(image, join(folder, basename(image)));
  const beside = pairs.map((pair) => JSON.stringify({ ...pair, image: basename(pair.image) }));
  await writeFile(join(folder, 'pairs.jsonl'), beside.join('\n'));
}

tracedTest('the trace sees a file elsewhere, another machine and a name look-up', async () => {
  const room = await furnishedRoom();
  const script = `
    const fs = require('node:fs'), net = require('node:net'), dns = require('node:dns');
    for (const path of ['here', process.env.TMPDIR + '/there', process.env.HOME + '/elsewhere']) fs.writeFileSync(path, '');
    for (const [port, host] of [[443, '192.0.2.1'], [1, '127.0.0.1']]) net.connect(port, host).on('error', () => {});
    dns.setServers(['192.0.2.2']);
    dns.resolve4('example.org', () => {});
    setTimeout(() => process.exit(), 300);`;
  const { deeds } = await runTraced(room, [NODE, '-e', script]);
  expect(deeds).toEqual([
    'connect 192.0.2.1 port 443',
    'name look-up at 192.0.2.2',
    `openat ${join(room.folder, 'home/elsewhere')}`,
  ]);
});

tracedTest('ONNX Runtime left to itself makes a device id and queues events', async () => {
  const room = await furnishedRoom();
  const load = `require(${JSON.stringify(join(root, 'node_modules/onnxruntime-node'))})
    .InferenceSession.create('none.onnx').catch(() => undefined)`;
  await runTraced(room, [NODE, '-e', load]);
  const left = (await leftIn(room)).join('\n');
  expect(left).toMatch(/^home\/.*\/deviceid$/m);
  expect(left).toMatch(/^home\/.*\/onnxruntime\.db$/m);
  expect(left).toMatch(/^temp\/mat-debug-\d+\.log$/m);
});

tracedTest('an engine process is quiet even where its parent does not ask it to be', async () => {
  const room = await furnishedRoom();
  const request = {
    id: 1,
    model: { path: room.work, device: 'cpu', precision: 'fp32', threads: 1 },
    work: { kind: 'load' },
  };
  const script = `
    const engine = require('node:child_process').fork(${JSON.stringify(ENGINE)}, { serialization: 'advanced' });
    engine.send(${JSON.stringify(request)});
    engine.on('message', ({ message }) => { console.log(message); engine.disconnect(); });`;
  const ended = await runTraced(room, [NODE, '-e', script]);
  expect(ended.stdout).toContain('vision.onnx');
  expectQuiet(ended);
  expect(await leftIn(room)).toEqual([]);
});

tracedTest('the command line stays in its folders: index, query, export, train, doctor', async () => {
  const room = await furnishedRoom();
  const asking = ['scene.tif', '--text', SENTENCE];
  const commands = [
    ['index', 'scene.tif', '--sizes', '512'],
    ['query', ...asking],
    ['export', ...asking, '--product', 'map', '--out', 'map.tif'],
    ['train', 'spec.json'],
    ['doctor'],
  ];
  for (const command of commands) expectQuiet(await runTraced(room, [NODE, COMMAND_LINE, ...command]));
  expect(await leftIn(room)).toEqual([]);
});

tracedTest('the browser host stays in its folders: page, tile, index, query, train', async () => {
  const room = await furnishedRoom();
  const host = startTraced(room, [NODE, COMMAND_LINE, 'serve', 'scene.tif', 'pairs.jsonl']);
  hosts.push(host);
  const [, address] = await host.printed(/open (\S+)\n/);
  const page = await openPage(address);
  const [picture, pairs] = (await (await page.get('/grants')).json()) as { readonly id: GrantId }[];
  const scene = await page.client.call('scenes.open', { grant: picture.id });
  expect((await page.get(`${tilesUrl(scene, scene.defaultStyle)}/0/0/0`)).status).toBe(200);
  await indexAndQuery(page.client, scene.id);
  await fineTune(page.client, pairs.id);
  page.close();
  host.signal('SIGINT');
  expectQuiet(await host.ended);
  expect(await leftIn(room)).toEqual([]);
});

tracedTest(
  'the desktop application stays in its folders: self-test of page, tile, devices, index, query',
  async () => {
    const room = await furnishedRoom();
    const log = join(room.folder, 'trace.txt');
    const main = await startMain({
      args: ['--self-test'],
      under: [...traceInto(log), NODE],
      surroundings: room.env,
      env: { LONGSIGHT_RESOURCES: resources },
    });
    const ended = await main.exited;
    await main.close();
    expectQuiet({ ...ended, deeds: await deedsIn(log, { ...room, data: main.folder }) });
    expect(await leftIn(room)).toEqual([]);
  },
);

test.skipIf(!canTrace || !hasTorch)('fine-tuning under PyTorch stays in its folders', async () => {
  const room = await furnishedRoom();
  const program = [PYTHON, '-m', 'training.torch.fine_tune', 'spec.json', '--run', 'run'];
  expectQuiet(await runTraced(room, program, { PYTHONPATH: root }));
  expect(await leftIn(room)).toEqual([]);
});

const MODEL = 'starter' as ModelId;

async function indexAndQuery(client: Client, scene: SceneId): Promise<void> {
  const model = MODEL;
  const plan = await client.call('index.plan', { scene, model, sizesPx: [512], view: null });
  await finished(client, { kind: 'index', scene, model, grid: plan.grid });
  const terms = [{ kind: 'text' as const, text: SENTENCE, weight: 1 }];
  const { hits } = await client.call('query.run', {
    area: null,
    sizesPx: null,
    isRecorded: true,
    scene,
    model,
    terms,
    hits: 3,
  });
  expect(hits).toHaveLength(3);
}

async function fineTune(client: Client, pairs: GrantId): Promise<void> {
  const { data, ...rest } = small.spec;
  if (data.kind !== 'files') throw new Error('the small run reads a file');
  const spec: RunRequest = {
    ...rest,
    base: { kind: 'model', model: MODEL },
    data: { kind: 'granted', grants: [pairs], fields: data.fields },
    validation: { kind: 'none' },
    samples: null,
  };
  await finished(client, { kind: 'train', run: await client.call('runs.create', { spec }) });
}

async function finished(client: Client, spec: JobSpec): Promise<void> {
  const job = await client.call('jobs.start', { spec });
  const found = async () => (await client.call('jobs.list', null)).find(({ id }) => id === job);
  await expect.poll(async () => (await found())?.state, { timeout: 120_000 }).toBe('done');
}
