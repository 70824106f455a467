/** Rows and gradient step of a run, chosen by its trained parts, its batch and the machine's memory. */
import type { RunSpec } from '../../core/documents/run.ts';
import type { Task } from '../../core/task.ts';
import type { CaptionPair } from '../dataset/caption-pair.ts';
import { type Activations, computeActivations } from '../step/activation-store.ts';
import { rowsInTowers } from '../step/chunk-plan.ts';
import { openChunkedStep } from '../step/chunked-step.ts';
import { openFrozenPart } from '../step/frozen-part.ts';
import type { GradientStep } from '../step/gradient-step.ts';
import { rowSource } from '../step/row-source.ts';
import type { TrainingModel } from '../step/training-graph.ts';
import { openWholeStep } from '../step/whole-step.ts';
import { isStopRequested } from './run-folder.ts';
import { batchExtent, memoryBudgetBytes, textLengths } from './run-settings.ts';
import type { RunWeights } from './run-start.ts';
import type { TrainingRoom } from './training-room.ts';

/** Pairs in the towers at a time; the whole batch if it fits into memory. */
export function chunkRowsOf(
  { machineMemoryBytes }: TrainingRoom,
  spec: RunSpec,
  base: RunWeights,
  pairs: readonly CaptionPair[],
  model: TrainingModel,
): number {
  const extent = batchExtent(spec, textLengths(spec, pairs, base));
  return rowsInTowers(memoryBudgetBytes(spec, machineMemoryBytes), model, extent);
}

/**
 * Rows of the pairs. If a tower has a frozen part, its output is computed here and later read from the run's folder.
 * Throws `ActivationsStopped` if a stop is requested meanwhile.
 */
export async function openRows(
  room: TrainingRoom,
  spec: RunSpec,
  folder: string,
  base: RunWeights,
  pairs: readonly CaptionPair[],
  model: TrainingModel,
  task: Task,
): Promise<Activations> {
  const { augmentation, seed } = spec;
  const rows = rowSource(room, pairs, model.config, base.conventions, augmentation, seed);
  if (model.entry.vision === null && model.entry.text === null)
    return { ...rows, close: () => Promise.resolve() };
  const frozen = await openFrozenPart(model, room.openSession);
  try {
    return await computeActivations(
      room.storage,
      `${folder}/activations`,
      model,
      frozen,
      rows,
      pairs.length,
      textLengths(spec, pairs, base),
      task,
      () => isStopRequested(room.storage, folder),
    );
  } finally {
    await frozen.release();
  }
}

export function openStep(
  { openSession }: TrainingRoom,
  { texts, batch }: RunSpec,
  model: TrainingModel,
  chunkRows: number,
): Promise<GradientStep> {
  return chunkRows >= batch
    ? openWholeStep(model, texts, openSession)
    : openChunkedStep(model, texts, chunkRows, openSession);
}
