import { expect, test } from 'vitest';
import type { ModelId, QueryId, SceneId } from '../../../core/documents/ids.ts';
import type { SceneLayer, Transaction } from '../../../core/documents/project.ts';
import type { HitReview } from '../../../core/documents/reviews.ts';
import { emptyProject } from '../../../core/project/document.ts';
import { commit, forgetScene, newHistory, redo, undo } from '../../../core/project/history.ts';
import { decodeProject, encodeProject } from '../../../core/project/project-file.ts';

const layer = (scene: string, opacity = 1): SceneLayer => ({
  scene: scene as SceneId,
  visible: true,
  opacity,
  gamma: 1,
  style: { bands: [0, 1, 2], stretch: { kind: 'none' } },
});

const edits: readonly Transaction[] = [
  { kind: 'add-layer', layer: layer('a'), at: 0 },
  { kind: 'add-layer', layer: layer('b'), at: 0 },
  { kind: 'add-layer', layer: layer('c'), at: 1 },
  { kind: 'move-layer', scene: 'a' as SceneId, to: 0 },
  { kind: 'set-layer', layer: layer('b', 0.5) },
  { kind: 'show-layers', scenes: ['c' as SceneId] },
  { kind: 'set-similarity', style: { ...emptyProject.similarity, threshold: 0.2 } },
  { kind: 'remove-layer', scene: 'c' as SceneId },
];

test('undo restores each earlier document in turn, and redo restores the last one', () => {
  const states = [newHistory(emptyProject)];
  for (const edit of edits) states.push(commit(states.at(-1)!, edit));
  let history = states.at(-1)!;
  for (const earlier of states.slice(0, -1).reverse()) {
    history = undo(history);
    expect(history.document.layers).toEqual(earlier.document.layers);
    expect(history.document.similarity).toEqual(earlier.document.similarity);
  }
  for (const _ of edits) history = redo(history);
  expect(history.document.layers).toEqual(states.at(-1)!.document.layers);
});

test('undo skips a query that was run after the edit and keeps it', () => {
  let history = commit(newHistory(emptyProject), edits[0]!);
  const query = {
    id: 'q' as QueryId,
    scene: 'a' as SceneId,
    model: 'm' as ModelId,
    terms: [],
    area: null,
    ranAt: '',
    isKept: false,
  };
  history = undo(commit(history, { kind: 'record-query', query }));
  expect(history.document.layers).toEqual([]);
  expect(history.document.queries).toEqual([query]);
});

test('repeating a query keeps only the newest entry', () => {
  const query = {
    scene: 'a' as SceneId,
    model: 'm' as ModelId,
    terms: [],
    area: null,
    ranAt: '',
    isKept: false,
  };
  let history = commit(newHistory(emptyProject), {
    kind: 'record-query',
    query: { ...query, id: 'q' as QueryId },
  });
  history = commit(history, { kind: 'record-query', query: { ...query, id: 'r' as QueryId } });
  expect(history.document.queries.map(({ id }) => id)).toEqual(['r']);
});

const review = (judgement: HitReview['judgement'], note = ''): HitReview => ({
  scene: 'a' as SceneId,
  terms: [{ kind: 'text', text: 'a bridge', weight: 1 }],
  window: { col: 0, row: 0, widthPx: 64, heightPx: 64 },
  judgement,
  note,
  at: '',
});

test('a review replaces the earlier one of the same hit, and undo brings that one back', () => {
  const first = commit(newHistory(emptyProject), { kind: 'review-hit', review: review('accepted', 'old') });
  const second = commit(first, { kind: 'review-hit', review: review('rejected') });
  expect(second.document.reviews).toEqual([review('rejected')]);
  expect(undo(second).document.reviews).toEqual([review('accepted', 'old')]);
  expect(undo(undo(second)).document.reviews).toEqual([]);
});

test('a review without judgement and note is removed; a note alone is kept', () => {
  const judged = commit(newHistory(emptyProject), { kind: 'review-hit', review: review('accepted') });
  expect(commit(judged, { kind: 'review-hit', review: review(null, 'ask Ann') }).document.reviews).toEqual([
    review(null, 'ask Ann'),
  ]);
  expect(commit(judged, { kind: 'review-hit', review: review(null) }).document.reviews).toEqual([]);
});

test('a project without reviews, as earlier versions wrote it, is read', () => {
  const { reviews: _, ...document } = emptyProject;
  const text = JSON.stringify({ magic: 'longsight-project', document });
  expect(decodeProject(text, 'project.json').document).toEqual(emptyProject);
});

test('a layer of an earlier version has a gamma of 1', () => {
  const { gamma: _, ...old } = layer('a');
  const text = JSON.stringify({ magic: 'longsight-project', document: { ...emptyProject, layers: [old] } });
  expect(decodeProject(text, 'project.json').document.layers).toEqual([layer('a')]);
});

