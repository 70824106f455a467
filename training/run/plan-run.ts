/** Plan of a run on this machine: problems of the data, memory and time, measured with a small step for each choice of parts. */

import type { PartsPlan, RunPlan, RunSpec, Tower, TrainedParts } from '../../core/documents/run.ts';
import { doubtfulSettings, explainedSettings } from '../../core/documents/run-defaults.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Task } from '../../core/task.ts';
import { elementCount } from '../../models/checkpoint/state-dict.ts';
import { imageTokens } from '../../models/clip/clip-config.ts';
import { endOfTextId } from '../../models/clip/pooling.ts';
import type { Graph } from '../../models/onnx/graph.ts';
import { encodeText } from '../../models/tokenizer/tokenize.ts';
import { batchOrder } from '../dataset/batch-order.ts';
import type { CaptionPair } from '../dataset/caption-pair.ts';
import { checkPairs } from '../dataset/check-pairs.ts';
import type { ReadPairs } from '../dataset/read-pairs.ts';
import { splitPairs } from '../dataset/split-pairs.ts';
import { newOptimizerState } from '../optimizer/optimizer.ts';
import { activationBytes } from '../step/activation-store.ts';
import type { Batch } from '../step/batch-feeds.ts';
import { chunkMemory, rowsInTowers, wholeStepMemory } from '../step/chunk-plan.ts';
import { type Extents, graphCost } from '../step/graph-cost.ts';
import type { ModelWeights } from '../step/model-weights.ts';
import { trainStep } from '../step/train-step.ts';
import { trainsIn } from '../step/trainable-parts.ts';
import {
  featuresGraph,
  frozenGraph,
  stepGraph,
  type TrainingModel,
  towerGradientGraph,
} from '../step/training-graph.ts';
import { openWholeStep } from '../step/whole-step.ts';
import { readSource, usedKinds } from './run-data.ts';
import {
  batchExtent,
  memoryBudgetBytes,
  PROCESS_BYTES,
  recipeOf,
  stepsOf,
  type TextLengths,
  textLengths,
  timesMeasured,
} from './run-settings.ts';
import { type RunWeights, readBase, trainingModelOf } from './run-start.ts';
import type { TrainingRoom } from './training-room.ts';

const PROBLEMS_TOLD = 100;
/** Pairs of the step that is timed, if as many are in the towers at a time. */
const PROBE_ROWS = 8;
const FLOAT_BYTES = 4;
const TOWERS: readonly Tower[] = ['vision', 'text'];
const OFFERED: readonly TrainedParts[] = [
  { kind: 'projections' },
  { kind: 'last-blocks', blocks: 2 },
  { kind: 'all' },
];

/** Throws the errors of reading the base and the files; faulty records are listed in the plan. */
export async function planRun(room: TrainingRoom, spec: RunSpec, task: Task): Promise<RunPlan> {
  const read = await readSource(room.storage, spec, spec.data, room.datasets);
  const base = await readBase(room.storage, spec, room.models, task);
  const settings = { kinds: usedKinds(spec), limit: captionLimit(base) };
  const problems = await checkPairs(room.storage, read, settings, task);
  const { pairs, validationPairs } = await counts(room, spec, read);
  const { stepsPerEpoch } = batchOrder(pairs.length, spec.batch, spec.seed);
  const lengths = textLengths(spec, pairs, base);
  const steps = stepsOf(spec, stepsPerEpoch);
  const choices: PartsPlan[] = [];
  for (const parts of choicesOf(spec)) {
    task.signal.throwIfAborted();
    task.report({ phase: 'timing a step', done: choices.length, total: OFFERED.length });
    const plan = await planParts(room, { ...spec, parts }, base, lengths, { steps, validationPairs, pairs });
    if (plan) choices.push(plan);
  }
  return {
    pairs: pairs.length,
    validationPairs,
    steps,
    stepsPerEpoch,
    longestTokens: batchExtent(spec, lengths).textLength,
    settings: explainedSettings(spec, pairs.length),
    doubts: doubtfulSettings(spec, steps),
    errors: problems.filter(({ severity }) => severity === 'error').length,
    warnings: problems.filter(({ severity }) => severity === 'warning').length,
    problems: problems.slice(0, PROBLEMS_TOLD),
    choices,
  };
}

/** Tokens that a caption may have, with start and end of text: the context length minus the model's own prefix. */
function captionLimit({ config, conventions }: RunWeights): number {
  return config.contextLength - encodeText(conventions.promptPrefix).length;
}

async function counts(
  room: TrainingRoom,
  spec: RunSpec,
  { pairs }: ReadPairs,
): Promise<{ pairs: readonly CaptionPair[]; validationPairs: number }> {
  const { validation } = spec;
  if (validation.kind === 'none') return { pairs, validationPairs: 0 };
  if (validation.kind === 'share') {
    const split = splitPairs(pairs, validation.share, spec.seed);
    return { pairs: split.train, validationPairs: split.validation.length };
  }
  const held = await readSource(room.storage, spec, validation.source, room.datasets);
  return { pairs, validationPairs: held.pairs.length };
}

function choicesOf({ parts }: RunSpec): readonly TrainedParts[] {
  const own = JSON.stringify(parts);
  return [parts, ...OFFERED.filter((each) => JSON.stringify(each) !== own)];
}

type Amounts = {
  readonly steps: number;
  readonly validationPairs: number;
  readonly pairs: readonly CaptionPair[];
};

