/**
 * Graphs of a training step. Trained weights are inputs named by their published keys, frozen ones are initializers;
 * losses and gradients are outputs. The towers are the same as for inference.
 */
import type { TextKind, TextKinds } from '../../core/documents/dataset.ts';
import type { Tower } from '../../core/documents/run.ts';
import { type ClipConfig, imageTokens } from '../../models/clip/clip-config.ts';
import { textFeatures, textHidden } from '../../models/clip/text-tower.ts';
import { END_OF_TEXT, INPUT_IDS, PIXEL_VALUES } from '../../models/clip/tower-graphs.ts';
import type { Weights } from '../../models/clip/transformer.ts';
import { visionFeatures, visionHidden } from '../../models/clip/vision-tower.ts';
import { LOGIT_SCALE, STRETCHED_POSITIONS } from '../../models/clip/weight-names.ts';
import { Graph, type InitializerBytes, type Value } from '../../models/onnx/graph.ts';
import { reshape } from '../../models/onnx/shape-ops.ts';
import { gradients } from '../autodiff/gradients.ts';
import { contrastiveLoss, type Losses, type PairedFeatures } from '../loss/contrastive-loss.ts';

export type TrainingModel = {
  readonly config: ClipConfig;
  /** Token id that fills texts up to a common length. */
  readonly padId: number;
  /** By published key. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly trainable: ReadonlySet<string>;
  /** Location of the elements of a frozen weight. */
  readonly frozen: (key: string) => InitializerBytes;
  /**
   * The block at which each tower starts, from hidden states that were computed once because everything before is frozen;
   * null if the input is pixel values or token ids.
   */
  readonly entry: Readonly<Record<Tower, number | null>>;
  /** Features that each picture is also compared with; null for none. */
  readonly others: OtherTexts | null;
};

/** Unit features `[count, E]` of texts that belong to no picture. They do not change. */
export type OtherTexts = { readonly features: Float32Array; readonly count: number };

/** Names of outputs whose sum is one gradient. `rows` are added to the table rows that the input `indices` lists. */
export type GradientOutput = {
  readonly dense: string | null;
  readonly rows: readonly { readonly indices: string; readonly rows: string }[];
};

/** Names of scalar outputs. */
export type LossOutputs = {
  readonly total: string;
  readonly long: string | null;
  readonly short: string | null;
};

/** `gradients` are those at weights (by published key) and inputs (by name). */
export type GradientGraph = {
  readonly graph: Graph;
  readonly gradients: ReadonlyMap<string, GradientOutput>;
};
export type LossGraph = GradientGraph & { readonly losses: LossOutputs };

/** Inputs other than weights: `omega` is a scalar, features are `[N, E]`, hidden states `[N, L, D]`, ids `[N, T]`. */
export const OMEGA = 'omega';
/** Which texts of the batch fit which of its pictures `[N, N]`, with counter-examples. */
export const FITS = { long: 'long_fits', short: 'short_fits' } as const;
export const SEED = 'seed';
export const IMAGE_HIDDEN = 'image_hidden';
export const FEATURES = { images: 'image_features', long: 'long_features', short: 'short_features' } as const;
export type TextInputNames = { readonly ids: string; readonly hidden: string; readonly endOfText: string };
/** Names for the single kind of texts in a tower's own graph, and for the two kinds in a whole step. */
export const TOWER_TEXT: TextInputNames = { ids: INPUT_IDS, hidden: 'text_hidden', endOfText: END_OF_TEXT };
export const STEP_TEXTS = { long: prefixed('long'), short: prefixed('short') } as const;

