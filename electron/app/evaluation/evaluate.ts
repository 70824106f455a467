/** Runs one evaluation from its data to its report. */
import { basename } from 'node:path';
import type { EvaluationTask } from '../../../core/documents/evaluation.ts';
import {
  type EvaluationReport,
  REPORT_FORMAT,
  REPORT_VERSION,
  type ReportHead,
} from '../../../core/documents/evaluation-report.ts';
import type { ModelId } from '../../../core/documents/ids.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { Task } from '../../../core/task.ts';
import type { DataPlace, EvaluationRoom } from './evaluation-room.ts';
import { measuredHere } from './measured-here.ts';
import { prepareTask } from './prepare-task.ts';

export type Evaluated = {
  readonly report: EvaluationReport;
  /** Where each of the report's pictures is. */
  readonly paths: readonly string[];
};

/** Throws `InvalidInput` with everything that is missing, before anything is computed. */
export async function evaluate(
  room: EvaluationRoom,
  place: DataPlace,
  model: ModelId,
  settings: EvaluationTask,
  task: Task,
): Promise<Evaluated> {
  const { data, run } = await prepareTask(room, place, settings, task.signal);
  if (data.errors.length > 0) throw new InvalidInput(data.errors.join('; '));
  const { report, sha256, seconds, notes } = await run(room, model, task);
  const head: ReportHead = {
    format: REPORT_FORMAT,
    version: REPORT_VERSION,
    model: await evaluatedModel(room, model),
    data: {
      name: basename(place.path),
      path: place.path,
      root: data.root,
      sha256,
      form: data.form,
      split: data.split,
      images: data.names.length,
    },
    settings,
    ...measuredHere(),
    seconds,
    notes,
    pictures: data.names,
  };
  return { report: { ...report, ...head }, paths: data.paths };
}

async function evaluatedModel({ models }: EvaluationRoom, id: ModelId): Promise<ReportHead['model']> {
  const { identity, config } = await models.folderOf(id);
  const { weightsSha256: sha256, precision, embeddingDim, imageSizePx, contextLength } = identity;
  const { promptPrefix } = config.conventions;
  return { name: id, sha256, precision, embeddingDim, imageSizePx, contextLength, promptPrefix };
}
