/**
 * Gradient caching (Gao et al. 2021): a contrastive batch of any size in the memory of one chunk. First the features of all
 * chunks are computed, then the loss and its gradients at the features, then each chunk is run backwards from those. Costs
 * one more forward pass; results equal those of the whole step except for rounding.
 */

import { type TextKinds, USED_TEXTS } from '../../core/documents/dataset.ts';
import type { Tower } from '../../core/documents/run.ts';
import type { Feeds } from '../../models/onnx/feeds.ts';
import type { Graph } from '../../models/onnx/graph.ts';
import {
  type Batch,
  fitFeeds,
  imageFeeds,
  required,
  scalarFeed,
  textFeeds,
  weightFeeds,
} from './batch-feeds.ts';
import {
  addGradients,
  type GradientStep,
  lossesOf,
  type PartialStep,
  type Results,
  type StepControl,
  type StepResult,
  StepStopped,
  uncontrolled,
} from './gradient-step.ts';
import type { GraphSession, OpenSession } from './graph-session.ts';
import type { ModelWeights } from './model-weights.ts';
import { trainsIn } from './trainable-parts.ts';
import {
  FEATURES,
  featuresGraph,
  type GradientGraph,
  type LossGraph,
  lossGraph,
  OMEGA,
  SEED,
  TOWER_TEXT,
  type TrainingModel,
  towerGradientGraph,
} from './training-graph.ts';

type FeatureKind = keyof typeof FEATURES;

/** Tower inputs of `count` rows, made when they are needed. */
type Chunk = { readonly count: number; readonly feeds: () => Feeds };

const KINDS: Readonly<Record<TextKinds, readonly FeatureKind[]>> = {
  both: ['images', 'long', 'short'],
  long: ['images', 'long'],
  short: ['images', 'short'],
};

/** A graph and its session. */
type Opened<G extends { readonly graph: Graph }> = G & { readonly session: GraphSession };

type TowerSessions = {
  readonly forward: Opened<{ readonly graph: Graph }>;
  /** Null if nothing in the tower is trained. */
  readonly backward: Opened<GradientGraph> | null;
};

/** A step with at most `chunkRows` pictures, or texts of one kind, in a tower at a time. */
export async function openChunkedStep(
  model: TrainingModel,
  texts: TextKinds,
  chunkRows: number,
  openSession: OpenSession,
): Promise<GradientStep> {
  if (!Number.isInteger(chunkRows) || chunkRows < 1) throw new Error(`a chunk of ${chunkRows} rows`);
  const sessions: GraphSession[] = [];
  const open = async <G extends { readonly graph: Graph }>(made: G): Promise<Opened<G>> => {
    const session = await openSession(made.graph);
    sessions.push(session);
    return { ...made, session };
  };
  const openTower = async (tower: Tower): Promise<TowerSessions> => ({
    forward: await open({ graph: featuresGraph(model, tower) }),
    backward: trainsIn(model.trainable, tower) ? await open(towerGradientGraph(model, tower)) : null,
  });
  try {
    const loss = await open(lossGraph(model, texts));
    const [vision, text] = [await openTower('vision'), await openTower('text')];
    return new ChunkedStep(
      model,
      texts,
      chunkRows,
      loss,
      { images: vision, long: text, short: text },
      sessions,
    );
  } catch (error) {
    await releaseAll(sessions);
    throw error;
  }
}

class ChunkedStep implements GradientStep {
  readonly #model: TrainingModel;
  readonly #texts: TextKinds;
  readonly #chunkRows: number;
  readonly #loss: Opened<LossGraph>;
  readonly #towers: Readonly<Record<FeatureKind, TowerSessions>>;
  readonly #sessions: readonly GraphSession[];

  constructor(
    model: TrainingModel,
    texts: TextKinds,
    chunkRows: number,
    loss: Opened<LossGraph>,
    towers: Readonly<Record<FeatureKind, TowerSessions>>,
    sessions: readonly GraphSession[],
  ) {
    this.#model = model;
    this.#texts = texts;
    this.#chunkRows = chunkRows;
    this.#loss = loss;
    this.#towers = towers;
    this.#sessions = sessions;
  }

