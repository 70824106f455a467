/** `longsight index FILE`: embeds every window of a scene; goes on where an earlier run stopped. */
import { resolve } from 'node:path';
import type { Progress } from '../../core/task.ts';
import { type Command, choiceOption, onePositional, sizesOption, textOption } from './command.ts';
import { duration } from './duration.ts';

export const indexCommand: Command = {
  name: 'index',
  usage: 'index SCENE.tif [--model NAME] [--sizes PX,PX,…] [--grid sliding|selo]',
  summary: 'embed every window of a scene; an interrupted run goes on where it stopped',
  options: { model: { type: 'string' }, sizes: { type: 'string' }, grid: { type: 'string' } },
  run: async (invocation) => {
    const sizes = sizesOption(invocation, 'sizes');
    const grid = choiceOption(invocation, 'grid', ['sliding', 'selo']);
    const { scenes, models, indexes } = await invocation.services();
    const scene = await scenes.openPath(resolve(onePositional(invocation, 'scene')));
    const model = await models.find(textOption(invocation, 'model'));
    const plan = await indexes.plan(scene, model, sizes, grid ?? 'sliding');
    invocation.console.note(
      `${plan.windows} windows of ${plan.grid.sizesPx.join(', ')} px: about ${duration(plan.seconds)}, ${(plan.bytes / 1e6).toFixed(1)} MB`,
    );
    const startedMs = Date.now();
    let first: number | null = null;
    const report = ({ phase, done, total }: Progress) => {
      first ??= done;
      const perWindow = (Date.now() - startedMs) / 1000 / Math.max(1, done - first);
      invocation.console.progress(
        `${phase}: ${done} of ${total} windows, ${duration(perWindow * (total - done))} left`,
      );
    };
    const status = await indexes.build(scene, model, plan.grid, { signal: invocation.signal, report });
    invocation.console.result(
      { ...status, seconds: (Date.now() - startedMs) / 1000 },
      `indexed ${status.windowsDone} windows in ${duration((Date.now() - startedMs) / 1000)}`,
    );
  },
};