/** A whole step: pictures and texts → losses, gradients of the trained weights. */
export function stepGraph(model: TrainingModel, texts: TextKinds): LossGraph {
  const graph = new Graph('step');
  const declared = new Map<string, Value>();
  const weights = declaredWeights(graph, model, declared);
  const text = (kind: TextKind, length: string) =>
    textInputFeatures(graph, model, weights, STEP_TEXTS[kind], length);
  const features: PairedFeatures = {
    images: imageInputFeatures(graph, model, weights),
    long: texts === 'short' ? null : text('long', 'T'),
    short: texts === 'long' ? null : text('short', 'S'),
  };
  const losses = lossOf(graph, model, features, weights, texts);
  return withGradients(graph, losses, trainedAmong(declared, model));
}

/** The loss alone: features → losses, gradients at the features and, if it is trained, at the temperature. */
export function lossGraph(model: TrainingModel, texts: TextKinds): LossGraph {
  const graph = new Graph('loss');
  const declared = new Map<string, Value>();
  const input = (name: string) => graph.input(name, 'float32', ['N', model.config.embeddingDim]);
  const features = {
    images: input(FEATURES.images),
    long: texts === 'short' ? null : input(FEATURES.long),
    short: texts === 'long' ? null : input(FEATURES.short),
  };
  const losses = lossOf(graph, model, features, declaredWeights(graph, model, declared), texts);
  const targets = trainedAmong(declared, model);
  for (const value of Object.values(features)) if (value) targets.set(value.name, value);
  return withGradients(graph, losses, targets);
}

/** One tower with its weights of the moment → features `[N, E]`. */
export function featuresGraph(model: TrainingModel, tower: Tower): Graph {
  const graph = new Graph(`${tower}-features`);
  graph.output(towerFeatures(graph, model, tower, declaredWeights(graph, model, new Map())));
  return graph;
}

/**
 * The frozen part of a tower: pixel values or token ids → hidden states at its entry, `[N, L, D]`, which are the same
 * at every step.
 */
export function frozenGraph(model: TrainingModel, tower: Tower): Graph {
  const block = model.entry[tower];
  if (block === null) throw new Error(`the ${tower} tower has no frozen part`);
  const graph = new Graph(`${tower}-frozen`);
  const weights = declaredWeights(graph, model, new Map());
  const { config } = model;
  graph.output(
    tower === 'vision'
      ? visionHidden(graph, config, weights, pixelInput(graph, config), block)
      : textHidden(graph, config, weights, idsInput(graph, TOWER_TEXT, 'T'), isStretched(model), block),
  );
  return graph;
}

/** One tower backwards: its inputs and the gradient at its features (`seed`) → gradients of its trained weights. */
export function towerGradientGraph(model: TrainingModel, tower: Tower): GradientGraph {
  const graph = new Graph(`${tower}-gradient`);
  const declared = new Map<string, Value>();
  const features = towerFeatures(graph, model, tower, declaredWeights(graph, model, declared));
  const seed = graph.input(SEED, 'float32', features.shape);
  return {
    graph,
    gradients: outputGradients(graph, new Map([[features, seed]]), trainedAmong(declared, model)),
  };
}

function towerFeatures(graph: Graph, model: TrainingModel, tower: Tower, weights: Weights): Value {
  return tower === 'vision'
    ? imageInputFeatures(graph, model, weights)
    : textInputFeatures(graph, model, weights, TOWER_TEXT, 'T');
}

function imageInputFeatures(graph: Graph, { config, entry }: TrainingModel, weights: Weights): Value {
  const first = entry.vision ?? 0;
  const hidden =
    entry.vision === null
      ? visionHidden(graph, config, weights, pixelInput(graph, config), first)
      : graph.input(IMAGE_HIDDEN, 'float32', ['N', imageTokens(config), config.vision.width]);
  return visionFeatures(graph, config, weights, hidden, first);
}

