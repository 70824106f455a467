/** Plan of a run on this machine: problems of the data, memory and time, measured with a small step for each choice of parts. */

import type { PartsPlan, RunPlan, RunSpec, Tower, TrainedParts } from '../../core/documents/run.ts';
import { doubtfulSettings, explainedSettings } from '../../core/documents/run-defaults.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { Task } from '../../core/task.ts';
import { elementCount } from '../../models/checkpoint/state-dict.ts';
import { imageTokens } from '../../models/clip/clip-config.ts';
import { endOfTextId } from '../../models/clip/pooling.ts';
import type { Graph } from '../../models/onnx/graph.ts';
import { batchOrder } from '../dataset/batch-order.ts';
import { pictureMemory } from '../dataset/picture-memory.ts';
import { countProblems } from '../dataset/problem-list.ts';
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
import { listedSentences } from './listed-sentences.ts';
import { usedKinds } from './run-data.ts';
import {
  batchExtent,
  memoryBudgetBytes,
  PROCESS_BYTES,
  recipeOf,
  stepsOf,
  type TextLengths,
  timesMeasured,
} from './run-settings.ts';
import { type RunWeights, readBase, trainingModelOf } from './run-start.ts';
import { surveyData } from './survey-data.ts';
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
  const base = await readBase(room.storage, spec, room.models, task);
  const { problems, pairs, validationPairs, lengths, pictures } = await surveyData(room, spec, base, task);
  const { stepsPerEpoch } = batchOrder(pairs, spec.batch, spec.seed);
  const steps = stepsOf(spec, stepsPerEpoch);
  const pictureBytes = await pictureMemory(room, pictures);
  const choices: PartsPlan[] = [];
  for (const parts of choicesOf(spec)) {
    task.signal.throwIfAborted();
    task.report({ phase: 'timing a step', done: choices.length, total: OFFERED.length });
    const amounts = { steps, validationPairs, pairs, pictureBytes };
    const plan = await planParts(room, { ...spec, parts }, base, lengths, amounts);
    if (plan) choices.push(plan);
  }
  return {
    pairs,
    validationPairs,
    steps,
    stepsPerEpoch,
    longestTokens: batchExtent(spec, lengths).textLength,
    settings: explainedSettings(spec, pairs),
    doubts: doubtfulSettings(spec, steps),
    errors: countProblems(problems, 'error'),
    warnings: countProblems(problems, 'warning'),
    problems: problems
      .slice(0, PROBLEMS_TOLD)
      .map(({ kind, severity, origin, detail }) => ({ kind, severity, origin, detail })),
    choices,
  };
}

function choicesOf({ parts }: RunSpec): readonly TrainedParts[] {
  const own = JSON.stringify(parts);
  return [parts, ...OFFERED.filter((each) => JSON.stringify(each) !== own)];
}

type Amounts = {
  readonly steps: number;
  readonly validationPairs: number;
  readonly pairs: number;
  /** Memory for decoding pictures. */
  readonly pictureBytes: number;
};

/** Null if not even one pair fits the budget, or the towers have fewer blocks. */
async function planParts(
  room: TrainingRoom,
  spec: RunSpec,
  base: RunWeights,
  lengths: TextLengths,
  { steps, validationPairs, pairs, pictureBytes }: Amounts,
): Promise<PartsPlan | null> {
  const extent = batchExtent(spec, lengths);
  let model: TrainingModel;
  let chunkRows: number;
  try {
    model = withOthers(trainingModelOf(spec, base), spec);
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
  const stepsPerEpoch = Math.max(1, Math.floor(pairs / spec.batch));
  const measured = 1 + timesMeasured(steps, stepsPerEpoch);
  const besides = costs.frozen * pairs + costs.forward * validationPairs * measured;
  return {
    parts: spec.parts,
    trainedParameters: trainedElements(model),
    memoryBytes:
      PROCESS_BYTES +
      pictureBytes +
      (spec.keptShare === 0 ? 0 : FLOAT_BYTES * trainedElements(model)) +
      (isWhole ? wholeStepMemory(model, extent) : chunkMemory(model, extent)(chunkRows)),
    chunkRows,
    secondsPerStep,
    seconds: steps * secondsPerStep + besides / speed.multiplyAddsPerSecond,
    diskBytes: activationBytes(model, pairs, lengths) + checkpointBytes(model, extent.moments, spec),
  };
}

/** With as many counter-examples as the spec names: how many of them are too close to a caption is not known yet. */
function withOthers(model: TrainingModel, { otherSentences }: RunSpec): TrainingModel {
  const { length: count } = listedSentences(otherSentences);
  if (count === 0) return model;
  const features = new Float32Array(count * model.config.embeddingDim);
  return { ...model, others: { features, count } };
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

/** Bytes of the newest checkpoint, the best, and the one being written; of the first two also the mean with the base, if a share is kept. */
function checkpointBytes(model: TrainingModel, moments: number, { keptShare }: RunSpec): number {
  let elements = 0;
  for (const shape of model.shapes.values()) elements += elementCount(shape);
  const blends = keptShare === 0 ? 0 : 2 * FLOAT_BYTES * elements;
  return 3 * FLOAT_BYTES * (elements + moments * trainedElements(model)) + blends;
}
