/** `longsight team publish | pull`: copies indexes between this machine and a team store. */
import { resolve } from 'node:path';
import type { CollectionScene } from '../../../core/documents/collection.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import { isExpected, NotFound } from '../../../core/errors.ts';
import type { Task } from '../../../core/task.ts';
import { fileAt } from '../../../core/team/shares.ts';
import { describeFile } from '../../app/collections/describe-file.ts';
import type { TeamDatabase } from '../../team/sql.ts';
import { counted } from '../print/counted.ts';
import { type Command, type Invocation, textOption, UsageError } from './command.ts';
import { TEAM_OPTION, TEAM_USAGE, withTeam } from './team-store.ts';

const OPTIONS = { ...TEAM_OPTION, model: { type: 'string' }, collection: { type: 'string' } } as const;
type Done = { readonly path: string; readonly windows: number };

export const teamPublishCommand: Command = {
  name: 'team publish',
  usage: `team publish SCENE.tif…|--collection NAME ${TEAM_USAGE} [--model NAME]`,
  summary: 'copy the indexes of scenes into a team store, without encoding them again',
  options: OPTIONS,
  run: (invocation) =>
    withTeam(invocation, (db) =>
      forEachScene(invocation, 'published', (scene, model, task) =>
        publish(invocation, db, scene, model, task),
      ),
    ),
};

export const teamPullCommand: Command = {
  name: 'team pull',
  usage: `team pull SCENE.tif…|--collection NAME ${TEAM_USAGE} [--model NAME]`,
  summary: 'copy the indexes of scenes from a team store to this machine, without encoding them again',
  options: OPTIONS,
  run: (invocation) =>
    withTeam(invocation, (db) =>
      forEachScene(invocation, 'copied', (scene, model, task) => pull(invocation, db, scene, model, task)),
    ),
};

/** A scene that cannot be copied is named and passed over. */
async function forEachScene(
  invocation: Invocation,
  verb: string,
  copy: (scene: CollectionScene, model: ModelId, task: Task) => Promise<number>,
): Promise<void> {
  const { models } = await invocation.services();
  const model = await models.find(textOption(invocation, 'model'));
  const done: Done[] = [];
  const failed: { path: string; reason: string }[] = [];
  for (const scene of await scenesOf(invocation))
    try {
      invocation.signal.throwIfAborted();
      const windows = await copy(scene, model, {
        signal: invocation.signal,
        report: (progress) =>
          invocation.console.progress(`${scene.name}: ${progress.done} of ${progress.total} windows`),
      });
      done.push({ path: scene.path, windows });
    } catch (error) {
      if (!isExpected(error)) throw error;
      failed.push({ path: scene.path, reason: error.message });
    }
  for (const { path, reason } of failed)
    invocation.console.note(`not ${verb}: ${reason.includes(path) ? reason : `${path}: ${reason}`}`);
  const windows = done.reduce((sum, each) => sum + each.windows, 0);
  invocation.console.result(
    { scenes: done, failed },
    `${verb} ${counted(windows, 'window')} of ${counted(done.length, 'scene')}`,
  );
  if (done.length === 0) throw new NotFound(`nothing was ${verb}`);
}

async function scenesOf(invocation: Invocation): Promise<readonly CollectionScene[]> {
  const name = textOption(invocation, 'collection');
  if ((name === null) === (invocation.positionals.length === 0))
    throw new UsageError('give scenes, or --collection');
  const { collections, host } = await invocation.services();
  if (name !== null) return collections.store.scenes(await collections.store.find(name));
  return Promise.all(
    invocation.positionals.map(async (given) => {
      const path = resolve(given);
      return describeFile(host, { path, date: null }, await host.storage.stat(path), null);
    }),
  );
}

async function publish(
  invocation: Invocation,
  db: TeamDatabase,
  scene: CollectionScene,
  model: ModelId,
  task: Task,
): Promise<number> {
  const { publishIndex } = await import('../../team/publish.ts');
  const { listShares } = await import('../../team/shares-table.ts');
  const { host, scenes, indexes, models } = await invocation.services();
  const file = fileAt(scene.path, await listShares(db));
  const id = await scenes.openPath(scene.path);
  const scan = await indexes.scanOf(id, await scenes.contentIdentity(id), await models.identity(model));
  if (scan === null)
    throw new NotFound(`${scene.path}: it has no complete index with model ${model}: index it first`);
  const { modelView: view } = await scenes.detail(id);
  return publishIndex(db, host.crs, { file, scene, view, scan }, task);
}

async function pull(
  invocation: Invocation,
  db: TeamDatabase,
  { path }: CollectionScene,
  model: ModelId,
  task: Task,
): Promise<number> {
  const { recordsFrom } = await import('../../team/publish.ts');
  const { indexOfFile } = await import('../../team/answering-indexes.ts');
  const { listShares } = await import('../../team/shares-table.ts');
  const { scenes, indexes, models } = await invocation.services();
  const file = fileAt(path, await listShares(db));
  const index = await indexOfFile(db, file, await models.identity(model));
  if (index === null)
    throw new NotFound(`${path}: the team store has no complete index of it with model ${model}`);
  const status = await indexes.receive(
    await scenes.openPath(path),
    model,
    index.key,
    (first) => recordsFrom(db, index, first, task.signal),
    task,
  );
  return status.windowsDone;
}
