import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import type { Revisions } from '../../../core/documents/app.ts';
import type { IndexId, ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { IndexStatus } from '../../../core/documents/search.ts';
import { answeringBasis } from '../../../renderer/state/answering.ts';
import { chosenSizes } from '../../../renderer/state/chosen-sizes.ts';
import { queryKeys, revisionListener } from '../../../renderer/state/query-keys.ts';
import type { Asked } from '../../../renderer/state/view-state.ts';

const scene = 'scene' as SceneId;
const model = 'starter' as ModelId;
const asked: Asked = { scene, model, terms: [{ kind: 'text', text: 'a bridge', weight: 1 }] };
const index = (basis: string, state: IndexStatus['state']): IndexStatus => ({
  id: basis as IndexId,
  model,
  grid: { kind: 'sliding', sizesPx: [256], strideShare: 0.5 },
  windows: 100,
  windowsDone: 10,
  windowsSkipped: 0,
  bytes: 1000,
  state,
  basis,
});

test('an answer belongs to the basis of the indexes that answer, and comes back with it', () => {
  const cache = new QueryClient();
  const keyOver = (...indexes: readonly IndexStatus[]) =>
    queryKeys.answer(asked, null, answeringBasis(indexes, model));
  cache.setQueryData(keyOver(index('old view', 'complete')), 'the old answer');
  const now = keyOver(index('old view', 'stale'), index('new view', 'partial'));
  expect(cache.getQueryData(now)).toBeUndefined();
  expect(cache.getQueryData(keyOver(index('old view', 'complete'), index('new view', 'stale')))).toBe(
    'the old answer',
  );
});

test('asking again makes the answers over every basis and choice of index stale', async () => {
  const cache = new QueryClient();
  const keys = [queryKeys.answer(asked, null, 'one'), queryKeys.answer(asked, [512], 'other')];
  for (const key of keys) cache.setQueryData(key, 'an answer');
  await cache.invalidateQueries({ queryKey: queryKeys.result(asked) });
  for (const key of keys) expect(cache.getQueryState(key)?.isInvalidated).toBe(true);
});

test('a change of scenes makes partial answers stale, a change of models the list of indexes', () => {
  const cache = new QueryClient();
  const hear = revisionListener(cache);
  const revisions: Revisions = {
    ...{ scenes: 0, models: 0, devices: 0, jobs: 0, project: 0, runs: 0, datasets: 0 },
  };
  const [whole, part] = [queryKeys.answer(asked, null, 'whole'), queryKeys.answer(asked, null, 'part')];
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

test('the band ranges of a file hold for its content', () => {
  const cache = new QueryClient();
  cache.setQueryData(queryKeys.bandRanges(scene, 'before'), []);
  expect(cache.getQueryData(queryKeys.bandRanges(scene, 'rewritten'))).toBeUndefined();
});

test('a chosen index answers as long as it can', () => {
  const choice = { scene, model, sizesPx: [256] };
  expect(chosenSizes(asked, choice, [index('now', 'complete')])).toEqual([256]);
  expect(chosenSizes(asked, choice, [index('now', 'stale')])).toBeNull();
  expect(chosenSizes(asked, { ...choice, sizesPx: [512] }, [index('now', 'complete')])).toBeNull();
  expect(chosenSizes(asked, { ...choice, model: 'other' as ModelId }, [index('now', 'complete')])).toBeNull();
});
