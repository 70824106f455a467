/** `longsight models import FILE|FOLDER --name N`: imports a checkpoint as a model folder. */

import { resolve } from 'node:path';
import { checkpointEndingsInWords } from '../../../core/documents/checkpoint-endings.ts';
import { ACTIVATIONS } from '../../../core/documents/model.ts';
import type { Progress } from '../../../core/task.ts';
import { calibrationLine } from '../print/calibration-line.ts';
import { type Command, choiceOption, onePositional, textOption, UsageError } from './command.ts';
import { calibrateModel } from './models-calibrate.ts';

export const modelsImportCommand: Command = {
  name: 'models import',
  usage: `models import FILE|FOLDER --name NAME [--activation ${ACTIVATIONS.join('|')}]`,
  summary: `import a CLIP checkpoint (${checkpointEndingsInWords()}, or the index of a sharded one)`,
  options: { name: { type: 'string' }, activation: { type: 'string' } },
  run: async (invocation) => {
    const path = resolve(onePositional(invocation, 'checkpoint'));
    const name = textOption(invocation, 'name');
    if (name === null) throw new UsageError('--name is missing: give a name for the model');
    const activation = choiceOption(invocation, 'activation', ACTIVATIONS);
    const { models } = await invocation.services();
    const task = {
      signal: invocation.signal,
      report: ({ phase, done, total }: Progress) => {
        invocation.console.progress(`${phase} ${total > 0 ? Math.round((100 * done) / total) : 0} %`);
      },
    };
    const summary = await models.importFile(path, name, task, { activation });
    const calibration = await calibrateModel(invocation, summary.id);
    invocation.console.result(
      { ...summary, calibration },
      `imported ${summary.name}, used in ${summary.precision}, ${calibrationLine(calibration)}`,
    );
  },
};
