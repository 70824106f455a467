/** `longsight models import FILE|FOLDER --name N`: imports a checkpoint as a model folder. */

import { resolve } from 'node:path';
import { checkpointEndingsInWords } from '../../../core/documents/checkpoint-endings.ts';
import { ACTIVATIONS, type ImportableModel } from '../../../core/documents/model.ts';
import type { Progress } from '../../../core/task.ts';
import { IMPORTABLE_MODELS } from '../../../models/folder/importable-models.ts';
import { calibrationLine } from '../../app/models/calibration-line.ts';
import {
  type Command,
  choiceOption,
  type Invocation,
  onePositional,
  textOption,
  UsageError,
} from './command.ts';
import { calibrateModel } from './models-calibrate.ts';

export const modelsImportCommand: Command = {
  name: 'models import',
  usage: `models import FILE|FOLDER --name NAME [--as KNOWN] [--activation ${ACTIVATIONS.join('|')}]`,
  summary: `import a CLIP or SigLIP checkpoint (${checkpointEndingsInWords()}, or the index of a sharded one); --as takes what its files do not state from the list of "models known"`,
  options: { name: { type: 'string' }, as: { type: 'string' }, activation: { type: 'string' } },
  run: async (invocation) => {
    const path = resolve(onePositional(invocation, 'checkpoint'));
    const name = textOption(invocation, 'name');
    if (name === null) throw new UsageError('--name is missing: give a name for the model');
    const known = importableOption(invocation);
    const activation = choiceOption(invocation, 'activation', ACTIVATIONS) ?? known?.activation ?? null;
    const promptPrefix = known?.promptPrefix ?? null;
    const { models } = await invocation.services();
    const task = {
      signal: invocation.signal,
      report: ({ phase, done, total }: Progress) => {
        invocation.console.progress(`${phase} ${total > 0 ? Math.round((100 * done) / total) : 0} %`);
      },
    };
    const summary = await models.imports.importFile(path, name, task, { activation, promptPrefix });
    const calibration = await calibrateModel(invocation, summary.id);
    invocation.console.result(
      { ...summary, calibration },
      `imported ${summary.name}, used in ${summary.precision}, ${calibrationLine(calibration)}`,
    );
  },
};

/** The entry that `--as` names; null without it. */
function importableOption(invocation: Invocation): ImportableModel | null {
  const id = textOption(invocation, 'as');
  if (id === null) return null;
  const known = IMPORTABLE_MODELS.find((model) => model.id === id);
  if (known) return known;
  const ids = IMPORTABLE_MODELS.map((model) => model.id).join(', ');
  throw new UsageError(`--as ${id}: there is no such model to import; known: ${ids}`);
}
