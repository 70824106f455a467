import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import type { Revisions } from '../../../core/documents/app.ts';
import type { IndexId, ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { IndexStatus, Query } from '../../../core/documents/search.ts';
import { answeringIndex, answeringIndexes } from '../../../renderer/state/answering.ts';
import { queryKeys, revisionListener } from '../../../renderer/state/query-keys.ts';

const scene = 'scene' as SceneId;
const model = 'starter' as ModelId;
const query: Query = { scene, model, terms: [{ kind: 'text', text: 'a bridge', weight: 1 }], area: null };
const index = (basis: string, answers: IndexStatus['answers'], sizePx = 256): IndexStatus => ({
  id: basis as IndexId,
  model,
  grid: { kind: 'sliding', sizesPx: [sizePx], strideShare: 0.5 },
  windows: 100,
  windowsDone: 10,
  windowsSkipped: 0,
  bytes: 1000,
  state: answers === 'never' ? 'stale' : 'partial',
  answers,
  basis,
});

test('a result is cached by the basis of the index that answers, and returns with that basis', () => {
  const cache = new QueryClient();
  const keyOver = (...indexes: readonly IndexStatus[]) =>
    queryKeys.queryResult(query, null, answeringIndex(indexes, query, null)?.index.basis ?? null);
  cache.setQueryData(keyOver(index('old view', 'by-default')), 'the old result');
  const now = keyOver(index('old view', 'never'), index('new view', 'by-default'));
  expect(cache.getQueryData(now)).toBeUndefined();
  expect(cache.getQueryData(keyOver(index('old view', 'by-default'), index('new view', 'never')))).toBe(
    'the old result',
  );
});

test('running a query again makes its results stale for every basis and index choice', async () => {
  const cache = new QueryClient();
  const keys = [queryKeys.queryResult(query, null, 'one'), queryKeys.queryResult(query, [512], 'other')];
  for (const key of keys) cache.setQueryData(key, 'a result');
  await cache.invalidateQueries({ queryKey: queryKeys.queryResults(query) });
  for (const key of keys) expect(cache.getQueryState(key)?.isInvalidated).toBe(true);
});

test('a change of scenes makes partial results stale; a change of models makes the list of indexes stale', () => {
  const cache = new QueryClient();
  const hear = revisionListener(cache);
  const revisions: Revisions = {
    ...{
      scenes: 0,
      models: 0,
      devices: 0,
      jobs: 0,
      project: 0,
      runs: 0,
      datasets: 0,
      evaluations: 0,
      collections: 0,
      team: 0,
      faults: 0,
    },
  };
  const [whole, part] = [
    queryKeys.queryResult(query, null, 'whole'),
    queryKeys.queryResult(query, null, 'part'),
  ];
  cache.setQueryData(whole, { windows: 100, windowsPlanned: 100 });
  cache.setQueryData(part, { windows: 10, windowsPlanned: 100 });
  cache.setQueryData(queryKeys.indexes(scene), []);
  const isStale = (key: readonly unknown[]) => cache.getQueryState(key)?.isInvalidated;
  hear(revisions);
  hear({ ...revisions, models: 1 });
  expect([whole, part, queryKeys.indexes(scene)].map(isStale)).toEqual([false, false, true]);
  hear({ ...revisions, models: 1, scenes: 1 });
  expect([whole, part].map(isStale)).toEqual([false, true]);
});

test('band ranges are cached by the content of the file', () => {
  const cache = new QueryClient();
  cache.setQueryData(queryKeys.bandRanges(scene, 'before'), []);
  expect(cache.getQueryData(queryKeys.bandRanges(scene, 'rewritten'))).toBeUndefined();
});

test('the chosen index answers while it can; otherwise the default index of the core answers', () => {
  const first = index('now', 'by-default', 512);
  const other = index('now', 'when-chosen');
  const stale = index('before', 'never');
  const choice = { scene, model, sizesPx: [256] };
  const answering = (indexes: readonly IndexStatus[], chosen: typeof choice | null = choice) =>
    answeringIndex(indexes, query, chosen);
  expect(answering([other, first])).toEqual({ index: other, sizesPx: [256] });
  expect(answering([other, first], null)).toEqual({ index: first, sizesPx: null });
  expect(answering([stale, first])).toEqual({ index: first, sizesPx: null });
  expect(answering([other, first], { ...choice, sizesPx: [1024] })?.index).toBe(first);
  expect(answering([other, first], { ...choice, model: 'other' as ModelId })?.index).toBe(first);
  expect(answering([stale])).toBeNull();
  expect(
    answeringIndexes([stale, other, { ...first, windowsDone: 20 }], model).map(({ grid }) => grid),
  ).toEqual([first.grid, other.grid]);
});
