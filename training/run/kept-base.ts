/** What a run still needs of its base once it trains. */

import type { RunSpec } from '../../core/documents/run.ts';
import type { Task } from '../../core/task.ts';
import type { CaptionPair } from '../dataset/caption-pair.ts';
import type { ModelWeights } from '../step/model-weights.ts';
import { trainedCopies } from './blend.ts';
import { type EncodedOthers, encodeOthers } from './other-sentences.ts';
import { type RunStart, readKnownBase, trainingModelOf } from './run-start.ts';
import type { TrainingRoom } from './training-room.ts';

/** Copies of the trained weights, if the result keeps a share of them, and the features of the counter-examples. */
export type KeptBase = { readonly trained: ModelWeights | null; readonly others: EncodedOthers | null };

export const NOTHING_KEPT: KeptBase = { trained: null, others: null };

/** `start` holds the base of a new run; that of a resumed one is read again. Throws `InvalidInput` if it has changed. */
export async function keepBase(
  { storage, models, openSession }: TrainingRoom,
  spec: RunSpec,
  start: RunStart,
  pairs: readonly CaptionPair[],
  task: Task,
): Promise<KeptBase> {
  if (spec.otherSentences.length === 0 && spec.keptShare === 0) return NOTHING_KEPT;
  const isNew = start.checkpoint === null;
  const base = isNew ? start : await readKnownBase(storage, spec, models, start.baseSha256, task);
  const { trainable } = trainingModelOf(spec, base);
  return {
    trained: spec.keptShare === 0 ? null : trainedCopies(base.weights, trainable),
    others: await encodeOthers(openSession, spec, base, pairs, task),
  };
}
