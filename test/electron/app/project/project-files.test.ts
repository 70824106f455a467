import { mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import type { HitReview } from '../../../../core/documents/reviews.ts';
import { sourceHost } from '../../../core/raster/source-host.ts';
import { plainScene } from '../../../e2e/scenes.ts';
import { projectDesk, task } from './project-desk.ts';

const host = sourceHost();
const SIZE = { widthPx: 40, heightPx: 30, colour: [10, 200, 30], at: [0, 0] } as const;

let base: string;
let work: string;
const home = (name = 'home'): string => join(base, name);

beforeEach(async () => {
  base = await realpath(await mkdtemp(join(tmpdir(), 'longsight-project-')));
  work = join(base, 'work');
  await mkdir(join(work, 'images'), { recursive: true });
});
afterEach(async () => {
  for (const { scenes } of desks.splice(0)) await scenes.close();
  await rm(base, { recursive: true });
});
afterAll(() => host.close());

const desks: Awaited<ReturnType<typeof projectDesk>>[] = [];
const desk = async (name?: string) => {
  const opened = await projectDesk(host, home(name));
  desks.push(opened);
  return opened;
};
const fileOf = (name = 'a.longsight'): string => join(work, name);

/** A project of two scenes, a question with its answer, and a review, saved at `fileOf()`. */
async function savedProject() {
  const here = await desk();
  const first = await here.addLayer(await plainScene(join(work, 'images'), 'first.tif', SIZE));
  const second = await here.addLayer(
    await plainScene(join(work, 'images'), 'second.tif', { ...SIZE, widthPx: 50 }),
  );
  await here.ask(first, 'a bridge');
  const [{ terms }] = here.project.document.queries;
  const review: HitReview = {
    ...{ scene: first, terms, window: { col: 1, row: 2, widthPx: 64, heightPx: 64 } },
    ...{ judgement: 'accepted', note: 'sure', at: '2026-11-29' },
  };
  await here.project.apply({ kind: 'review-hit', review });
  await here.files.saveAs(fileOf());
  return { here, first, second };
}

test('a saved project is unchanged until the next edit, and unchanged again after undo', async () => {
  const { here } = await savedProject();
  expect(here.project.state()).toMatchObject({ name: 'a.longsight', isOnDisk: true, isChanged: false });
  const [layer] = here.project.document.layers;
  await here.project.apply({ kind: 'set-layer', layer: { ...layer, opacity: 0.1 } });
  expect(here.project.state().isChanged).toBe(true);
  expect((await here.project.undo()).isChanged).toBe(false);
  await here.project.apply({ kind: 'activate-scene', scene: null });
  expect(here.project.state().isChanged).toBe(false);
});

test('a question that is asked again is no change of the project, another question is one', async () => {
  const { here, first } = await savedProject();
  await here.ask(first, 'a bridge', 'another-id');
  expect(here.project.state().isChanged).toBe(false);
  await here.ask(first, 'a river');
  expect(here.project.state().isChanged).toBe(true);
});

test('a project moved with its scenes to another machine has its layers, questions, answers and reviews', async () => {
  await savedProject();
  const elsewhere = join(base, 'other', 'place');
  await mkdir(join(base, 'other'));
  await rename(work, elsewhere);
  const there = await desk('another-home');
  const { state, notes } = await there.files.open(join(elsewhere, 'a.longsight'), task);
  expect(notes).toEqual([]);
  expect(state).toMatchObject({ name: 'a.longsight', isChanged: false, canUndo: false });
  const { layers, queries, reviews } = state.document;
  const paths = layers.map(({ scene }) => there.scenes.pathOf(scene));
  expect(paths).toEqual(['second.tif', 'first.tif'].map((name) => join(elsewhere, 'images', name)));
  expect(layers.every(({ opacity }) => opacity === 0.5)).toBe(true);
  expect(reviews).toMatchObject([{ scene: layers[1].scene, judgement: 'accepted', note: 'sure' }]);
  expect(queries).toMatchObject([{ scene: layers[1].scene }]);
  const answer = await there.answers.find(queries[0]);
  expect(answer).toMatchObject({ verdict: { kind: 'present' }, hits: [{ score: 0.31 }], windows: 9 });
});

test('a scene keeps its id, and so its indexes, when it moves together with the project', async () => {
  const { here, first } = await savedProject();
  const elsewhere = join(base, 'elsewhere');
  await here.scenes.close();
  await rename(work, elsewhere);
  const again = await desk();
  const { state } = await again.files.open(join(elsewhere, 'a.longsight'), task);
  expect(state.document.layers[1].scene).toBe(first);
  expect(again.scenes.pathOf(first)).toBe(join(elsewhere, 'images/first.tif'));
});

test('scenes that are not found stay as missing layers, and one located file brings back the others beside it', async () => {
  await savedProject();
  const disk = join(base, 'disk');
  await rename(join(work, 'images'), disk);
  const there = await desk('another-home');
  const { state, notes } = await there.files.open(fileOf(), task);
  expect(notes).toEqual([
    'second.tif was not found: locate its file',
    'first.tif was not found: locate its file',
  ]);
  const [second, first] = state.document.layers.map(({ scene }) => scene);
  expect(await there.scenes.detail(first)).toMatchObject({ name: 'first.tif', missing: true, widthPx: 40 });
  const from = there.scenes.pathOf(first);
  await there.scenes.locate(first, join(disk, 'first.tif'));
  expect(await there.files.findMovedAlong(from, join(disk, 'first.tif'))).toEqual([second]);
  expect(await there.scenes.detail(second)).toMatchObject({ missing: false });
  expect(there.project.state().isChanged).toBe(true);
  await there.files.save();
  const text = await readFile(fileOf(), 'utf8');
  expect(text).toContain('"relative": "../disk/first.tif"');
});

test('another raster in the place of a scene is not taken for it', async () => {
  await savedProject();
  await plainScene(join(work, 'images'), 'first.tif', { ...SIZE, heightPx: 31 });
  const there = await desk('another-home');
  const { notes, state } = await there.files.open(fileOf(), task);
  const [, first] = state.document.layers;
  expect(await there.scenes.detail(first.scene)).toMatchObject({ missing: true, heightPx: 30 });
  expect(notes).toEqual([
    expect.stringMatching(/first\.tif is not the scene first\.tif of the project: locate its file$/),
  ]);
});

test('a project of a newer version is refused by its name, and the open project stays', async () => {
  const { here } = await savedProject();
  const text = (await readFile(fileOf(), 'utf8')).replace('"version": 1', '"version": 7');
  await writeFile(fileOf('new.longsight'), text.replace('"writtenBy": "0.1.0"', '"writtenBy": "9.0.0"'));
  await writeFile(fileOf('notes.longsight'), 'these are notes');
  await writeFile(fileOf('other.longsight'), '{"magic":"something"}');
  const before = here.project.state();
  await expect(here.files.open(fileOf('new.longsight'), task)).rejects.toThrow(
    /new\.longsight: was written by Longsight 9\.0\.0, which is newer \(format 7; this one reads format 1\)/,
  );
  await expect(here.files.open(fileOf('notes.longsight'), task)).rejects.toThrow(
    /notes\.longsight: is not JSON/,
  );
  await expect(here.files.open(fileOf('other.longsight'), task)).rejects.toThrow(/magic/);
  expect(here.project.state()).toEqual(before);
  // Nothing of the user's is moved away.
  expect((await readdir(work)).filter((name) => name.includes('damaged'))).toEqual([]);
});

test('a file that another program has changed is not overwritten', async () => {
  const { here } = await savedProject();
  await here.files.save();
  await utimes(fileOf(), new Date(0), new Date(0));
  await expect(here.files.save()).rejects.toThrow(/was changed by another program since it was opened/);
  await here.files.saveAs(fileOf());
  expect(here.project.state().isChanged).toBe(false);
});

test('the ending is added, and then no other file is replaced', async () => {
  const { here } = await savedProject();
  expect((await here.files.saveAs(fileOf('b'))).name).toBe('b.longsight');
  await expect(here.files.saveAs(fileOf('a'))).rejects.toThrow(/a\.longsight exists already/);
});

test('a new project is empty and belongs to no file; the recent ones can be opened again', async () => {
  const { here } = await savedProject();
  const state = await here.files.begin();
  expect(state).toMatchObject({ name: null, isChanged: false, isOnDisk: false });
  expect(state.document.layers).toEqual([]);
  expect(await readdir(join(home(), 'answers'))).toEqual([]);
  await expect(here.files.save()).rejects.toThrow('the project has no file yet');
  const [recent] = await here.files.list();
  expect(recent).toMatchObject({ name: 'a.longsight', folder: work });
  expect((await here.files.openRecent(recent.id, task)).state.document.layers).toHaveLength(2);
  await rm(fileOf());
  await expect(here.files.openRecent(recent.id, task)).rejects.toThrow('taken off the list');
  expect(await here.files.list()).toEqual([]);
});

test('after a crash a project that differs from its file is offered back, and reverting drops the changes', async () => {
  const { here } = await savedProject();
  const [layer] = here.project.document.layers;
  await here.project.apply({ kind: 'set-layer', layer: { ...layer, opacity: 0.1 } });
  const after = await desk();
  expect(after.project.state()).toMatchObject({ isChanged: true, isRecovered: false });
  after.project.noteCrash();
  expect(after.project.state().isRecovered).toBe(true);
  await after.files.revert(task);
  expect(after.project.state()).toMatchObject({ isChanged: false, isRecovered: false });
  expect(after.project.document.layers[0].opacity).toBe(0.5);
  after.project.noteCrash();
  expect(after.project.state().isRecovered).toBe(false);
});

test('a project that a browser sent opens only scenes that are known here', async () => {
  await savedProject();
  const there = await desk('another-home');
  const sent = join(home('another-home'), 'uploads', 'one');
  await mkdir(sent, { recursive: true });
  await writeFile(join(sent, 'a.longsight'), await readFile(fileOf()));
  await there.scenes.openPath(join(work, 'images/second.tif'));
  const { state, notes } = await there.files.open(join(sent, 'a.longsight'), task);
  expect(notes).toEqual(['first.tif was not found: locate its file']);
  // Else a page could read any raster of the machine by naming it in a project.
  const [second, first] = state.document.layers.map(({ scene }) => there.scenes.pathOf(scene));
  expect([second, dirname(first)]).toEqual([join(work, 'images/second.tif'), sent]);
  expect(state).toMatchObject({ name: 'a.longsight', isOnDisk: false });
  const { url, state: after } = await there.files.saveForDownload();
  expect(url).toMatch(/^data\/export\/a\.[0-9a-f]{8}\.longsight$/);
  expect(after.isChanged).toBe(false);
});
