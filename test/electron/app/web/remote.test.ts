/** Remote scenes and backgrounds against a server of our own that counts what it is asked for. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SceneId } from '../../../../core/documents/ids.ts';
import type { WebBackground } from '../../../../core/documents/web.ts';
import { writeCog } from '../../../../core/export/write-cog.ts';
import { Faults } from '../../../../core/faults.ts';
import { seededRandom } from '../../../../core/seeded-random.ts';
import { unattended } from '../../../../core/task.ts';
import { backgroundKey } from '../../../../core/urls/background-url.ts';
import { DownloadSettingsStore } from '../../../../electron/app/download/download-settings.ts';
import { PictureService } from '../../../../electron/app/scenes/picture-service.ts';
import { SceneService } from '../../../../electron/app/scenes/scene-service.ts';
import { TileService } from '../../../../electron/app/scenes/tile-service.ts';
import { BackgroundService } from '../../../../electron/app/web/background-service.ts';
import { RemoteStorage } from '../../../../electron/app/web/remote-storage.ts';
import { WebAccess } from '../../../../electron/app/web/web-access.ts';
import { WebClient } from '../../../../electron/app/web/web-client.ts';
import { northUp, utmTags } from '../../../core/export/sample-export.ts';
import { sourceHost } from '../../../core/raster/source-host.ts';

const SIDE = 2048;
const local = sourceHost();
const { signal } = new AbortController();

let folder: string;
let cog: Uint8Array;
let server: Server;
let origin: string;
let host: string;
let asked: { url: string; range: string | undefined; bytes: number }[] = [];
let answersRanges = true;
let version = '"one"';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-web-'));
  const random = seededRandom(7);
  const rows = Uint8Array.from({ length: SIDE * SIDE }, () => random() * 255);
  const spec = {
    widthPx: SIDE,
    heightPx: SIDE,
    sampleType: 'uint8' as const,
    affine: northUp,
    geoTags: utmTags,
    items: {},
  };
  await writeCog(local, join(folder, 'cog.tif'), spec, [rows], unattended());
  cog = await readFile(join(folder, 'cog.tif'));
});
afterAll(async () => {
  await local.close();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  asked = [];
  answersRanges = true;
  version = '"one"';
  held = Promise.resolve();
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  origin = `http://${host}`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

let elsewhere = '';
/** The server answers when it settles. */
let held: Promise<void> = Promise.resolve();

async function answer({ url = '', headers }: IncomingMessage, response: ServerResponse): Promise<void> {
  if (url === '/elsewhere.tif') return void response.writeHead(302, { Location: elsewhere }).end();
  const body = bodyOf(url);
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
  const isPart = body !== null && answersRanges && from !== undefined;
  const part =
    body === null ? Buffer.from('none') : isPart ? body.subarray(Number(from), Number(to) + 1) : body;
  asked.push({ url, range: headers.range, bytes: part.length });
  await held;
  const range = isPart && {
    'Content-Range': `bytes ${from}-${Number(from) + part.length - 1}/${body.length}`,
  };
  response.writeHead(body === null ? 404 : isPart ? 206 : 200, { ETag: version, ...range });
  response.end(part);
}

let tile: Buffer | null = null;
function bodyOf(url: string): Uint8Array | null {
  if (url.startsWith('/cog.tif')) return cog;
  if (url.startsWith('/tiles/') || url.startsWith('/wms')) return tile;
  return null;
}

async function web(home: string, allowed: readonly string[]) {
  const access = await WebAccess.open(local.storage, join(folder, home, 'web.json'), new Faults());
  for (const each of allowed) await access.allow(each);
  const client = new WebClient(
    access,
    new DownloadSettingsStore(local.storage, join(folder, home, 'settings.json')),
  );
  const host = { ...local, storage: new RemoteStorage(local.storage, access, client) };
  const previews = { load: async () => null, save: async () => undefined };
  const scenes = await SceneService.open(host, join(folder, home, 'scenes'), previews);
  const pictures = new PictureService(host);
  return {
    access,
    client,
    scenes,
    tiles: new TileService(scenes, pictures),
    backgrounds: new BackgroundService(host, scenes, client),
  };
}

