import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from '../../../../electron/app/disk/lock-file.ts';
import { sweepStaleBeside, sweepStaleFiles } from '../../../../electron/app/disk/stale-files.ts';
import { NodeStorage, temporaryPath } from '../../../../electron/node/node-storage.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'longsight-stale-'));
});
afterEach(() => rm(home, { recursive: true }));

const UUID = '01234567-89ab-4cde-8f01-23456789abcd';

async function put(name: string, ageMs = 0): Promise<void> {
  const path = join(home, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '');
  const then = new Date(Date.now() - ageMs);
  await utimes(path, then, then);
}

async function left(): Promise<readonly string[]> {
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  return entries
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name).slice(home.length + 1));
}

/** Of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

test('temporary files of ended processes go, those of living ones stay', async () => {
  const pid = endedProcess();
  await put(`jobs.json.${pid}-0123abcd.tmp`);
  await put(`scenes/a.json.${pid}-0123abcd.tmp`);
  const mine = temporaryPath(join(home, 'project.json')).slice(home.length + 1);
  await put(mine);
  await put('jobs.json');
  await sweepStaleFiles(home, false);
  expect((await left()).toSorted()).toEqual(['jobs.json', mine].toSorted());
});

test('those that name no process go when they are old; files of others stay however old they are', async () => {
  await put(`devices.json.${UUID}.tmp`, 7_200_000);
  await put(`project.json.lock.${UUID}`, 7_200_000);
  const kept = [`jobs.json.${UUID}.tmp`, 'notes.tmp', 'scene.tif.tmp', `${UUID}.png`, `uploads/x.${UUID}`];
  for (const name of kept) await put(name, name.startsWith('jobs') ? 0 : 7_200_000);
  await sweepStaleFiles(home, true);
  expect((await left()).toSorted()).toEqual(kept.toSorted());
});

test('pictures of data sets are looked through only when asked for', async () => {
  const name = `datasets/one/images/p.png.${endedProcess()}-0123abcd.tmp`;
  await put(name);
  await sweepStaleFiles(home, false);
  expect(await left()).toEqual([name]);
  await sweepStaleFiles(home, true);
  expect(await left()).toEqual([]);
});

test('drafts of models and checkpoints go, unless someone is at work on them', async () => {
  await put('models/.importing-dead/weights.safetensors');
  await put('models/.importing-busy/weights.safetensors');
  await put('runs/dead/checkpoints/.draft/weights.safetensors');
  await put('runs/busy/checkpoints/.draft/weights.safetensors');
  await using _model = await takeLock(join(home, 'models/.busy.lock'), 'a model');
  await using _run = await takeLock(join(home, 'runs/busy/.lock'), 'a run');
  await sweepStaleFiles(home, false);
  const found = (await left()).filter((name) => name.endsWith('.safetensors'));
  expect(found.toSorted()).toEqual([
    'models/.importing-busy/weights.safetensors',
    'runs/busy/checkpoints/.draft/weights.safetensors',
  ]);
});

test('a write leaves no temporary file, also where it fails', async () => {
  await mkdir(join(home, 'taken'));
  const storage = new NodeStorage();
  await storage.writeFile(join(home, 'file'), new Uint8Array(3));
  await expect(storage.writeFile(join(home, 'taken'), new Uint8Array(3))).rejects.toThrow('taken');
  expect(await readdir(home)).toEqual(['file', 'taken']);
});

test('beside a file that is written again, only what was left of the same file goes', async () => {
  const pid = endedProcess();
  for (const name of ['out.tif', 'other.tif']) await put(`${name}.${pid}-0123abcd.tmp`);
  await put('out.tif');
  await sweepStaleBeside(join(home, 'out.tif'));
  expect((await left()).toSorted()).toEqual([`other.tif.${pid}-0123abcd.tmp`, 'out.tif']);
});
