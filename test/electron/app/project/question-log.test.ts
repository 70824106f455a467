/** A question is answered although the disk is slow, and is on disk at the end. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ModelId, QueryId, SceneId } from '../../../../core/documents/ids.ts';
import type { QueryResult } from '../../../../core/documents/search.ts';
import { Faults } from '../../../../core/faults.ts';
import { notJudged } from '../../../../core/search/presence.ts';
import { AnswerStore } from '../../../../electron/app/project/answer-store.ts';
import { ProjectStore } from '../../../../electron/app/project/project-store.ts';
import { QuestionLog } from '../../../../electron/app/project/question-log.ts';
import { PIXEL_AFFINE } from '../../../../electron/app/scenes/scene-detail.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';

/** A disk that writes nothing until it is let go. */
class HeldStorage extends NodeStorage {
  letGo: () => void = () => undefined;
  readonly #isFree = new Promise<void>((resolve) => {
    this.letGo = resolve;
  });

  override async writeFile(path: string, bytes: Uint8Array): Promise<void> {
    await this.#isFree;
    await super.writeFile(path, bytes);
  }
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'longsight-questions-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function answerTo(id: string, text: string): QueryResult {
  return {
    id: id as QueryId,
    scene: 'scene' as SceneId,
    model: 'starter' as ModelId,
    terms: [{ kind: 'text', text, weight: 1 }],
    area: null,
    grid: { kind: 'sliding', sizesPx: [256], strideShare: 0.5 },
    hits: [],
    verdict: notJudged('It was not.'),
    absoluteRange: { min: 0, max: 1 },
    map: { url: 'data/map/q', widthCells: 1, heightCells: 1, cellPx: 128, affine: PIXEL_AFFINE },
    histogram: { min: 0, step: 1, counts: [1] },
    windows: 1,
    windowsPlanned: 1,
    milliseconds: { text: 1, search: 1 },
    ranAt: new Date(0).toISOString(),
  };
}

test('an answer does not wait for a slow disk; at the end every question is there, in order', async () => {
  const storage = new HeldStorage();
  const project = await ProjectStore.open(storage, join(folder, 'project.json'), () => undefined);
  const faults = new Faults();
  const log = new QuestionLog(project, new AnswerStore(storage, join(folder, 'answers'), faults), faults);
  await log.record(answerTo('first', 'a bridge'));
  await log.record(answerTo('second', 'a lake'));
  expect(project.document.queries).toEqual([]);
  storage.letGo();
  await log.close();
  expect(faults.list()).toEqual([]);
  const again = await ProjectStore.open(storage, join(folder, 'project.json'), () => undefined);
  expect(again.document.queries.map(({ id }) => id)).toEqual(project.document.queries.map(({ id }) => id));
  expect(new Set(again.document.queries.map(({ id }) => id))).toEqual(new Set(['first', 'second']));
});
