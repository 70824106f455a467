import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SceneId } from '../../../../core/documents/ids.ts';
import type { Transaction } from '../../../../core/documents/project.ts';
import { Unsupported } from '../../../../core/errors.ts';
import { Faults } from '../../../../core/faults.ts';
import { ProjectStore } from '../../../../electron/app/project/project-store.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';

let home: string;
let path: string;
let storage: NodeStorage;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'longsight-project-'));
  path = join(home, 'project.json');
  storage = new NodeStorage();
});
afterEach(() => rm(home, { recursive: true }));

const open = (faults = new Faults()) => ProjectStore.open(storage, path, () => undefined, faults);
const layer = (scene: string): Transaction => ({
  kind: 'add-layer',
  at: 0,
  layer: {
    scene: scene as SceneId,
    visible: true,
    opacity: 1,
    gamma: 1,
    style: { bands: [0, 1, 2], stretch: { kind: 'none' } },
  },
});

test('a change that cannot be saved is not made, and does not hinder the next', async () => {
  const project = await open();
  await project.apply(layer('a'));
  const before = project.state();
  vi.spyOn(storage, 'writeFile').mockRejectedValueOnce(new Unsupported(`${path}: the disk is full`));
  await expect(project.apply(layer('b'))).rejects.toThrow('the disk is full');
  expect(project.state()).toEqual(before);
  await project.apply(layer('c'));
  expect((await open()).document.layers.map(({ scene }) => scene)).toEqual(
    project.document.layers.map(({ scene }) => scene),
  );
  expect(project.document.layers).toHaveLength(2);
});

test('changes at the same moment are made one after the other', async () => {
  const project = await open();
  await Promise.all(['a', 'b', 'c', 'd'].map((scene) => project.apply(layer(scene))));
  expect((await open()).document.layers).toHaveLength(4);
});

test('each damaged project is kept under a name of its own', async () => {
  for (const [i, text] of ['first', 'second'].entries()) {
    await writeFile(path, text);
    const faults = new Faults();
    const project = await open(faults);
    expect(project.isNew).toBe(false);
    const aside = i === 0 ? `${path}.damaged` : `${path}.damaged-2`;
    expect(faults.list()).toEqual([
      `${path}: is not JSON: it was moved to ${aside}, and an empty project was begun`,
    ]);
    expect(await readFile(aside, 'utf8')).toBe(text);
  }
  await mkdir(path);
  await open();
  expect((await readdir(home)).toSorted()).toEqual(
    ['project.json.damaged', 'project.json.damaged-2', 'project.json.damaged-3'].toSorted(),
  );
});

test('a project of a newer version is left as it is', async () => {
  const text = '{"magic":"longsight-project","document":{"version":2}}';
  await writeFile(path, text);
  await expect(open()).rejects.toThrow(
    /project\.json: written by a newer version of Longsight.*move the file elsewhere/,
  );
  expect(await readFile(path, 'utf8')).toBe(text);
});
