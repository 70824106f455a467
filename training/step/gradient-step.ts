/** Losses and gradients of one batch, as an optimizer needs them. */

import type { Feed, Feeds } from '../../models/onnx/feeds.ts';
import type { Batch } from './batch-feeds.ts';
import type { GraphSession } from './graph-session.ts';
import type { ModelWeights } from './model-weights.ts';
import type { GradientOutput, LossOutputs, TrainingModel } from './training-graph.ts';

export type StepLosses = {
  readonly total: number;
  readonly long: number | null;
  readonly short: number | null;
};

/** `gradients` by published key, each as long as its weight. */
export type StepResult = {
  readonly losses: StepLosses;
  readonly gradients: Map<string, Float32Array>;
};

/** Finished part of a step: number of chunks, their features `[N, E]`, and the gradients summed so far. */
export type PartialStep = {
  readonly chunksDone: number;
  readonly features: ReadonlyMap<string, Float32Array>;
  readonly gradients: ReadonlyMap<string, Float32Array>;
};

export type StepControl = {
  readonly signal: AbortSignal;
  /** Called after each chunk; if it resolves to true, the step rejects with `StepStopped`. */
  readonly shouldStop: () => Promise<boolean>;
  /** The part that an earlier attempt at the same step finished. */
  readonly from: PartialStep | null;
};

/** Runs the whole step without a way to stop it. */
export function uncontrolled(): StepControl {
  return { signal: new AbortController().signal, shouldStop: async () => false, from: null };
}

/** Thrown by a step that was stopped between two chunks; carries the finished part. */
export class StepStopped extends Error {
  override readonly name = 'StepStopped';
  readonly partial: PartialStep;

  constructor(partial: PartialStep) {
    super(`stopped after ${partial.chunksDone} chunks of a step`);
    this.partial = partial;
  }
}

/** Implemented for the whole batch at once and for chunks of it. */
export interface GradientStep {
  /** `weights` holds at least the trained ones; `omega` is the weight of the long texts if both kinds are compared. */
  compute(weights: ModelWeights, batch: Batch, omega: number, control?: StepControl): Promise<StepResult>;
  release(): Promise<void>;
}

export type Results = Awaited<ReturnType<GraphSession['run']>>;

export function lossesOf({ total, long, short }: LossOutputs, results: Results): StepLosses {
  return {
    total: results[total][0],
    long: long === null ? null : results[long][0],
    short: short === null ? null : results[short][0],
  };
}

/** Adds the gradients among `results` to those in `accumulated`; the first one of a key is taken without a copy. */
export function addGradients(
  accumulated: Map<string, Float32Array>,
  outputs: ReadonlyMap<string, GradientOutput>,
  results: Results,
  feeds: Feeds,
  shapes: TrainingModel['shapes'],
): void {
  for (const [key, { dense, rows }] of outputs) {
    const before = accumulated.get(key);
    if (dense !== null && before) addTo(before, results[dense]);
    else if (dense !== null) accumulated.set(key, results[dense]);
    if (rows.length === 0) continue;
    const shape = shapes.get(key);
    if (!shape) throw new Error(`no weight ${key}`);
    const total = accumulated.get(key) ?? new Float32Array(shape[0] * shape[1]);
    for (const part of rows) addRows(total, feeds[part.indices].elements, results[part.rows], shape[1]);
    accumulated.set(key, total);
  }
}

function addTo(total: Float32Array, elements: Float32Array): void {
  for (let i = 0; i < total.length; i++) total[i] += elements[i];
}

/** Row i of `rows` is added to row `indices[i]` of `table`. */
function addRows(table: Float32Array, indices: Feed['elements'], rows: Float32Array, width: number): void {
  for (let i = 0; i < indices.length; i++) {
    const start = Number(indices[i]) * width;
    for (let column = 0; column < width; column++) table[start + column] += rows[i * width + column];
  }
}
