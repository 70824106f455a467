/** Nothing leaves the machine unasked, continued: collections, change, embeddings, evaluations, backgrounds, team stores. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { GrantId, SceneId } from '../../../core/documents/ids.ts';
import type { WebBackground } from '../../../core/documents/web.ts';
import { backgroundUrl } from '../../../core/urls/background-url.ts';
import { blockScene } from '../app/collections/block-scene.ts';
import { smallStarterResources } from '../small-starter.ts';
import { type Cluster, startCluster, whyNoCluster } from '../team/own-cluster.ts';
import { openPage, type Page } from './page.ts';
import {
  canTrace,
  closeRoom,
  expectQuiet,
  leftIn,
  newRoom,
  type Room,
  type Running,
  runTraced,
  startTraced,
  tracedTest,
} from './trace.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const COMMAND_LINE = [process.execPath, join(root, 'out/cli/index.js')];
const ASKED = ['--text', 'a steel bridge'];
/** Of an address block for documentation (RFC 5737): nobody has it. */
const ELSEWHERE = '192.0.2.1';
const PLACE = { edgePx: 96, metres: 1, origin: [500_000, 6_300_000], epsg: 32_635 } as const;

vi.setConfig({ testTimeout: 240_000 });

let resources: string;
const rooms: Room[] = [];
const hosts: Running[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  resources = await smallStarterResources();
});
afterAll(() => rm(resources, { recursive: true }));
afterEach(async () => {
  for (const host of hosts.splice(0)) host.signal('SIGKILL');
  for (const server of servers.splice(0)) server.close();
  for (const room of rooms.splice(0)) await closeRoom(room);
});

/** With a folder of two scenes of one place, a year apart, and a folder for each of two classes. */
async function furnishedRoom(): Promise<Room> {
  const room = await newRoom();
  rooms.push(room);
  await mkdir(join(room.work, 'scenes'));
  for (const [seed, year] of [2023, 2024].entries()) {
    const scene = blockScene({ ...PLACE, seed, taken: `${year}:05:06 07:08:09` });
    await writeFile(join(room.work, 'scenes', `${year}.tif`), scene);
  }
  for (const [number, name] of ['beach', 'forest'].entries()) {
    await mkdir(join(room.work, 'classes', name), { recursive: true });
    const background = { r: 200 - 150 * number, g: 150, b: 90 };
    await sharp({ create: { width: 40, height: 40, channels: 3, background } }).toFile(
      join(room.work, 'classes', name, 'one.png'),
    );
  }
  return { ...room, env: { ...room.env, LONGSIGHT_RESOURCES: resources } };
}

async function runAll(room: Room, commands: readonly (readonly string[])[]): Promise<void> {
  for (const command of commands) expectQuiet(await runTraced(room, [...COMMAND_LINE, ...command]));
  expect(await leftIn(room)).toEqual([]);
}

tracedTest('collections, change, embeddings and evaluations stay in their folders', async () => {
  const report = 'report/classification.json';
  await runAll(await furnishedRoom(), [
    ['collection', 'create', 'all', 'scenes'],
    ['collection', 'index', 'all', '--sizes', '32'],
    ['collection', 'query', 'all', ...ASKED, '--out', 'hits.gpkg'],
    ['collection', 'change', 'all', ...ASKED, '--places', 'places.gpkg'],
    ['change', 'scenes/2023.tif', 'scenes/2024.tif', ...ASKED, '--difference', 'difference.tif'],
    ['embeddings', 'export', '--collection', 'all', '--out', 'all.parquet', '--int8'],
    ['embeddings', 'import', 'all.parquet', '--name', 'travelled'],
    ['embeddings', 'query', 'travelled', '--like', '1'],
    ['evaluate', 'classification', '--data', 'classes', '--out', 'report'],
    ['evaluate', 'compare', report, report],
  ]);
});

/** A host with the first scene on the map, and its page. */
async function servedScene(room: Room): Promise<{ host: Running; page: Page; scene: SceneId }> {
  const host = startTraced(room, [...COMMAND_LINE, 'serve', 'scenes/2023.tif']);
  hosts.push(host);
  const [, address] = await host.printed(/open (\S+)\n/);
  const page = await openPage(address!);
  const [picture] = (await (await page.get('/grants')).json()) as { readonly id: GrantId }[];
  const { id: scene } = await page.client.call('scenes.open', { grant: picture!.id });
  return { host, page, scene };
}

async function tileOf(page: Page, scene: SceneId, server: string): Promise<number> {
  const background: WebBackground = {
    ...{ kind: 'xyz', name: 'b', address: `http://${server}/{z}/{x}/{y}.png`, layers: '' },
    ...{ attribution: '', visible: true, opacity: 1 },
  };
  await page.client.call('project.apply', { transaction: { kind: 'set-background', background } });
  return (await page.get(`/${backgroundUrl(scene, background)}/0/0/0`)).status;
}

tracedTest('a background comes from the server that the user allowed, and no other is asked', async () => {
  const room = await furnishedRoom();
  const tile = await sharp({ create: { width: 256, height: 256, channels: 3, background: '#345' } })
    .png()
    .toBuffer();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(String(request.url));
    response.end(tile);
  });
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const own = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { host, page, scene } = await servedScene(room);
  expect(await tileOf(page, scene, `${ELSEWHERE}:8080`)).toBe(404);
  expect(await tileOf(page, scene, own)).toBe(404);
  expect(asked).toEqual([]);
  await page.client.call('web.allow', { host: own });
  expect(await tileOf(page, scene, own)).toBe(200);
  expect(asked.length).toBeGreaterThan(0);
  page.close();
  host.signal('SIGINT');
  expectQuiet(await host.ended);
  expect(await leftIn(room)).toEqual([]);
});

/** What a command did elsewhere within some seconds: the other side never answers. */
async function deedsOfStart(room: Room, command: readonly string[]): Promise<readonly string[]> {
  const running = startTraced(room, [...COMMAND_LINE, ...command]);
  hosts.push(running);
  const timer = setTimeout(() => running.signal('SIGKILL'), 15_000);
  const { deeds } = await running.ended;
  clearTimeout(timer);
  return deeds;
}

tracedTest(
  'a remote scene and a team store connect to the server that was named, and to no other',
  async () => {
    const room = await furnishedRoom();
    expect(await deedsOfStart(room, ['info', `http://${ELSEWHERE}:8080/a.tif`])).toEqual([
      `connect ${ELSEWHERE} port 8080`,
    ]);
    const team = `postgresql://anna@${ELSEWHERE}:5433/team`;
    expect(await deedsOfStart(room, ['team', 'status', '--team', team])).toEqual([
      `connect ${ELSEWHERE} port 5433`,
    ]);
  },
);

test.skipIf(!canTrace || whyNoCluster !== null)(
  'a team store is filled and asked within the machine',
  async () => {
    const room = await furnishedRoom();
    const cluster: Cluster = await startCluster();
    try {
      const team = ['--team', cluster.url];
      await runAll(room, [
        ['team', 'init', ...team],
        ['team', 'share', 'work', join(room.work, 'scenes'), ...team],
        ['team', 'add', 'scenes', '--sizes', '32', ...team],
        ['worker', '--drain', ...team],
        ['team', 'query', ...ASKED, ...team],
        ['team', 'status', ...team],
      ]);
    } finally {
      cluster.stop();
    }
  },
);
