/** `longsight team publish | pull`: copies indexes between this machine and a team store. */
import { resolve } from 'node:path';
import type { CollectionScene } from '../../../core/documents/collection.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import { isExpected, NotFound } from '../../../core/errors.ts';
import type { Task } from '../../../core/task.ts';
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
      forEachScene(invocation, 'published', async (scene, model, task) => {
        const { publishScene } = await import('../../team/copy-index.ts');
        return publishScene(db, await invocation.services(), scene, model, task);
      }),
    ),
};

export const teamPullCommand: Command = {
  name: 'team pull',
  usage: `team pull SCENE.tif…|--collection NAME ${TEAM_USAGE} [--model NAME]`,
  summary: 'copy the indexes of scenes from a team store to this machine, without encoding them again',
  options: OPTIONS,
  run: (invocation) =>
    withTeam(invocation, (db) =>
      forEachScene(invocation, 'copied', async ({ path }, model, task) => {
        const { pullScene } = await import('../../team/copy-index.ts');
        return pullScene(db, await invocation.services(), path, model, task);
      }),
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
  const { describeScene } = await import('../../team/copy-index.ts');
  return Promise.all(invocation.positionals.map((given) => describeScene(host, resolve(given))));
}
