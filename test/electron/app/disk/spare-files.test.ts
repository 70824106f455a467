import { mkdir, mkdtemp, readdir, realpath, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { purgeExports, purgeUploads } from '../../../../electron/app/disk/spare-files.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';

const storage = new NodeStorage();
const NOW_MS = Date.UTC(2026, 0, 31);
const DAY_MS = 86_400_000;

async function fileOf(path: string, ageDays: number, sizeBytes: number): Promise<string> {
  await writeFile(path, '');
  await truncate(path, sizeBytes);
  const then = new Date(NOW_MS - ageDays * DAY_MS);
  await utimes(path, then, then);
  return path;
}

async function newFolder(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'longsight-spare-')));
}

test('exports are removed after a week, and beyond 2 GB the oldest first', async () => {
  const folder = await newFolder();
  await fileOf(join(folder, 'new.tif'), 0, 1.2e9);
  await fileOf(join(folder, 'yesterday.tif'), 1, 0.7e9);
  await fileOf(join(folder, 'before.tif'), 2, 0.2e9);
  await fileOf(join(folder, 'small-but-old.geojson'), 8, 10);
  await purgeExports(storage, folder, NOW_MS);
  expect((await readdir(folder)).toSorted()).toEqual(['new.tif', 'yesterday.tif']);
});

test('an upload is kept while a layer uses it, for 30 days if only a scene does, and not at all otherwise', async () => {
  const folder = await newFolder();
  const upload = async (name: string, ageDays: number): Promise<string> => {
    await mkdir(join(folder, name));
    return fileOf(join(folder, name, 'scene.tif'), ageDays, 10);
  };
  const layer = await upload('layer', 400);
  const fresh = await upload('fresh', 29);
  const old = await upload('old', 31);
  await upload('nothing', 0);
  const paths = { ofScenes: [layer, fresh, old], kept: [layer] };
  await purgeUploads(storage, folder, paths, NOW_MS);
  expect((await readdir(folder)).toSorted()).toEqual(['fresh', 'layer']);
});

test('a folder that was uploaded for an evaluation is kept as long as the evaluation names it', async () => {
  const folder = await newFolder();
  for (const name of ['evaluated', 'forgotten']) {
    await mkdir(join(folder, name, 'data', 'beach'), { recursive: true });
    await fileOf(join(folder, name, 'data', 'beach', 'a.png'), 400, 10);
  }
  await purgeUploads(storage, folder, { ofScenes: [], kept: [join(folder, 'evaluated', 'data')] }, NOW_MS);
  expect(await readdir(folder)).toEqual(['evaluated']);
});

test('a missing folder counts as empty', async () => {
  const folder = join(await newFolder(), 'absent');
  await purgeExports(storage, folder, NOW_MS);
  await purgeUploads(storage, folder, { ofScenes: [], kept: [] }, NOW_MS);
});
