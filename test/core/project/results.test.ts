import { expect, test } from 'vitest';
import type { ModelId, QueryId, SceneId } from '../../../core/documents/ids.ts';
import type { ProjectDocument, ResultLayer, SavedQuery } from '../../../core/documents/project.ts';
import { asksTheSame, resultLayerOf } from '../../../core/documents/result-layers.ts';
import { applyTransaction, emptyProject } from '../../../core/project/document.ts';
import { commit, forgetScene, newHistory, redo, undo } from '../../../core/project/history.ts';
import { decodeProject, encodeProject } from '../../../core/project/project-file.ts';

const asked = (words: string, id = words, scene = 'a'): SavedQuery => ({
  id: id as QueryId,
  scene: scene as SceneId,
  model: 'starter' as ModelId,
  terms: [{ kind: 'text', text: words, weight: 1 }],
  area: null,
  ranAt: '2026-11-29T00:00:00.000Z',
  isKept: false,
});
const afterAsking = (document: ProjectDocument, ...queries: readonly SavedQuery[]): ProjectDocument =>
  queries.reduce(
    (before, query) => applyTransaction(before, { kind: 'record-query', query }).document,
    document,
  );
const shown = ({ results }: ProjectDocument): readonly string[] =>
  results.filter(({ style }) => style.visible).map(({ id }) => id);
const first = ({ results }: ProjectDocument): ResultLayer => results[0]!;

test('each question has one layer, the newest on top, and only its map is shown', () => {
  const document = afterAsking(emptyProject, asked('bridge'), asked('river'), asked('cars'));
  expect(document.results.map(({ id }) => id)).toEqual(['cars', 'river', 'bridge']);
  expect(shown(document)).toEqual(['cars']);
});

test('asking again shows the layer of the question alone, in its place and with its own style', () => {
  let document = afterAsking(emptyProject, asked('bridge'));
  const style = { ...first(document).style, ramp: 'magma', threshold: 0.3 } as const;
  document = applyTransaction(document, {
    kind: 'set-result',
    result: { ...first(document), style },
  }).document;
  document = afterAsking(document, asked('river'), asked('bridge', 'again'));
  expect(document.results.map(({ id }) => id)).toEqual(['river', 'bridge']);
  expect(shown(document)).toEqual(['bridge']);
  expect(resultLayerOf(document.results, asked('bridge'))!.style).toEqual({ ...style, visible: true });
});

test('asking again a question whose map is shown with others leaves these on the map', () => {
  let document = afterAsking(emptyProject, asked('bridge'), asked('river'));
  const bridge = document.results[1]!;
  document = applyTransaction(document, {
    kind: 'set-result',
    result: { ...bridge, style: { ...bridge.style, visible: true } },
  }).document;
  expect(shown(afterAsking(document, asked('bridge')))).toEqual(['river', 'bridge']);
});

test('a new question takes the ramp over, but neither threshold nor range', () => {
  let document = afterAsking(emptyProject, asked('bridge'));
  const range = { min: 0, max: 0.5 };
  const style = { ...first(document).style, ramp: 'magma', threshold: 0.3, range } as const;
  document = applyTransaction(document, {
    kind: 'set-result',
    result: { ...first(document), style },
  }).document;
  expect(first(afterAsking(document, asked('river'))).style).toMatchObject({
    ramp: 'magma',
    threshold: null,
    range: null,
  });
});

test('at most twelve layers without a name are kept; those with one stay', () => {
  let document = afterAsking(emptyProject, asked('first'));
  document = applyTransaction(document, {
    kind: 'set-result',
    result: { ...first(document), name: 'Mine' },
  }).document;
  document = afterAsking(document, ...Array.from({ length: 20 }, (_, i) => asked(`question ${i}`)));
  expect(document.results).toHaveLength(13);
  expect(document.results.at(-1)!.name).toBe('Mine');
});

test('removing, naming and styling are undone and done again', () => {
  const document = afterAsking(emptyProject, asked('bridge'), asked('river'));
  const named = { ...document.results[1]!, name: 'Mine' };
  let history = commit(newHistory(document), { kind: 'set-result', result: named });
  history = commit(history, { kind: 'remove-result', id: 'bridge' as QueryId });
  expect(history.document.results.map(({ id }) => id)).toEqual(['river']);
  expect(undo(history).document.results[1]).toEqual(named);
  expect(undo(undo(history)).document.results).toEqual(document.results);
  expect(redo(undo(history)).document.results).toEqual(history.document.results);
});

test('a layer that is not there cannot be changed, and none is added twice', () => {
  const document = afterAsking(emptyProject, asked('bridge'));
  const result = first(document);
  const other = { ...result, id: 'other' as QueryId };
  expect(() => applyTransaction(document, { kind: 'set-result', result: other })).toThrow('no result other');
  expect(() => applyTransaction(document, { kind: 'add-result', result, at: 0 })).toThrow('bridge already');
});

test('a duplicate is told from its original by its id', () => {
  const document = afterAsking(emptyProject, asked('bridge'));
  const result = { ...first(document), id: 'copy' as QueryId };
  const { results } = applyTransaction(document, { kind: 'add-result', result, at: 0 }).document;
  expect(resultLayerOf(results, asked('bridge'), 'bridge')!.id).toBe('bridge');
  expect(resultLayerOf(results, asked('bridge'), 'copy')!.id).toBe('copy');
  expect(asksTheSame(asked('bridge'), asked('bridge', 'b', 'other'))).toBe(false);
});

test('the layers of a forgotten scene go, also from the steps that undo', () => {
  const document = afterAsking(emptyProject, asked('bridge'), asked('river', 'river', 'b'));
  const history = commit(newHistory(document), { kind: 'remove-result', id: 'bridge' as QueryId });
  const forgotten = forgetScene(history, 'a' as SceneId);
  expect(undo(forgotten).document.results.map(({ id }) => id)).toEqual(['river']);
});

test('a project without layers of results, written by an older version, is read', () => {
  const document = afterAsking(emptyProject, asked('bridge'));
  const text = new TextDecoder().decode(encodeProject({ document, file: null }));
  expect(decodeProject(text, 'project.json').document).toEqual(document);
  const { results: _, ...older } = document;
  const old = JSON.stringify({ magic: 'longsight-project', document: older });
  expect(decodeProject(old, 'project.json').document.results).toEqual([]);
});
