/** `longsight models remove NAME`: deletes a model and the unfinished download of that name. */

import type { ModelId } from '../../../core/documents/ids.ts';
import { NotFound } from '../../../core/errors.ts';
import { type Command, onePositional } from './command.ts';

export const modelsRemoveCommand: Command = {
  name: 'models remove',
  usage: 'models remove NAME',
  summary: 'delete a model, even a damaged one, or an unfinished download',
  options: {},
  run: async (invocation) => {
    const name = onePositional(invocation, 'model name');
    const { models, downloads } = await invocation.services();
    const isPart = (await downloads.leftovers()).some((each) => each.name === name);
    if (isPart) await downloads.discard(name);
    const wasModel = await removeModel(() => models.remove(name as ModelId), isPart);
    const removed = [...(wasModel ? ['model'] : []), ...(isPart ? ['unfinished download'] : [])];
    invocation.console.result({ name, removed }, `removed ${name} (${removed.join(', ')})`);
  },
};

/** False when only an unfinished download has this name. */
async function removeModel(remove: () => Promise<void>, isPart: boolean): Promise<boolean> {
  try {
    await remove();
    return true;
  } catch (error) {
    if (isPart && error instanceof NotFound) return false;
    throw error;
  }
}
