/** Other work beside questions with example windows and questions to collections, over a real core with a starter of random weights. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_FILTER } from '../../../../core/collection/filter-scenes.ts';
import type { CollectionId, ModelId, SceneId } from '../../../../core/documents/ids.ts';
import { mustPause } from '../../../../core/questions-first.ts';
import { unattended } from '../../../../core/task.ts';
import { findResources } from '../../../../electron/app/disk/resources.ts';
import { createServices, type Services } from '../../../../electron/app/process/create-services.ts';
import { forkBuiltEngine, serviceOptions } from '../../../../electron/app/process/open-services.ts';
import { smallStarterResources } from '../../small-starter.ts';

let folder: string;
let resources: string;
let services: Services;
let scene: SceneId;
let model: ModelId;
let collection: CollectionId;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-first-'));
  resources = await smallStarterResources();
  services = await createServices({
    ...serviceOptions(forkBuiltEngine),
    dataFolder: join(folder, 'home'),
    resources: findResources({ LONGSIGHT_RESOURCES: resources }),
  });
  const path = findResources().demoScene;
  scene = await services.scenes.openPath(path);
  model = await services.models.find(null);
  const { grid } = await services.indexes.plan(scene, model, [512]);
  await services.indexes.build(scene, model, grid, unattended());
  collection = await services.collections.create('one', [path]);
  await services.collections.scan(collection, unattended());
}, 60_000);
afterAll(async () => {
  await services.close();
  for (const each of [folder, resources]) await rm(each, { recursive: true });
});

/** Whether other work, and work with the signal of the question, had to pause at any time before the answer. */
async function pausesBeside(ask: (signal: AbortSignal) => Promise<unknown>) {
  const { signal } = new AbortController();
  let isAnswered = false;
  const answer = ask(signal).finally(() => {
    isAnswered = true;
  });
  let [others, own] = [false, false];
  while (!isAnswered) {
    others ||= mustPause();
    own ||= mustPause(signal);
    await setImmediate();
  }
  await answer;
  return { others, own };
}

const sentence = { kind: 'text', text: 'a steel bridge', weight: 1 } as const;

test.each([
  ['a sentence', sentence],
  [
    'a window of the index',
    { kind: 'window', window: { col: 0, row: 512, widthPx: 512, heightPx: 512 }, weight: 1 },
  ],
  [
    'a drawn window',
    { kind: 'window', window: { col: 33, row: 77, widthPx: 400, heightPx: 300 }, weight: 1 },
  ],
  ['judged hits', { kind: 'windows', windows: [{ col: 5, row: 6, widthPx: 512, heightPx: 512 }], weight: 1 }],
] as const)('work pauses beside a question with %s, what the question needs does not', async (_, term) => {
  const ask = (signal: AbortSignal) => services.queries.run({ scene, model, terms: [term], hits: 3 }, signal);
  expect(await pausesBeside(ask)).toEqual({ others: true, own: false });
});

test('work pauses beside a question to a collection', async () => {
  const query = { collection, model, hits: 5, perScene: null, merges: false, filter: NO_FILTER };
  const ask = (signal: AbortSignal) =>
    services.collectionQueries.run({ ...query, terms: [sentence] }, signal);
  expect(await pausesBeside(ask)).toEqual({ others: true, own: false });
});