test('a remote scene is opened and shown from a few parts of its file, and nothing beside it is looked for', async () => {
  const { scenes, tiles, client } = await web('a', [host]);
  const id = await scenes.openPath(`${origin}/cog.tif?key=secret/2`);
  const detail = await scenes.detail(id);
  expect(detail).toMatchObject({
    name: 'cog.tif',
    host,
    missing: false,
    widthPx: SIDE,
    fileBytes: cog.length,
  });
  expect(detail.crs?.epsg).toBe(32633);
  const rendering = detail.defaultStyle;
  await tiles.tile({ scene: { id, content: detail.content }, rendering, z: 0, x: 0, y: 0 }, signal);
  await tiles.tile(
    { scene: { id, content: detail.content }, rendering, z: detail.tileLevels - 1, x: 1, y: 1 },
    signal,
  );
  const bytes = asked.reduce((sum, each) => sum + each.bytes, 0);
  expect(bytes).toBeLessThan(cog.length / 4);
  expect(asked.every(({ range }) => range !== undefined)).toBe(true);
  expect(new Set(asked.map(({ url }) => url))).toEqual(new Set(['/cog.tif?key=secret/2']));
  await scenes.close();
  client.close();
});

test('the pixels are those of the same file on the disk', async () => {
  const { scenes, client } = await web('b', [host]);
  const win = { col: 700, row: 300, widthPx: 500, heightPx: 400 };
  const remote = await scenes.openPath(`${origin}/cog.tif`);
  const onDisk = await scenes.openPath(join(folder, 'cog.tif'));
  const seen = await Promise.all([remote, onDisk].map((id) => scenes.modelViewPixels(id, win)));
  expect(Buffer.compare(Buffer.from(seen[0].rgb), Buffer.from(seen[1].rgb))).toBe(0);
  await scenes.close();
  client.close();
});

test('no server is asked that the user has not allowed, not even for a scene that is remembered', async () => {
  const first = await web('c', [host]);
  const id = await first.scenes.openPath(`${origin}/cog.tif`);
  await first.access.forget(host);
  await first.scenes.close();
  first.client.close();
  asked = [];
  const later = await web('c', []);
  expect(await later.scenes.detail(id)).toMatchObject({ missing: true, host });
  await expect(later.scenes.scene(id)).rejects.toThrow(
    /does not connect to this server unless you ask it to/,
  );
  expect(asked).toEqual([]);
  later.client.close();
});

test('an allowed server cannot send on to another one', async () => {
  const other = createServer((_, response) => void response.writeHead(206).end());
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  let reached = 0;
  other.on('connection', () => {
    reached += 1;
  });
  elsewhere = `http://127.0.0.1:${(other.address() as AddressInfo).port}/x.tif`;
  const { scenes, client } = await web('redirected', [host]);
  await expect(scenes.openPath(`${origin}/elsewhere.tif`)).rejects.toThrow(/which you have not allowed/);
  expect(reached).toBe(0);
  client.close();
  await new Promise((resolve) => other.close(resolve));
});

test('a server that sends the whole file is refused before the file is read', async () => {
  answersRanges = false;
  const { scenes, client } = await web('d', [host]);
  await expect(scenes.openPath(`${origin}/cog.tif`)).rejects.toThrow(
    /does not answer requests for parts of a file: download the file/,
  );
  await expect(scenes.openPath(`${origin}/none.tif`)).rejects.toThrow(/has no such file \(404\)/);
  client.close();
});

test('a file that changes on its server is not mixed with what was read before', async () => {
  const { scenes, client } = await web('e', [host]);
  const id = await scenes.openPath(`${origin}/cog.tif`);
  version = '"two"';
  const win = { col: 0, row: 0, widthPx: 2000, heightPx: 1500 };
  await expect(scenes.modelViewPixels(id, win)).rejects.toThrow(/changed on its server while it was open/);
  await scenes.close();
  client.close();
});

const xyz = (more: Partial<WebBackground> = {}): WebBackground => ({
  ...{ kind: 'xyz', name: 'test', address: `${origin}/tiles/{z}/{x}/{y}`, layers: '', attribution: '' },
  ...{ visible: true, opacity: 1, ...more },
});
const addressOf = (scene: SceneId, background: WebBackground) => ({
  scene,
  key: backgroundKey(background),
  z: -2,
  x: 0,
  y: 0,
});

async function colouredTile(): Promise<Buffer> {
  // Left half red, right half blue.
  const pixels = Uint8Array.from({ length: 256 * 256 * 3 }, (_, i) => {
    const [at, band] = [Math.floor(i / 3) % 256, i % 3];
    return band === (at < 128 ? 0 : 2) ? 255 : 0;
  });
  return Buffer.from(
    await local.codecs.encodePicture({ widthPx: 256, heightPx: 256, channels: 3, pixels }, 'png'),
  );
}