test('removing the active scene makes its neighbour active', () => {
  let history = newHistory(emptyProject);
  for (const edit of edits.slice(0, 2)) history = commit(history, edit);
  history = commit(history, { kind: 'activate-scene', scene: 'a' as SceneId });
  expect(commit(history, { kind: 'remove-layer', scene: 'a' as SceneId }).document.activeScene).toBe('b');
});

test('a transaction that names an absent scene is refused', () => {
  const remove: Transaction = { kind: 'remove-layer', scene: 'x' as SceneId };
  expect(() => commit(newHistory(emptyProject), remove)).toThrow(/x is not a layer/);
});

test('a project survives a round trip through its file; a file of a newer version is refused', () => {
  const history = commit(newHistory(emptyProject), edits[0]!);
  const stat = { sizeBytes: 9, modifiedMs: 1 };
  const file = { path: '/data/a.longsight', name: 'a.longsight', saved: 'digest', stat };
  const bytes = encodeProject({ document: history.document, file });
  expect(decodeProject(new TextDecoder().decode(bytes), 'p')).toEqual({ document: history.document, file });
  const newer = new TextEncoder().encode(
    new TextDecoder().decode(bytes).replace('"version": 1', '"version": 2'),
  );
  expect(() => decodeProject(new TextDecoder().decode(newer), 'p.json')).toThrow(
    /p\.json: written by a newer version of Longsight/,
  );
});

test('a stored map style without the setting for fading low scores fades them', () => {
  const text = new TextDecoder().decode(encodeProject({ document: emptyProject, file: null }));
  const older = text.replace(/"fadeLow":\s*true,?/, '');
  expect(older).not.toBe(text);
  expect(decodeProject(older, 'project.json').document).toEqual(emptyProject);
});

test('neither undo nor redo brings back a forgotten scene, and the other layers return', () => {
  let history = newHistory(emptyProject);
  for (const edit of edits) history = commit(history, edit);
  const { layers } = history.document;
  history = forgetScene(history, 'c' as SceneId);
  const hasC = (): boolean => history.document.layers.some(({ scene }) => scene === 'c');
  for (; history.undo.length > 0; history = undo(history)) expect(hasC()).toBe(false);
  expect(history.document.layers).toEqual([]);
  for (; history.redo.length > 0; history = redo(history)) expect(hasC()).toBe(false);
  expect(history.document.layers).toEqual(layers);
});

const query = (id: string, text: string) => ({
  ...{
    id: id as QueryId,
    scene: 'a' as SceneId,
    model: 'm' as ModelId,
    area: null,
    ranAt: '',
    isKept: false,
  },
  terms: [{ kind: 'text' as const, text, weight: 1 }],
});

test('another question starts without threshold and range, the same one keeps them', () => {
  const style = { ...emptyProject.similarity, threshold: 0.3, range: { min: 0.1, max: 0.4 } };
  const asked = commit(newHistory(emptyProject), { kind: 'record-query', query: query('q', 'a bridge') });
  const limited = commit(asked, {
    kind: 'set-result',
    result: { ...asked.document.results[0]!, style },
  });
  const again = commit(limited, { kind: 'record-query', query: query('r', 'a bridge') });
  expect(again.document.similarity).toEqual(style);
  const other = commit(again, { kind: 'record-query', query: query('s', 'a river') });
  expect(other.document.similarity).toEqual({ ...style, threshold: null, range: null });
});

test('a kept question stays when 200 newer ones push the others out, and when it is asked again', () => {
  let history = commit(newHistory(emptyProject), { kind: 'record-query', query: query('kept', 'a bridge') });
  history = commit(history, { kind: 'record-query', query: query('lost', 'a lake') });
  history = commit(history, { kind: 'keep-query', query: 'kept' as QueryId, isKept: true });
  for (let i = 0; i < 201; i++)
    history = commit(history, { kind: 'record-query', query: query(`q${i}`, `thing ${i}`) });
  const ids = (): readonly string[] => history.document.queries.map(({ id }) => id);
  expect(ids()).toContain('kept');
  expect(ids()).not.toContain('lost');
  history = commit(history, { kind: 'record-query', query: query('again', 'a bridge') });
  expect(history.document.queries[0]).toMatchObject({ id: 'again', isKept: true });
});

test('questions of an earlier project file have no area and are not kept', () => {
  const { area: _area, isKept: _isKept, ...asked } = query('q', 'a bridge');
  const text = JSON.stringify({
    magic: 'longsight-project',
    document: { ...emptyProject, queries: [asked] },
  });
  const read = decodeProject(text, 'p').document;
  expect(read.queries[0]).toMatchObject({ area: null, isKept: false });
});
