/** `longsight models import FILE --name N`: a checkpoint becomes a model folder. */
import { resolve } from 'node:path';
import { type Command, onePositional, textOption, UsageError } from './command.ts';

export const modelsImportCommand: Command = {
  name: 'models import',
  usage: 'models import FILE --name NAME',
  summary: 'import a checkpoint (.pt or .safetensors in CLIP layout)',
  options: { name: { type: 'string' } },
  run: async (invocation) => {
    const path = resolve(onePositional(invocation, 'checkpoint'));
    const name = textOption(invocation, 'name');
    if (name === null) throw new UsageError('--name is missing');
    const { models } = await invocation.services();
    const summary = await models.importFile(path, name, {
      signal: invocation.signal,
      report: ({ phase, done, total }) => {
        invocation.console.progress(`${phase} ${total > 0 ? Math.round((100 * done) / total) : 0} %`);
      },
    });
    invocation.console.result(summary, `imported ${summary.name}, used in ${summary.precision}`);
  },
};