/** Null if not even one pair fits the budget, or the towers have fewer blocks. */
async function planParts(
  room: TrainingRoom,
  spec: RunSpec,
  base: RunWeights,
  lengths: TextLengths,
  { steps, validationPairs, pairs }: Amounts,
): Promise<PartsPlan | null> {
  const extent = batchExtent(spec, lengths);
  let model: TrainingModel;
  let chunkRows: number;
  try {
    model = trainingModelOf(spec, base);
    chunkRows = rowsInTowers(memoryBudgetBytes(spec, room.machineMemoryBytes), model, extent);
  } catch (error) {
    if (error instanceof InvalidInput) return null;
    throw error;
  }
  const isWhole = chunkRows >= spec.batch;
  const probe = Math.min(PROBE_ROWS, chunkRows);
  const speed = await measure(room, spec, model, base.weights, probe, extent.textLength);
  const costs = multiplyAdds(model, spec, extent.textLength, isWhole);
  const secondsPerStep = costs.step / speed.multiplyAddsPerSecond + speed.updateSeconds;
  const stepsPerEpoch = Math.max(1, Math.floor(pairs.length / spec.batch));
  const measured = 1 + timesMeasured(steps, stepsPerEpoch);
  const besides = costs.frozen * pairs.length + costs.forward * validationPairs * measured;
  return {
    parts: spec.parts,
    trainedParameters: trainedElements(model),
    memoryBytes:
      PROCESS_BYTES + (isWhole ? wholeStepMemory(model, extent) : chunkMemory(model, extent)(chunkRows)),
    chunkRows,
    secondsPerStep,
    seconds: steps * secondsPerStep + besides / speed.multiplyAddsPerSecond,
    diskBytes: activationBytes(model, pairs.length, lengths) + checkpointBytes(model, extent.moments),
  };
}

/** Times a small step that changes nothing, after a first one to warm up. */
async function measure(
  room: TrainingRoom,
  spec: RunSpec,
  model: TrainingModel,
  weights: ModelWeights,
  rows: number,
  textLength: number,
): Promise<{ multiplyAddsPerSecond: number; updateSeconds: number }> {
  const step = await openWholeStep(model, spec.texts, room.openSession);
  try {
    const batch = probeBatch(model, spec, rows, textLength);
    await step.compute(weights, batch, 0.5);
    const startedMs = performance.now();
    await step.compute(weights, batch, 0.5);
    const computedMs = performance.now();
    const recipe = { ...recipeOf(spec, 1), learningRate: { kind: 'constant', rate: 0 } as const };
    await trainStep(step, recipe, weights, newOptimizerState(), batch);
    const seconds = (computedMs - startedMs) / 1000;
    const cost = graphCost(stepGraph(model, spec.texts).graph, extentsOf(rows, textLength));
    return {
      multiplyAddsPerSecond: cost.multiplyAdds / seconds,
      updateSeconds: Math.max(0, (performance.now() - computedMs) / 1000 - seconds),
    };
  } finally {
    await step.release();
  }
}

function probeBatch({ config, entry }: TrainingModel, spec: RunSpec, count: number, length: number): Batch {
  const { imageSizePx, vision, text } = config;
  const imageElements = entry.vision === null ? 3 * imageSizePx ** 2 : imageTokens(config) * vision.width;
  const wave = (elements: number) => Float32Array.from({ length: elements }, (_, i) => Math.sin(i));
  const rows = () =>
    Array.from({ length: count }, () =>
      entry.text === null
        ? Array.from({ length }, (_, i) => (i === length - 1 ? endOfTextId(config) : i))
        : { hidden: wave(length * text.width) },
    );
  return {
    count,
    images: wave(count * imageElements),
    long: spec.texts === 'short' ? null : rows(),
    short: spec.texts === 'long' ? null : rows(),
  };
}

/** Multiply-adds of a step, of one pair through the frozen part, and of one pair through both towers. */
function multiplyAdds(
  model: TrainingModel,
  spec: RunSpec,
  length: number,
  isWhole: boolean,
): { step: number; frozen: number; forward: number } {
  const kinds = { vision: 1, text: usedKinds(spec).length } as const;
  const cost = (graph: Graph, rows: number) => graphCost(graph, extentsOf(rows, length)).multiplyAdds;
  const whole: TrainingModel = { ...model, entry: { vision: null, text: null } };
  let [step, frozen, forward] = [0, 0, 0];
  for (const tower of TOWERS) {
    const count = kinds[tower];
    forward += count * cost(featuresGraph(whole, tower), 1);
    if (model.entry[tower] !== null) frozen += count * cost(frozenGraph(model, tower), 1);
    step += count * cost(featuresGraph(model, tower), spec.batch);
    if (trainsIn(model.trainable, tower))
      step += count * cost(towerGradientGraph(model, tower).graph, spec.batch);
  }
  if (isWhole) step = cost(stepGraph(model, spec.texts).graph, spec.batch);
  return { step, frozen, forward };
}

function extentsOf(rows: number, length: number): Extents {
  return { N: rows, T: length, S: length };
}

function trainedElements({ shapes, trainable }: TrainingModel): number {
  let elements = 0;
  for (const key of trainable) elements += elementCount(shapes.get(key)!);
  return elements;
}

/** Bytes of the newest, the best, and the one being written. */
function checkpointBytes(model: TrainingModel, moments: number): number {
  let elements = 0;
  for (const shape of model.shapes.values()) elements += elementCount(shape);
  return 3 * FLOAT_BYTES * (elements + moments * trainedElements(model));
}
