import { expect, test } from 'vitest';
import type { CollectionId, ModelId, QueryId } from '../../../core/documents/ids.ts';
import type { ProjectDocument, SavedCollectionQuery } from '../../../core/documents/project.ts';
import { applyTransaction, emptyProject } from '../../../core/project/document.ts';
import { commit, newHistory, redo, undo } from '../../../core/project/history.ts';
import { decodeProject, encodeProject } from '../../../core/project/project-file.ts';
import { savedContent } from '../../../core/project/saved-content.ts';

const asked = (words: string, id = words): SavedCollectionQuery => ({
  ...{ id: id as QueryId, collection: 'county' as CollectionId, collectionName: 'The county' },
  ...{ model: 'starter' as ModelId, terms: [{ kind: 'text', text: words, weight: 1 }] },
  ...{ filter: { area: null, from: null, to: null, name: null }, perScene: null, merges: false },
  ...{ ranAt: '2026-11-29T00:00:00.000Z', isKept: false, name: null },
  layer: { visible: true, opacity: 1 },
});
const afterAsking = (document: ProjectDocument, ...queries: readonly SavedCollectionQuery[]) =>
  queries.reduce(
    (before, query) => applyTransaction(before, { kind: 'record-collection-query', query }).document,
    document,
  );
const ids = ({ collectionQueries }: ProjectDocument): readonly string[] =>
  collectionQueries.map(({ id }) => id);
const shown = ({ collectionQueries }: ProjectDocument): readonly string[] =>
  collectionQueries.filter(({ layer }) => layer?.visible).map(({ id }) => id);

test('the newest question comes first, and only its hits are shown', () => {
  const document = afterAsking(emptyProject, asked('bridge'), asked('river'), asked('cars'));
  expect(ids(document)).toEqual(['cars', 'river', 'bridge']);
  expect(shown(document)).toEqual(['cars']);
});

test('asking again keeps name, star and opacity, and shows the hits beside the others', () => {
  const bridge = { ...asked('bridge'), name: 'B', isKept: true, layer: { visible: true, opacity: 0.5 } };
  let document = afterAsking(emptyProject, asked('bridge'));
  document = applyTransaction(document, { kind: 'set-collection-query', query: bridge }).document;
  document = afterAsking(document, asked('river'), { ...asked('bridge', 'again'), ranAt: '2026-11-30' });
  expect(document.collectionQueries[0]).toEqual({ ...bridge, ranAt: '2026-11-30' });
  expect(ids(document)).toEqual(['bridge', 'river']);
  expect(shown(document)).toEqual(['bridge', 'river']);
});

test('another part of the collection is another question', () => {
  const part = { ...asked('bridge', 'part'), perScene: 2 };
  expect(ids(afterAsking(emptyProject, asked('bridge'), part))).toEqual(['part', 'bridge']);
});

test('of many questions 200 stay, and 12 layers that nobody named; kept and named ones stay too', () => {
  let document = afterAsking(emptyProject, asked('kept'), asked('named'));
  for (const query of [
    { ...asked('kept'), isKept: true },
    { ...asked('named'), name: 'Named' },
  ])
    document = applyTransaction(document, { kind: 'set-collection-query', query }).document;
  document = afterAsking(document, ...Array.from({ length: 198 }, (_, i) => asked(`q${i}`)));
  expect(document.collectionQueries).toHaveLength(200);
  const layers = document.collectionQueries.filter(({ layer }) => layer !== null).map(({ id }) => id);
  expect(layers).toEqual([...Array.from({ length: 12 }, (_, i) => `q${197 - i}`), 'named']);
  document = afterAsking(document, ...Array.from({ length: 198 }, (_, i) => asked(`r${i}`)));
  expect(ids(document)).toHaveLength(201);
  expect(ids(document).at(-1)).toBe('kept');
});

test('a change and a removal are undone and redone; a question that was asked is no edit', () => {
  const start = newHistory(afterAsking(emptyProject, asked('bridge'), asked('river')));
  const changed = commit(start, {
    kind: 'set-collection-query',
    query: { ...asked('bridge'), layer: null },
  });
  const forgotten = commit(changed, { kind: 'forget-collection-query', id: 'river' as QueryId });
  expect(ids(forgotten.document)).toEqual(['bridge']);
  expect(undo(undo(forgotten)).document).toEqual(start.document);
  expect(redo(redo(undo(undo(forgotten)))).document).toEqual(forgotten.document);
  const again = commit(forgotten, { kind: 'record-collection-query', query: asked('cars') });
  expect(again.undo).toEqual(forgotten.undo);
});

test('they are saved with the project, and asking again is no unsaved change', () => {
  const document = afterAsking(emptyProject, asked('bridge'));
  const { document: read } = decodeProject(
    new TextDecoder().decode(encodeProject({ document, file: null })),
    'project.json',
  );
  expect(read).toEqual(document);
  const again = afterAsking(document, { ...asked('bridge', 'again'), ranAt: '2026-11-30' });
  expect(savedContent(again)).toBe(savedContent(document));
  expect(savedContent(document)).not.toBe(savedContent(emptyProject));
});

test('a change of a question that is not there is refused', () => {
  expect(() =>
    applyTransaction(emptyProject, { kind: 'set-collection-query', query: asked('bridge') }),
  ).toThrow(/no question bridge/);
  const document = afterAsking(emptyProject, asked('bridge'));
  expect(() =>
    applyTransaction(document, { kind: 'add-collection-query', query: asked('bridge'), at: 0 }),
  ).toThrow(/already/);
});