  async compute(
    weights: ModelWeights,
    batch: Batch,
    omega: number,
    control: StepControl = uncontrolled(),
  ): Promise<StepResult> {
    const { shapes, trainable } = this.#model;
    const kinds = KINDS[this.#texts].map((kind) => ({ kind, chunks: this.#chunks(batch, kind) }));
    const progress = new StepProgress(control);
    const feeds: Record<string, Feeds[string]> = { ...weightFeeds(this.#loss.graph, weights) };
    if (this.#texts === 'both') feeds[OMEGA] = scalarFeed(omega);
    Object.assign(feeds, fitFeeds(this.#model, batch, USED_TEXTS[this.#texts]));
    for (const { kind, chunks } of kinds)
      feeds[FEATURES[kind]] = await this.#forward(kind, chunks, weights, progress);
    const results = await this.#loss.session.run(feeds);
    for (const { kind, chunks } of kinds)
      await this.#backward(kind, chunks, weights, this.#seeds(results, kind), progress);
    const { gradients } = progress;
    const own = new Map([...this.#loss.gradients].filter(([key]) => trainable.has(key)));
    addGradients(gradients, own, results, feeds, shapes);
    return { losses: lossesOf(this.#loss.losses, results), gradients };
  }

  release(): Promise<void> {
    return releaseAll(this.#sessions);
  }

  #chunks(batch: Batch, kind: FeatureKind): Chunk[] {
    const imageElements = batch.images.length / batch.count;
    return Array.from({ length: Math.ceil(batch.count / this.#chunkRows) }, (_, i) => {
      const start = i * this.#chunkRows;
      const end = Math.min(start + this.#chunkRows, batch.count);
      const count = end - start;
      if (kind !== 'images') {
        const rows = required(batch[kind], kind).slice(start, end);
        return { count, feeds: () => textFeeds(this.#model, rows, TOWER_TEXT) };
      }
      const images = batch.images.subarray(start * imageElements, end * imageElements);
      return { count, feeds: () => imageFeeds(this.#model, images, count) };
    });
  }

  /** Features of all chunks, `[N, E]`. */
  async #forward(
    kind: FeatureKind,
    chunks: readonly Chunk[],
    weights: ModelWeights,
    progress: StepProgress,
  ): Promise<Feeds[string]> {
    const { graph, session } = this.#towers[kind].forward;
    const { embeddingDim } = this.#model.config;
    const rows = chunks.reduce((total, { count }) => total + count, 0);
    const elements = progress.featuresOf(kind, rows * embeddingDim);
    let at = 0;
    for (const { count, feeds } of chunks) {
      const start = at;
      at += count * embeddingDim;
      await progress.chunk(async () => {
        const results = await session.run({ ...weightFeeds(graph, weights), ...feeds() });
        elements.set(results[graph.outputs[0].name], start);
      });
    }
    return { elements, shape: [rows, embeddingDim] };
  }

  /** Adds each chunk's gradients, computed from the gradients at its features, `seeds` `[N, E]`. */
  async #backward(
    kind: FeatureKind,
    chunks: readonly Chunk[],
    weights: ModelWeights,
    seeds: Float32Array,
    progress: StepProgress,
  ): Promise<void> {
    const { backward } = this.#towers[kind];
    if (backward === null) return;
    const { config, shapes } = this.#model;
    let at = 0;
    for (const { count, feeds } of chunks) {
      const elements = seeds.subarray(at, at + count * config.embeddingDim);
      at += elements.length;
      await progress.chunk(async () => {
        const seeded = {
          ...weightFeeds(backward.graph, weights),
          ...feeds(),
          [SEED]: { elements, shape: [count, config.embeddingDim] },
        };
        const results = await backward.session.run(seeded);
        addGradients(progress.gradients, backward.gradients, results, seeded, shapes);
      });
    }
  }

  #seeds(results: Results, kind: FeatureKind): Float32Array {
    const output = this.#loss.gradients.get(FEATURES[kind]);
    if (output === undefined || output.dense === null)
      throw new Error(`the loss has no gradient at the features of ${kind}`);
    return results[output.dense];
  }
}

const NOTHING: PartialStep = { chunksDone: 0, features: new Map(), gradients: new Map() };

/** Counts chunks in their order and skips those that an earlier attempt has done. */
class StepProgress {
  readonly gradients: Map<string, Float32Array>;
  readonly #features: Map<string, Float32Array>;
  readonly #control: StepControl;
  readonly #chunksDone: number;
  #passed = 0;

  constructor(control: StepControl) {
    this.#control = control;
    const { chunksDone, gradients, features } = control.from ?? NOTHING;
    this.#chunksDone = chunksDone;
    this.gradients = new Map(gradients);
    this.#features = new Map(features);
  }

  featuresOf(kind: FeatureKind, length: number): Float32Array {
    const elements = this.#features.get(kind) ?? new Float32Array(length);
    this.#features.set(kind, elements);
    return elements;
  }

  async chunk(run: () => Promise<void>): Promise<void> {
    const { signal, shouldStop } = this.#control;
    signal.throwIfAborted();
    if (this.#passed++ < this.#chunksDone) return;
    await run();
    if (await shouldStop())
      throw new StepStopped({
        chunksDone: this.#passed,
        features: this.#features,
        gradients: this.gradients,
      });
  }
}

async function releaseAll(sessions: readonly GraphSession[]): Promise<void> {
  for (const session of sessions) await session.release();
}
