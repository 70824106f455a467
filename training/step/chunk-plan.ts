/** Memory of a step in chunks, and the largest chunks that a budget allows. */
import type { TextKinds } from '../../core/documents/dataset.ts';
import type { Tower } from '../../core/documents/run.ts';
import { InvalidInput } from '../../core/errors.ts';
import { elementCount } from '../../models/checkpoint/state-dict.ts';
import type { Graph } from '../../models/onnx/graph.ts';
import { type Extents, graphCost } from './graph-cost.ts';
import { trainsIn } from './trainable-parts.ts';
import {
  featuresGraph,
  lossGraph,
  stepGraph,
  type TrainingModel,
  towerGradientGraph,
} from './training-graph.ts';

export type ChunkedBatch = {
  readonly texts: TextKinds;
  readonly rows: number;
  /** Tokens of the longest text. */
  readonly textLength: number;
  /** Arrays that the optimizer keeps for each weight: 1 for SGD, 2 for AdamW. */
  readonly moments: number;
};

const FLOAT_BYTES = 4;
/**
 * Memory that the C heap takes for intermediate values, relative to their size: it cannot release all gaps. Measured with
 * glibc, ViT-B/16 and 29 pairs per chunk; smaller chunks need less.
 */
const HEAP_PER_VALUE = 1.5;

/** Bytes for a number of rows in a chunk, in addition to the process without training. Monotonic. */
export type ChunkMemory = (chunkRows: number) => number;

/** Estimate from shapes alone: weights, gradients and moments, the batch, and the largest run of a graph. */
export function chunkMemory(model: TrainingModel, batch: ChunkedBatch): ChunkMemory {
  const towers: readonly Tower[] = ['vision', 'text'];
  const forward = towers.map((tower) => featuresGraph(model, tower));
  const backward = towers
    .filter((tower) => trainsIn(model.trainable, tower))
    .map((tower) => towerGradientGraph(model, tower).graph);
  const graphs = [...forward, ...backward];
  const loss = lossGraph(model, batch.texts).graph;
  const once: Extents = { N: 1, T: batch.textLength };
  const whole: Extents = { N: batch.rows, T: batch.textLength };
  const frozen = graphs.reduce((total, graph) => total + graphCost(graph, once).initializerBytes, 0);
  const lossRun = runBytes(loss, whole);
  const held = frozen + trainedBytes(model) * (2 + batch.moments) + dataBytes(forward, batch, model, whole);
  // The results of the previous chunk may not have been collected yet.
  return (chunkRows) =>
    held + Math.max(lossRun, ...graphs.map((graph) => runBytes(graph, { ...once, N: chunkRows }, 2)));
}

/** Bytes of the step in one graph, in addition to the process without training. */
export function wholeStepMemory(model: TrainingModel, batch: ChunkedBatch): number {
  const { graph } = stepGraph(model, batch.texts);
  const extents: Extents = { N: batch.rows, T: batch.textLength, S: batch.textLength };
  const { initializerBytes, inputBytes } = graphCost(graph, extents);
  return initializerBytes + inputBytes + trainedBytes(model) * (1 + batch.moments) + runBytes(graph, extents);
}

/** Pairs in the towers at a time: the whole batch in one graph if that fits, otherwise the largest chunk that does. */
export function rowsInTowers(budgetBytes: number, model: TrainingModel, batch: ChunkedBatch): number {
  if (wholeStepMemory(model, batch) <= budgetBytes) return batch.rows;
  const rows = chunkRowsWithin(budgetBytes, chunkMemory(model, batch), batch.rows);
  return Math.min(rows, Math.ceil(batch.rows / 2));
}

/** The largest chunk, at most the whole batch. Throws `InvalidInput` if one row exceeds the budget. */
export function chunkRowsWithin(budgetBytes: number, memory: ChunkMemory, rows: number): number {
  if (memory(1) > budgetBytes)
    throw new InvalidInput(
      `this training needs at least ${megabytes(memory(1))} MB, the memory budget is ${megabytes(budgetBytes)} MB: raise it, or train fewer parts`,
    );
  let [fitting, tooMany] = [1, rows + 1];
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (memory(middle) <= budgetBytes) fitting = middle;
    else tooMany = middle;
  }
  return fitting;
}

/** Bytes while a graph runs, with `copies` of its outputs beside the runtime's own. */
function runBytes(graph: Graph, extents: Extents, copies = 1): number {
  const { peakBytes, outputBytes } = graphCost(graph, extents);
  return HEAP_PER_VALUE * Math.max(0, peakBytes - outputBytes) + (1 + copies) * outputBytes;
}

function trainedBytes({ shapes, trainable }: TrainingModel): number {
  let elements = 0;
  for (const key of trainable) elements += elementCount(shapes.get(key)!);
  return FLOAT_BYTES * elements;
}

/** Bytes of the towers' inputs: pictures, and texts of each kind. */
function dataBytes(
  [vision, text]: readonly Graph[],
  { texts }: ChunkedBatch,
  { shapes }: TrainingModel,
  extents: Extents,
): number {
  const bytes = (graph: Graph) => {
    const weights = graph.inputs.filter(({ name }) => shapes.has(name));
    const elements = weights.reduce((total, { name }) => total + elementCount(shapes.get(name)!), 0);
    return graphCost(graph, extents).inputBytes - FLOAT_BYTES * elements;
  };
  return bytes(vision) + (texts === 'both' ? 2 : 1) * bytes(text);
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}
