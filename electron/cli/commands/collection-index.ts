/** `longsight collection index NAME`: indexes the scenes of a collection; goes on where it stopped. */
import type { CollectionSizes } from '../../../core/documents/collection.ts';
import type { Progress } from '../../../core/task.ts';
import { counted } from '../print/counted.ts';
import { duration } from '../print/duration.ts';
import { scanned } from './collection-manage.ts';
import {
  type Command,
  type Invocation,
  onePositional,
  sizesOption,
  textOption,
  UsageError,
} from './command.ts';

export const collectionIndexCommand: Command = {
  name: 'collection index',
  usage: 'collection index NAME [--model NAME] [--sizes PX,PX,…|--sizes-metres M,M,…] [--plan]',
  summary:
    'look for the scenes of a collection and index those that are not; resumes an interrupted run; --sizes-metres gives the windows of all scenes one size on the ground; --plan only says what it would take',
  options: {
    model: { type: 'string' },
    sizes: { type: 'string' },
    'sizes-metres': { type: 'string' },
    plan: { type: 'boolean' },
  },
  run: async (invocation) => {
    const sizes = sizesIn(invocation);
    const { collections, models } = await invocation.services();
    const id = await collections.store.find(onePositional(invocation, 'collection'));
    const model = await models.find(textOption(invocation, 'model'));
    await scanned(invocation, id);
    const plan = await collections.plan(id, model, sizes);
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
    const { indexed, complete, failed, scenes } = await collections.index(id, model, sizes, task);
    for (const { path, reason } of failed)
      invocation.console.note(`not indexed: ${reason.includes(path) ? reason : `${path}: ${reason}`}`);
    invocation.console.result(
      { scenes, indexed, complete, failed },
      `${indexed} of ${counted(scenes, 'scene')} indexed now, ${complete} before, ${failed.length} not`,
    );
  },
};

function sizesIn(invocation: Invocation): CollectionSizes {
  const sizesPx = sizesOption(invocation, 'sizes');
  const text = textOption(invocation, 'sizes-metres');
  if (sizesPx !== null && text !== null) throw new UsageError('give --sizes or --sizes-metres, not both');
  const sizesMetres = text === null ? null : text.split(',').map(Number);
  if (sizesMetres?.some((metres) => !(metres > 0 && metres < Number.POSITIVE_INFINITY)))
    throw new UsageError(`--sizes-metres: expected metres like 60,120, got "${text}"`);
  return { sizesPx, sizesMetres };
}
