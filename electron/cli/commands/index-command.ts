/** `longsight index FILE`: embeds the windows of a scene; resumes an interrupted run. */

import type { SceneDetail } from '../../../core/documents/scene.ts';
import { GRID_KINDS } from '../../../core/documents/search.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { fittingSizes } from '../../../core/search/window-sizes.ts';
import type { Progress } from '../../../core/task.ts';
import { counted } from '../print/counted.ts';
import { duration } from '../print/duration.ts';
import { skippedWords } from '../print/index-line.ts';
import {
  type Command,
  choiceOption,
  type Invocation,
  sizesOption,
  textOption,
  UsageError,
} from './command.ts';
import { indexPatches } from './index-patches.ts';
import { noteFitted, noteUnreadable } from './notes.ts';
import { CRS_USAGE, openChosenScene } from './open-scene.ts';

/** The smallest window that can be indexed. */
const LEAST_PX = 16;

export const indexCommand: Command = {
  name: 'index',
  usage: `index SCENE.tif [--model NAME] [--sizes PX,PX,…|--metres M,M,…] [--grid ${GRID_KINDS.join('|')}] [--patches] ${CRS_USAGE}`,
  summary:
    'embed the windows of a scene; resumes an interrupted run. --patches encodes the patches of the whole scene instead, for sharpened maps',
  options: {
    model: { type: 'string' },
    sizes: { type: 'string' },
    metres: { type: 'string' },
    grid: { type: 'string' },
    patches: { type: 'boolean' },
    crs: { type: 'string' },
  },
  run: async (invocation) => {
    const pixels = sizesOption(invocation, 'sizes');
    const metres = metresOption(invocation);
    if (pixels !== null && metres !== null) throw new UsageError('give --sizes or --metres, not both');
    if (invocation.values.patches === true) return indexPatches(invocation);
    const grid = choiceOption(invocation, 'grid', GRID_KINDS, 'sliding');
    const { scenes, models, indexes } = await invocation.services();
    const scene = await openChosenScene(invocation);
    const model = await models.find(textOption(invocation, 'model'));
    const detail = await scenes.detail(scene);
    const sizes = metres === null ? pixels : pixelsOf(metres, detail);
    noteFitted(invocation, detail, sizes);
    await noteUnreadable(invocation, indexes, scene);
    const plan = await indexes.plan(scene, model, sizes, { kind: grid });
    invocation.console.note(
      `${counted(plan.windows, 'window')} of ${fittingSizes(detail, plan.grid.sizesPx).join(', ')} px: about ${duration(plan.seconds)}, ${(plan.bytes / 1e6).toFixed(1)} MB`,
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
      `indexed ${counted(status.windowsDone, 'window')} in ${duration((Date.now() - startedMs) / 1000)}${skippedWords(status)}`,
    );
  },
};

/** Comma-separated window sizes in metres, or null without the option. */
function metresOption(invocation: Invocation): readonly number[] | null {
  const text = textOption(invocation, 'metres');
  if (text === null) return null;
  return text.split(',').map((part) => {
    const value = Number(part);
    if (!(value > 0) || !Number.isFinite(value))
      throw new UsageError(`--metres: expected ground sizes like 50,100, got "${text}"`);
    return value;
  });
}

function pixelsOf(metres: readonly number[], { name, metresPerPixel }: SceneDetail): readonly number[] {
  if (metresPerPixel === null)
    throw new InvalidInput(`${name} has no known ground resolution: give --sizes in pixels`);
  return metres.map((length) => {
    const sizePx = Math.round(length / metresPerPixel);
    if (sizePx < LEAST_PX)
      throw new InvalidInput(`${length} m are ${sizePx} px in ${name}: windows need at least ${LEAST_PX} px`);
    return sizePx;
  });
}
