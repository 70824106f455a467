/** Losses and gradients of one batch: what an optimizer needs, however it was computed. */

import { endOfTextIndex } from '../models/clip/text-tower.ts';
import { PIXEL_VALUES } from '../models/clip/tower-graphs.ts';
import type { Graph } from '../models/onnx/graph.ts';
import type { Feed, Feeds, GraphSession, OpenSession } from './graph-session.ts';
import type { TextKinds } from './loss/contrastive-loss.ts';
import type { ModelWeights } from './model-weights.ts';
import {
  type GradientOutput,
  IMAGE_HIDDEN,
  type LossOutputs,
  OMEGA,
  STEP_TEXTS,
  stepGraph,
  type TextInputNames,
  type TrainingModel,
} from './training-graph.ts';

/** Row i of each belongs together; null where texts of a kind are not compared. */
export type Batch = {
  readonly count: number;
  /** Pixel values `[count, 3, S, S]`, or hidden states `[count, L, D]` where the model's entry asks for them. */
  readonly images: Float32Array;
  readonly long: readonly TextRow[] | null;
  readonly short: readonly TextRow[] | null;
};

/** Token ids that end with the end of text, not padded; or their hidden states `[T, D]` at the model's entry. */
export type TextRow = ArrayLike<number> | { readonly hidden: Float32Array };

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
        ...imageFeeds(model, batch.images, batch.count),
        ...(texts === 'short' ? {} : textFeeds(model, required(batch.long, 'long'), STEP_TEXTS.long)),
        ...(texts === 'long' ? {} : textFeeds(model, required(batch.short, 'short'), STEP_TEXTS.short)),
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

/** Pixel values or hidden states of `count` pictures. */
export function imageFeeds(
  { config: { imageSizePx, patchSizePx, vision }, entry }: TrainingModel,
  elements: Float32Array,
  count: number,
): Feeds {
  return entry.vision === null
    ? { [PIXEL_VALUES]: { elements, shape: [count, 3, imageSizePx, imageSizePx] } }
    : {
        [IMAGE_HIDDEN]: { elements, shape: [count, (imageSizePx / patchSizePx) ** 2 + 1, vision.width] },
      };
}

export function scalarFeed(value: number): Feed {
  return { elements: Float32Array.of(value), shape: [] };
}

/** Rows padded with 0 to the longest of them. What follows the end of text changes nothing. */
export function textFeeds(
  { config, entry }: TrainingModel,
  rows: readonly TextRow[],
  names: TextInputNames,
): Feeds {
  const width = entry.text === null ? null : config.text.width;
  const lengths = rows.map((row) => textLength(row, width));
  const length = Math.max(...lengths);
  const ends = rows.map((row, i) => ('hidden' in row ? lengths[i] - 1 : endOfTextIndex(row)));
  const endOfText = new Float32Array(rows.length * length);
  for (const [i, end] of ends.entries()) endOfText[i * length + end] = 1;
  return {
    ...(width === null
      ? { [names.ids]: paddedIds(rows, length) }
      : { [names.hidden]: paddedHidden(rows, length, width) }),
    [names.endOfText]: { elements: endOfText, shape: [rows.length, length] },
  };
}

/** `[N, length]` */
function paddedIds(rows: readonly TextRow[], length: number): Feed {
  const elements = new BigInt64Array(rows.length * length);
  for (const [i, row] of rows.entries())
    if (!('hidden' in row)) elements.set(Array.from(row, BigInt), i * length);
  return { elements, shape: [rows.length, length] };
}

/** `[N, length, width]` */
function paddedHidden(rows: readonly TextRow[], length: number, width: number): Feed {
  const elements = new Float32Array(rows.length * length * width);
  for (const [i, row] of rows.entries()) if ('hidden' in row) elements.set(row.hidden, i * length * width);
  return { elements, shape: [rows.length, length, width] };
}

/** In tokens. `width` is that of hidden states; null where the model reads ids. */
function textLength(row: TextRow, width: number | null): number {
  const isHidden = 'hidden' in row;
  if (isHidden !== (width !== null))
    throw new Error(`the model reads ${width === null ? 'token ids' : 'hidden states'}, not the other`);
  return isHidden ? row.hidden.length / width! : row.length;
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
