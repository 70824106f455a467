/** Settings that follow from a spec, its data and its model: steps, recipe, lengths of texts, memory. */
import type { TextKind } from '../../core/documents/dataset.ts';
import type { RunSpec } from '../../core/documents/run.ts';
import type { CaptionPair } from '../dataset/caption-pair.ts';
import type { ChunkedBatch } from '../step/chunk-plan.ts';
import { tokenRow } from '../step/row-source.ts';
import type { Recipe } from '../step/train-step.ts';
import { usedKinds } from './run-data.ts';
import type { RunWeights } from './run-start.ts';

const DEFAULT_MEMORY_SHARE = 2 / 3;
const MOST_MEASURED = 10;
/** Memory that the training process uses before it trains. */
export const PROCESS_BYTES = 250e6;

export type TextLengths = ReadonlyMap<TextKind, readonly number[]>;

export function recipeOf(spec: RunSpec, steps: number): Recipe {
  const { optimizer, learningRate, omega, largestGradientNorm } = spec;
  return { optimizer, learningRate, omega, largestGradientNorm, steps };
}

export function stepsOf({ length }: RunSpec, stepsPerEpoch: number): number {
  return length.kind === 'steps' ? length.steps : length.epochs * stepsPerEpoch;
}

type Tokenizing = Pick<RunWeights, 'config' | 'conventions'>;
/**
 * True after the steps at which a run is saved and measured: at the ends of epochs and of the run. Of more than ten epochs only every
 * second, third, … counts: an epoch of few pairs is shorter than measuring it.
 */
export function isMeasuredAt(step: number, steps: number, stepsPerEpoch: number): boolean {
  if (step === steps) return true;
  const every = Math.ceil(epochsOf(steps, stepsPerEpoch) / MOST_MEASURED);
  return step > 0 && step % (stepsPerEpoch * every) === 0;
}

/** Number of measurements of a run, not counting the base. */
export function timesMeasured(steps: number, stepsPerEpoch: number): number {
  const epochs = epochsOf(steps, stepsPerEpoch);
  return Math.ceil(epochs / Math.ceil(epochs / MOST_MEASURED));
}

function epochsOf(steps: number, stepsPerEpoch: number): number {
  return Math.ceil(steps / stepsPerEpoch);
}

/** Lengths in tokens, for each kind of text in use. */
export function textLengths(spec: RunSpec, pairs: readonly CaptionPair[], base: Tokenizing): TextLengths {
  return new Map(
    usedKinds(spec).map((kind) => [kind, pairs.map((pair) => textLength(pair, kind, base))] as const),
  );
}

/** Length in tokens of one text, as the model reads it; 0 if the pair has none. */
export function textLength(pair: CaptionPair, kind: TextKind, { config, conventions }: Tokenizing): number {
  const ids = tokenRow(pair, kind, config, conventions);
  return ids === null ? 0 : ids.length;
}

export function batchExtent(spec: RunSpec, lengths: TextLengths): ChunkedBatch {
  let textLength = 0;
  for (const kind of lengths.values()) for (const length of kind) textLength = Math.max(textLength, length);
  return { texts: spec.texts, rows: spec.batch, textLength, moments: spec.optimizer.kind === 'sgd' ? 1 : 2 };
}

/** Memory that a step may take, in addition to the process itself. */
export function memoryBudgetBytes({ memoryBudgetMb }: RunSpec, machineBytes: number): number {
  const whole = memoryBudgetMb === null ? machineBytes * DEFAULT_MEMORY_SHARE : memoryBudgetMb * 1e6;
  return whole - PROCESS_BYTES;
}
