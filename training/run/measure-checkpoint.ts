/** Measurement of a saved checkpoint: answers to sample sentences, and retrieval figures. */
import type { RunLogEntry, RunSpec } from '../../core/documents/run.ts';
import type { Task } from '../../core/task.ts';
import { createEncoder } from '../../models/encoder/encoder.ts';
import type { CaptionPair } from '../dataset/caption-pair.ts';
import { writeGraphs } from './checkpoint.ts';
import { answerSamples, identityOf, validate } from './evaluate.ts';
import { usedKinds } from './run-data.ts';
import type { RunWeights } from './run-start.ts';
import { readSampleWindows } from './sample-windows.ts';
import type { TrainingRoom } from './training-room.ts';

/** A saved checkpoint of the run in `run`; `weights` are those in it. */
export type Measured = {
  readonly run: string;
  readonly checkpoint: string;
  readonly step: number;
  readonly epoch: number;
  readonly weights: RunWeights;
};

/** Yields log entries as they are found: answers to the sample sentences, then figures of the validation pairs. */
export async function* measureCheckpoint(
  room: TrainingRoom,
  spec: RunSpec,
  { run, checkpoint, step, epoch, weights: start }: Measured,
  validation: readonly CaptionPair[],
  task: Task,
): AsyncGenerator<RunLogEntry> {
  const { samples } = spec;
  if (validation.length === 0 && samples === null) return;
  const model = { identity: identityOf(checkpoint, start.config), config: start };
  const path = await writeGraphs(room.storage, run, checkpoint, start.config, start.weights);
  const towers = await room.openTowers(path, model);
  try {
    const encoder = createEncoder(model, towers);
    if (samples !== null) {
      const windows = await readSampleWindows(room.storage, run);
      const answers = await answerSamples(encoder, towers, samples.texts, windows);
      yield { kind: 'samples', step, answers };
    }
    if (validation.length > 0) {
      const figures = await validate(encoder, room, validation, usedKinds(spec), task);
      yield { kind: 'validation', step, epoch, ...figures };
    }
  } finally {
    await towers.release();
  }
}