function textInputFeatures(
  graph: Graph,
  model: TrainingModel,
  weights: Weights,
  names: TextInputNames,
  length: string,
): Value {
  const { config, entry } = model;
  const first = entry.text ?? 0;
  const hidden =
    entry.text === null
      ? textHidden(graph, config, weights, idsInput(graph, names, length), isStretched(model), first)
      : graph.input(names.hidden, 'float32', ['N', length, config.text.width]);
  const endOfText = graph.input(names.endOfText, 'float32', ['N', length]);
  return textFeatures(graph, config, weights, hidden, endOfText, first);
}

function idsInput(graph: Graph, names: TextInputNames, length: string): Value {
  return graph.input(names.ids, 'int64', ['N', length]);
}

function pixelInput(graph: Graph, { imageSizePx }: ClipConfig): Value {
  return graph.input(PIXEL_VALUES, 'float32', ['N', 3, imageSizePx, imageSizePx]);
}

function prefixed(kind: string): TextInputNames {
  const { ids, hidden, endOfText } = TOWER_TEXT;
  return { ids: `${kind}_${ids}`, hidden: `${kind}_${hidden}`, endOfText: `${kind}_${endOfText}` };
}

function isStretched({ shapes }: TrainingModel): boolean {
  return shapes.has(STRETCHED_POSITIONS);
}

/** Declares each weight on first use and notes it in `declared`. */
function declaredWeights(
  graph: Graph,
  { shapes, trainable, frozen }: TrainingModel,
  declared: Map<string, Value>,
): Weights {
  return (key) => {
    const known = declared.get(key);
    if (known) return known;
    const shape = shapes.get(key);
    if (!shape) throw new Error(`no weight ${key}`);
    const value = trainable.has(key)
      ? graph.input(key, 'float32', shape)
      : graph.weight(key, shape, frozen(key));
    declared.set(key, value);
    return value;
  };
}

function trainedAmong(
  declared: ReadonlyMap<string, Value>,
  { trainable }: TrainingModel,
): Map<string, Value> {
  return new Map([...declared].filter(([key]) => trainable.has(key)));
}

function lossOf(
  graph: Graph,
  { others, config }: TrainingModel,
  features: PairedFeatures,
  weights: Weights,
  texts: TextKinds,
): Losses {
  const omega = texts === 'both' ? graph.input(OMEGA, 'float32', []) : null;
  const fits = (kind: TextKind) => features[kind] && graph.input(FITS[kind], 'float32', ['N', 'N']);
  const compared = others && {
    features: graph.constant(others.features, [others.count, config.embeddingDim]),
    long: fits('long'),
    short: fits('short'),
  };
  return contrastiveLoss(graph, features, weights(LOGIT_SCALE), omega, compared);
}

function withGradients(graph: Graph, losses: Losses, targets: ReadonlyMap<string, Value>): LossGraph {
  const { total, long, short } = losses;
  for (const loss of new Set([total, long, short])) if (loss) graph.output(loss);
  const name = (loss: Value | null) => (loss === null ? null : loss.name);
  return {
    graph,
    losses: { total: total.name, long: name(long), short: name(short) },
    gradients: outputGradients(graph, new Map([[total, graph.scalar(1)]]), targets),
  };
}

function outputGradients(
  graph: Graph,
  seeds: ReadonlyMap<Value, Value>,
  targets: ReadonlyMap<string, Value>,
): Map<string, GradientOutput> {
  const found = gradients(graph, seeds, [...targets.values()]);
  const named = (value: Value) => {
    // Gradients are summed and clipped in place: no two may share an array with each other or with an input.
    const shared = graph.outputs.includes(value) || graph.inputs.includes(value);
    const own = shared ? reshape(graph, value, value.shape) : value;
    graph.output(own);
    return own.name;
  };
  const outputs = new Map<string, GradientOutput>();
  for (const [key, target] of targets) {
    const gradient = found.get(target);
    if (!gradient) continue;
    outputs.set(key, {
      dense: gradient.dense && named(gradient.dense),
      rows: gradient.rows.map(({ indices, rows }) => ({ indices: indices.name, rows: named(rows) })),
    });
  }
  return outputs;
}
