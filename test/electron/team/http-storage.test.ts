/** Files of a share on a web server, read through a real one. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openModelView } from '../../../core/raster/open-model-view.ts';
import { openScene } from '../../../core/raster/open-scene.ts';
import { unattended } from '../../../core/task.ts';
import { findResources } from '../../../electron/app/disk/resources.ts';
import { createNodeHost } from '../../../electron/node/node-host.ts';
import { WORKER_ENTRIES } from '../../../electron/node/worker-entries.ts';
import { withWebFiles } from '../../../electron/team/http-storage.ts';
import { localPath } from '../../../electron/team/reachable-shares.ts';

const local = createNodeHost(WORKER_ENTRIES);
const host = withWebFiles(local);
const demo = findResources().demoScene;
const bytes = readFileSync(demo);
let server: Server;
let root: string;
let isChanged = false;
let sent = 0;

beforeAll(async () => {
  server = createServer(({ url, method, headers }, response) => {
    if (url === '/x/moved.tif') return response.writeHead(302, { location: '/x/demo.tif' }).end();
    if (url !== '/x/demo.tif' && url !== '/x/whole.tif') return response.writeHead(404).end();
    const tag = isChanged ? '"b"' : '"a"';
    const common = { etag: tag, 'last-modified': 'Sun, 29 Nov 2026 10:00:00 GMT' };
    if (headers['if-match'] !== undefined && headers['if-match'] !== tag)
      return response.writeHead(412).end();
    if (method === 'HEAD')
      return response.writeHead(200, { ...common, 'content-length': bytes.length }).end();
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '');
    if (range === null || url === '/x/whole.tif') return response.writeHead(200, common).end(bytes);
    const part = bytes.subarray(Number(range[1]), Number(range[2]) + 1);
    sent += part.length;
    return response.writeHead(206, common).end(part);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  root = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/x`;
});
afterAll(async () => {
  server.close();
  await local.close();
});

test('a scene is read in parts, with the pixels of the file', async () => {
  const [there, here] = [
    await openScene(host, `${root}/demo.tif`, unattended()),
    await openScene(host, demo, unattended()),
  ];
  expect(sent).toBeLessThan(bytes.length);
  const win = { col: 100, row: 200, widthPx: 64, heightPx: 48 };
  const read = (scene: typeof here) => openModelView(scene, scene.description.defaultView).readRgb(win);
  expect((await read(there)).rgb).toEqual((await read(here)).rgb);
  expect(there.description.crs).toEqual(here.description.crs);
  for (const scene of [there, here]) await scene.close();
});

test('a file that is missing, moved, or sent only as a whole is named', async () => {
  for (const name of ['gone.tif', 'moved.tif', 'whole.tif'])
    await expect(openScene(host, `${root}/${name}`, unattended())).rejects.toThrow(`${root}/${name}`);
});

test('a file that changes while it is read is noticed', async () => {
  const source = await host.storage.openRead(`${root}/demo.tif`);
  const before = await host.storage.fingerprint(`${root}/demo.tif`);
  expect((await source.read(0, 4)).length).toBe(4);
  isChanged = true;
  await expect(source.read(4, 4)).rejects.toThrow(/changed/);
  expect(await host.storage.fingerprint(`${root}/demo.tif`)).not.toBe(before);
  isChanged = false;
});

test('nothing is written there', async () => {
  expect(() => host.storage.writeFile(`${root}/demo.tif`, new Uint8Array(1))).toThrow(/only be read/);
});

test('dots that are hidden in an address do not lead out of the share', async () => {
  const at = (path: string) => localPath(host.storage, new Map([['web', root]]), { share: 'web', path });
  expect(await at('deep/a.tif')).toBe(`${root}/deep/a.tif`);
  for (const path of [
    '../y/a.tif',
    '%2e%2e/y/a.tif',
    '.%2E/y/a.tif',
    '..%2fy/a.tif',
    'a.tif?x=1',
    'a.tif#x',
    '%2e%2e%5cy',
  ])
    await expect(at(path)).rejects.toThrow(/refused/);
});
