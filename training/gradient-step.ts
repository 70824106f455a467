/** Losses and gradients of one batch: what an optimizer needs, however it was computed. */

import type { ClipConfig } from '../models/clip/clip-config.ts';
import { endOfTextIndex } from '../models/clip/text-tower.ts';
import { END_OF_TEXT, INPUT_IDS, PIXEL_VALUES } from '../models/clip/tower-graphs.ts';
import type { Graph } from '../models/onnx/graph.ts';
import type { Feed, Feeds, GraphSession, OpenSession } from './graph-session.ts';
import type { TextKinds } from './loss/contrastive-loss.ts';
import type { ModelWeights } from './model-weights.ts';
import {
  type GradientOutput,
  type LossOutputs,
  OMEGA,
  stepGraph,
  TEXT_INPUTS,
  type TrainingModel,
} from './training-graph.ts';

/** Row i of each belongs together. Token ids end with the end of text and are not padded; null where not compared. */
export type Batch = {
  readonly count: number;
  /** `[count, 3, S, S]` */
  readonly pixelValues: Float32Array;
  readonly long: readonly TokenRow[] | null;
  readonly short: readonly TokenRow[] | null;
};
export type TokenRow = ArrayLike<number>;

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

/** Implemented over the whole batch at once and over chunks of it. */
export interface GradientStep {
  /** `weights` holds at least the trained ones; `omega` weighs the long texts where both kinds are compared. */
  compute(weights: ModelWeights, batch: Batch, omega: number, signal?: AbortSignal): Promise<StepResult>;
  release(): Promise<void>;
}

/** A step in one graph: exact and fast, with memory that grows with the batch. */
export async function openWholeStep(
  model: TrainingModel,
  texts: TextKinds,
  open: OpenSession,
): Promise<GradientStep> {
  const { graph, losses, gradients } = stepGraph(model, texts);
  const session = await open(graph);
  return {
    compute: async (weights, batch, omega, signal) => {
      signal?.throwIfAborted();
      const feeds = {
        ...weightFeeds(graph, weights),
        [PIXEL_VALUES]: pixelFeed(model.config, batch.pixelValues, batch.count),
        ...(texts === 'short' ? {} : textFeeds(required(batch.long, 'long'), TEXT_INPUTS.long)),
        ...(texts === 'long' ? {} : textFeeds(required(batch.short, 'short'), TEXT_INPUTS.short)),
        ...(texts === 'both' ? { [OMEGA]: scalarFeed(omega) } : {}),
      };
      const results = await session.run(feeds);
      const accumulated = new Map<string, Float32Array>();
      addGradients(accumulated, gradients, results, feeds, model.shapes);
      return { losses: lossesOf(losses, results), gradients: accumulated };
    },
    release: () => session.release(),
  };
}

export type Results = Awaited<ReturnType<GraphSession['run']>>;

/** Feeds of those inputs that are weights. */
export function weightFeeds({ inputs }: Graph, weights: ModelWeights): Feeds {
  return Object.fromEntries(
    inputs.flatMap(({ name }) => {
      const weight = weights.get(name);
      return weight ? [[name, weight] as const] : [];
    }),
  );
}

export function pixelFeed({ imageSizePx }: ClipConfig, elements: Float32Array, count: number): Feed {
  return { elements, shape: [count, 3, imageSizePx, imageSizePx] };
}

export function scalarFeed(value: number): Feed {
  return { elements: Float32Array.of(value), shape: [] };
}

/** Rows padded with 0 to the longest of them. What follows the end of text changes nothing. */
export function textFeeds(
  rows: readonly TokenRow[],
  names: { readonly ids: string; readonly endOfText: string } = { ids: INPUT_IDS, endOfText: END_OF_TEXT },
): Feeds {
  const length = rows.reduce((longest, row) => Math.max(longest, row.length), 1);
  const shape = [rows.length, length];
  const ids = new BigInt64Array(rows.length * length);
  const endOfText = new Float32Array(rows.length * length);
  for (const [i, row] of rows.entries()) {
    for (let at = 0; at < row.length; at++) ids[i * length + at] = BigInt(row[at]);
    endOfText[i * length + endOfTextIndex(row)] = 1;
  }
  return { [names.ids]: { elements: ids, shape }, [names.endOfText]: { elements: endOfText, shape } };
}

export function required<T>(texts: T | null, kind: string): T {
  if (texts === null) throw new Error(`the batch has no ${kind} texts`);
  return texts;
}

export function lossesOf({ total, long, short }: LossOutputs, results: Results): StepLosses {
  return {
    total: results[total][0],
    long: long === null ? null : results[long][0],
    short: short === null ? null : results[short][0],
  };
}

/** Adds the gradients among `results` to those in `accumulated`; a first one is taken over as it is. */
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
