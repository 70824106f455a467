/** Opens the data of an evaluation for its task. */
import type { EvaluationTask } from '../../../core/documents/evaluation.ts';
import { NotFound } from '../../../core/errors.ts';
import { prepareClassification } from './classification-task.ts';
import type { DataPlace, EvaluationRoom, PreparedTask } from './evaluation-room.ts';
import { prepareLength } from './length-task.ts';
import { prepareLocalization } from './localization-task.ts';
import { preparePresence } from './presence-task.ts';
import { prepareRetrieval } from './retrieval-task.ts';

/** Throws `NotFound` for missing data, `InvalidInput` for data in a form that the task cannot use. */
export async function prepareTask(
  { host }: EvaluationRoom,
  place: DataPlace,
  settings: EvaluationTask,
  signal: AbortSignal,
): Promise<PreparedTask> {
  const { storage } = host;
  const { path } = place;
  if (!(await storage.exists(path)) && !(await storage.isFolder(path)))
    throw new NotFound(`${path}: there is no such file or folder`);
  switch (settings.kind) {
    case 'classification':
      return prepareClassification(storage, place, settings);
    case 'retrieval':
      return prepareRetrieval(storage, place, settings);
    case 'localization':
      return prepareLocalization(host, place, settings, signal);
    case 'length':
      return prepareLength(storage, place, settings);
    case 'presence':
      return preparePresence(storage, place, settings);
  }
}