test('a background is put into the grid of the scene, where GDAL would put it', async () => {
  tile = await colouredTile();
  const { scenes, backgrounds, client } = await web('f', [host]);
  const scene = await scenes.openPath(join(folder, 'cog.tif'));
  const background = xyz();
  const rgba = (await backgrounds.tile(background, addressOf(scene, background), signal))!;
  expect(rgba.length).toBe(4 * 256 * 256);
  expect(rgba.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
  // The colour at a pixel says in which half of a world tile its centre lies.
  const { affine, crs } = await scenes.detail(scene);
  const zoom = Number(/^\/tiles\/(\d+)\//.exec(asked[0].url)![1]);
  for (const [col, row] of [
    [3, 5],
    [100, 40],
    [200, 250],
  ]) {
    const [x, y] = [(col + 0.5) * 4, (row + 0.5) * 4];
    const point = Float64Array.from([
      affine.xOrigin + x * affine.xPerCol + y * affine.xPerRow,
      affine.yOrigin + x * affine.yPerCol + y * affine.yPerRow,
    ]);
    const [east] = await local.crs.transform(crs!.wkt, 'EPSG:3857', point);
    const share = ((east + 20_037_508.342789244) / (40_075_016.685578488 / 2 ** zoom)) % 1;
    const isRed = rgba[4 * (row * 256 + col)] > 128;
    // Not at the very edge of the halves.
    if (Math.abs(share - 0.5) > 0.02 && share > 0.02 && share < 0.98) expect(isRed).toBe(share < 0.5);
  }
  const before = asked.length;
  await backgrounds.tile(background, addressOf(scene, background), signal);
  expect(asked.length).toBe(before);
  client.close();
  await scenes.close();
});

test('a WMS is asked for the same places', async () => {
  tile = await colouredTile();
  const { scenes, backgrounds, client } = await web('g', [host]);
  const scene = await scenes.openPath(join(folder, 'cog.tif'));
  const background = xyz({
    kind: 'wms',
    address: `${origin}/wms?map=a&request=GetCapabilities`,
    layers: 'roads,towns',
  });
  await backgrounds.tile(background, addressOf(scene, background), signal);
  const { searchParams } = new URL(asked[0].url, origin);
  expect(Object.fromEntries(searchParams)).toMatchObject({
    map: 'a',
    SERVICE: 'WMS',
    REQUEST: 'GetMap',
    CRS: 'EPSG:3857',
    LAYERS: 'roads,towns',
    WIDTH: '256',
  });
  const [west, south, east, north] = searchParams.get('BBOX')!.split(',').map(Number);
  expect(east - west).toBeCloseTo(north - south, 6);
  client.close();
  await scenes.close();
});

test('tiles that a server has not stay empty; another background, or a server not allowed, gives nothing', async () => {
  tile = null;
  const { scenes, backgrounds, access, client } = await web('h', [host]);
  const scene = await scenes.openPath(join(folder, 'cog.tif'));
  const background = xyz();
  const rgba = (await backgrounds.tile(background, addressOf(scene, background), signal))!;
  expect(rgba.every((value) => value === 0)).toBe(true);
  await expect(
    backgrounds.tile(xyz({ address: `${origin}/other/{z}/{x}/{y}` }), addressOf(scene, background), signal),
  ).resolves.toBeNull();
  await access.forget(host);
  asked = [];
  const fresh = new BackgroundService(local, scenes, client);
  await expect(fresh.tile(background, addressOf(scene, background), signal)).rejects.toThrow(
    /unless you ask/,
  );
  expect(asked).toEqual([]);
  client.close();
  await scenes.close();
});

test('a tile of the map that is not wanted any more does not take a shared tile of the server from another', async () => {
  tile = await colouredTile();
  const { scenes, backgrounds, client } = await web('i', [host]);
  const scene = await scenes.openPath(join(folder, 'cog.tif'));
  const background = xyz();
  const leaving = new AbortController();
  const address = addressOf(scene, background);
  let release: () => void = () => undefined;
  held = new Promise((resolve) => {
    release = resolve;
  });
  const first = backgrounds.tile(background, address, leaving.signal);
  const second = backgrounds.tile(background, address, signal);
  await expect.poll(() => asked.length).toBeGreaterThan(0);
  leaving.abort();
  await expect(first).rejects.toThrow(/abort/);
  release();
  expect((await second)!.every((value, i) => i % 4 !== 3 || value === 255)).toBe(true);
  client.close();
  await scenes.close();
});

test('a damaged list of servers allows none', async () => {
  await writeFile(join(folder, 'web-damaged.json'), '{"hosts": 3}');
  const faults = new Faults();
  const access = await WebAccess.open(local.storage, join(folder, 'web-damaged.json'), faults);
  expect(access.hosts()).toEqual([]);
  expect(faults.list()[0]).toContain('asked about again');
});
