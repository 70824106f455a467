/** Opens the data of an evaluation for its task. */
import type { EvaluationTask } from '../../../core/documents/evaluation.ts';
import { NotFound } from '../../../core/errors.ts';
import { prepareClassification } from './classification-task.ts';
import type { EvaluationRoom, PreparedTask } from './evaluation-room.ts';
import { prepareLength } from './length-task.ts';
import { prepareLocalization } from './localization-task.ts';
import { preparePresence } from './presence-task.ts';
import { prepareRetrieval } from './retrieval-task.ts';

/** Throws `NotFound` for missing data, `InvalidInput` for data in a form that the task cannot use. */
export async function prepareTask(
  { host }: EvaluationRoom,
  path: string,
  settings: EvaluationTask,
  signal: AbortSignal,
): Promise<PreparedTask> {
  const { storage } = host;
  if (!(await storage.exists(path)) && !(await storage.isFolder(path)))
    throw new NotFound(`${path}: there is no such file or folder`);
  switch (settings.kind) {
    case 'classification':
      return prepareClassification(storage, path, settings);
    case 'retrieval':
      return prepareRetrieval(storage, path, settings);
    case 'localization':
      return prepareLocalization(host, path, settings, signal);
    case 'length':
      return prepareLength(storage, path, settings);
    case 'presence':
      return preparePresence(storage, path, settings);
  }
}
