/** Scenes that several callers open, change and look at in the same moment. */
import { copyFile, mkdtemp, readdir, readlink, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { ByteSource } from '../../../../core/byte-source.ts';
import type { Host } from '../../../../core/host.ts';
import { unattended } from '../../../../core/task.ts';
import { PictureService } from '../../../../electron/app/scenes/picture-service.ts';
import { SceneService } from '../../../../electron/app/scenes/scene-service.ts';
import { TileService } from '../../../../electron/app/scenes/tile-service.ts';
import { sourceHost } from '../../../core/raster/source-host.ts';

const node = sourceHost();
const file = fileURLToPath(new URL('../../../fixtures/fuzz/tiff/plain.tif', import.meta.url));
const pictures = new PictureService(node);
const noPreviews = { load: async () => null, save: async () => undefined };
let folder: string;
let scenes: SceneService;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-scenes-'));
  scenes = await service();
});
afterEach(async () => {
  await scenes.close();
  await rm(folder, { recursive: true });
});
afterAll(() => node.close());

const service = (host: Host = node) => SceneService.open(host, join(folder, 'records'), noPreviews);

async function sceneFile(name: string): Promise<string> {
  const path = join(folder, `${name}.tif`);
  await copyFile(file, path);
  return path;
}

/** Handles of this process on the file. */
async function handlesOn(path: string): Promise<number> {
  const links = (await readdir('/proc/self/fd')).map((each) =>
    readlink(`/proc/self/fd/${each}`).catch(() => ''),
  );
  return (await Promise.all(links)).filter((target) => target === path).length;
}

/** As a host whose files open once `letGo` is called, and the number of those that wait. */
function heldHost() {
  const held = { waiting: 0, letGo: (): void => undefined };
  const isFree = new Promise<void>((resolve) => {
    held.letGo = resolve;
  });
  const storage: Host['storage'] = Object.assign(Object.create(node.storage), {
    openRead: async (path: string) => {
      held.waiting += 1;
      await isFree;
      return node.storage.openRead(path);
    },
  });
  return { held, host: { ...node, storage } };
}

/** As a host whose reads of `slowPath` wait from `hold` on, and the numbers of those that wait and of closings. */
function slowHost(slowPath: string) {
  const slow = { waiting: 0, closed: 0, hold: (): void => undefined, letGo: (): void => undefined };
  let gate: Promise<void> | null = null;
  slow.hold = () => {
    gate = new Promise((resolve) => {
      slow.letGo = resolve;
    });
  };
  const wait = async (): Promise<void> => {
    slow.waiting += 1;
    await gate;
  };
  const storage: Host['storage'] = Object.assign(Object.create(node.storage), {
    openRead: async (path: string) => {
      const source = await node.storage.openRead(path);
      const read: ByteSource['read'] = async (...asked) => {
        if (gate !== null && path === slowPath) await wait();
        return source.read(...asked);
      };
      const { name, sizeBytes } = source;
      const close = (): Promise<void> => {
        if (path === slowPath) slow.closed += 1;
        return source.close();
      };
      return { name, sizeBytes, read, close };
    },
  });
  return { slow, host: { ...node, storage } };
}

test('a scene whose pixels are being read stays open, however many others are opened', async () => {
  const path = await sceneFile('slow');
  const { slow, host } = slowHost(path);
  scenes = await service(host);
  const id = await scenes.openPath(path);
  const window = { col: 0, row: 0, widthPx: 4, heightPx: 4 };
  const expected = await scenes.modelViewPixels(id, window);
  const { defaultStyle } = await scenes.detail(id);
  await scenes.close();
  await scenes.scene(id);
  slow.closed = 0;
  slow.hold();
  const asked = [
    scenes.modelViewPixels(id, window),
    scenes.identify(id, 0, 0),
    scenes.bandRanges(id, new AbortController().signal),
    new TileService(scenes, pictures).tile(
      { scene: { id, content: '' }, rendering: defaultStyle, z: 0, x: 0, y: 0 },
      new AbortController().signal,
    ),
  ] as const;
  await expect.poll(() => slow.waiting).toBeGreaterThanOrEqual(3);
  for (let i = 0; i < 30; i++) await scenes.openPath(await sceneFile(String(i)));
  expect(slow.closed).toBe(0);
  slow.letGo();
  expect((await asked[0]).rgb).toEqual(expected.rgb);
  await Promise.all(asked);
  expect(slow.closed).toBeGreaterThan(0);
});

test('more scenes than may be open are all read when they are asked for at once', async () => {
  const ids = [];
  for (let i = 0; i < 40; i++) ids.push(await scenes.openPath(await sceneFile(String(i))));
  await scenes.close();
  const names = await Promise.all(ids.map(async (id) => (await scenes.scene(id)).description.name));
  expect(names).toEqual(ids.map((_, i) => `${i}.tif`));
});

test('a cancelled opening does not cancel that of others who opened the same file', async () => {
  const { held, host } = heldHost();
  const path = await sceneFile('one');
  scenes = await service(host);
  const abort = new AbortController();
  const cancelled = scenes.openPath(path, { ...unattended(), signal: abort.signal });
  await expect.poll(() => held.waiting).toBe(1);
  const other = scenes.openPath(path);
  abort.abort();
  held.letGo();
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  expect((await scenes.scene(await other)).description.name).toBe('one.tif');
});

test('pixels of a scene are read although its opening by another caller is cancelled', async () => {
  const path = await sceneFile('one');
  const id = await scenes.openPath(path);
  const { held, host } = heldHost();
  await scenes.close();
  scenes = await service(host);
  const abort = new AbortController();
  const cancelled = scenes.openPath(path, { ...unattended(), signal: abort.signal });
  await expect.poll(() => held.waiting).toBe(1);
  const asked = scenes.scene(id);
  abort.abort();
  held.letGo();
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  expect((await asked).description.name).toBe('one.tif');
});

test.skipIf(process.platform !== 'linux')('a scene opened twice in one moment is opened once', async () => {
  const path = await sceneFile('one');
  await scenes.openPath(path);
  await scenes.close();
  const [one, other] = await Promise.all([scenes.openPath(path), scenes.openPath(path)]);
  expect(one).toBe(other);
  const handles = await handlesOn(path);
  await scenes.close();
  expect([handles > 0, await handlesOn(path)]).toEqual([true, 0]);
});

test.skipIf(process.platform !== 'linux')(
  'a changed file that several hold in one moment is opened anew once, and stays open for all of them',
  async () => {
    const path = await sceneFile('one');
    const id = await scenes.openPath(path);
    await utimes(path, new Date(), new Date(Date.now() + 10_000));
    const views = await Promise.all(Array.from({ length: 4 }, () => scenes.hold(id)));
    for (const { reader, checkUnchanged } of views) {
      await checkUnchanged();
      await reader.readRgb({ col: 0, row: 0, widthPx: 1, heightPx: 1 });
    }
    for (const { release } of views) await release();
    await scenes.close();
    expect(await handlesOn(path)).toBe(0);
  },
);
