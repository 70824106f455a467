import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SceneId } from '../../../../core/documents/ids.ts';
import { openScene } from '../../../../core/raster/open-scene.ts';
import type { Scene } from '../../../../core/raster/scene.ts';
import { unattended } from '../../../../core/task.ts';
import type { TileAddress } from '../../../../core/urls/tile-url.ts';
import { PictureService } from '../../../../electron/app/scenes/picture-service.ts';
import type { SceneService } from '../../../../electron/app/scenes/scene-service.ts';
import { TileService } from '../../../../electron/app/scenes/tile-service.ts';
import { sourceHost } from '../../../core/raster/source-host.ts';
import { type TestTiff, writeTiff } from '../../../core/raster/write-tiff.ts';

const host = sourceHost();
const path = fileURLToPath(new URL('../../../fixtures/fuzz/tiff/plain.tif', import.meta.url));
let scene: Scene;

beforeAll(async () => {
  scene = await openScene(host, path, unattended());
});
afterAll(async () => {
  await scene.close();
  await host.close();
});

/** Tiles of a small scene, and how many were encoded in all and at most at the same time. */
function countedTiles() {
  const counts = { now: 0, most: 0, all: 0 };
  const codecs = {
    ...host.codecs,
    encodePicture: async (...args: Parameters<typeof host.codecs.encodePicture>) => {
      counts.all += 1;
      counts.now += 1;
      counts.most = Math.max(counts.most, counts.now);
      await new Promise((resolve) => setTimeout(resolve, 1));
      const encoded = await host.codecs.encodePicture(...args);
      counts.now -= 1;
      return encoded;
    },
  };
  const scenes = usedScene(scene);
  return { tiles: new TileService(scenes, new PictureService({ ...host, codecs })), counts };
}

function address(i: number): TileAddress {
  const range = { min: i, max: 255 };
  return {
    scene: { id: 's' as SceneId, content: 'c' },
    rendering: { bands: [0, 1, 2], stretch: { kind: 'linear', ranges: [range, range, range] } },
    z: 0,
    x: 0,
    y: 0,
  };
}

test('of 200 tiles asked for at once no more than eight are drawn at the same time', async () => {
  const { tiles, counts } = countedTiles();
  const ask = (i: number) => tiles.tile(address(i), new AbortController().signal);
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => ask(i)));
  expect(counts.all).toBe(200);
  expect(counts.most).toBeGreaterThan(1);
  expect(counts.most).toBeLessThanOrEqual(8);
  for (const { mediaType } of answers) expect(mediaType).toBe('image/webp');
});

test('a tile that was drawn before is answered from memory, unless its rendering or the file is another', async () => {
  const { tiles, counts } = countedTiles();
  const { signal } = new AbortController();
  const first = await tiles.tile(address(1), signal);
  expect((await tiles.tile(address(1), signal)).body).toBe(first.body);
  expect(counts.all).toBe(1);
  await tiles.tile(address(2), signal);
  expect(counts.all).toBe(2);
  const rewritten = { ...scene, description: { ...scene.description, identity: 'another' } };
  const { description } = scene;
  Object.assign(scene, { description: rewritten.description });
  await tiles.tile(address(1), signal);
  Object.assign(scene, { description });
  expect(counts.all).toBe(3);
});

test('tiles whose page has gone are not drawn', async () => {
  const { tiles, counts } = countedTiles();
  const gone = new AbortController();
  const asked = Array.from({ length: 100 }, (_, i) => tiles.tile(address(i), gone.signal));
  const wanted = tiles.tile(address(200), new AbortController().signal);
  gone.abort(new Error('gone'));
  const ended = await Promise.allSettled(asked);
  expect((await wanted).body.length).toBeGreaterThan(0);
  expect(ended.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(92);
  expect(counts.all).toBeLessThanOrEqual(9);
});

test('a tile without transparent pixels is a JPEG, and one pixel of nodata makes it a WebP', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-tiles-'));
  for (const [nodata, mediaType] of [
    ['', 'image/jpeg'],
    ['7', 'image/webp'],
  ] as const) {
    const file = join(folder, `scene${nodata}.tif`);
    const value = (col: number, row: number, band: number) => (col === 9 && row === 9 ? 7 : 60 + 50 * band);
    const tiff: TestTiff = {
      width: 512,
      height: 512,
      bands: 3,
      photometric: 2,
      bits: 8,
      format: 1,
      nodata,
      value,
    };
    await writeFile(file, writeTiff(tiff));
    const { tile, scene: opened } = await drawnAlone(file);
    expect(tile.mediaType).toBe(mediaType);
    const { data, info } = await sharp(tile.body).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 512, height: 512, channels: mediaType === 'image/jpeg' ? 3 : 4 });
    for (const [band, expected] of [60, 110, 160].entries())
      expect(Math.abs(data[(100 * 512 + 100) * info.channels + band]! - expected)).toBeLessThan(4);
    await opened.close();
  }
  await rm(folder, { recursive: true });
});

async function drawnAlone(file: string) {
  const opened = await openScene(host, file, unattended());
  const scenes = usedScene(opened);
  const rendering = { bands: [0, 1, 2], stretch: { kind: 'none' } } as const;
  const asked = { ...address(0), rendering };
  const tile = await new TileService(scenes, new PictureService(host)).tile(
    asked,
    new AbortController().signal,
  );
  return { tile, scene: opened };
}

test('a tile outside the grid is refused', async () => {
  const { tiles } = countedTiles();
  const outside = { ...address(0), z: 99 };
  await expect(tiles.tile(outside, new AbortController().signal)).rejects.toThrow(/outside the grid/);
});

function usedScene(opened: Scene): SceneService {
  const using: SceneService['using'] = (_id, work) => work(opened);
  return { using } as unknown as SceneService;
}
