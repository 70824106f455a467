/** `longsight collection index NAME`: indexes the scenes of a collection; goes on where it stopped. */
import type { Progress } from '../../../core/task.ts';
import { counted } from '../print/counted.ts';
import { duration } from '../print/duration.ts';
import { scanned } from './collection-manage.ts';
import { type Command, onePositional, sizesOption, textOption } from './command.ts';

export const collectionIndexCommand: Command = {
  name: 'collection index',
  usage: 'collection index NAME [--model NAME] [--sizes PX,PX,…] [--plan]',
  summary:
    'look for the scenes of a collection and index those that are not; resumes an interrupted run; --plan only says what it would take',
  options: { model: { type: 'string' }, sizes: { type: 'string' }, plan: { type: 'boolean' } },
  run: async (invocation) => {
    const sizesPx = sizesOption(invocation, 'sizes');
    const { collections, models } = await invocation.services();
    const id = await collections.store.find(onePositional(invocation, 'collection'));
    const model = await models.find(textOption(invocation, 'model'));
    await scanned(invocation, id);
    const plan = await collections.plan(id, model, sizesPx);
    const words = `${plan.scenesDone} of ${counted(plan.scenes, 'scene')} indexed; ${counted(plan.windows - plan.windowsDone, 'window')} to go: about ${duration(plan.seconds)}, ${(plan.bytes / 1e6).toFixed(1)} MB`;
    if (invocation.values.plan === true) return invocation.console.result(plan, words);
    invocation.console.note(words);
    const startedMs = Date.now();
    let first: number | null = null;
    const report = ({ phase, done, total }: Progress): void => {
      first ??= done;
      const perWindow = (Date.now() - startedMs) / 1000 / Math.max(1, done - first);
      invocation.console.progress(
        `${phase}: ${done} of ${total} windows, ${duration(perWindow * (total - done))} left`,
      );
    };
    const task = { signal: invocation.signal, report };
    const { indexed, complete, failed, scenes } = await collections.index(id, model, sizesPx, task);
    for (const { path, reason } of failed)
      invocation.console.note(`not indexed: ${reason.includes(path) ? reason : `${path}: ${reason}`}`);
    invocation.console.result(
      { scenes, indexed, complete, failed },
      `${indexed} of ${counted(scenes, 'scene')} indexed now, ${complete} before, ${failed.length} not`,
    );
  },
};
