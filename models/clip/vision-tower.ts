/** The image tower: pixel values `[N, 3, S, S]` → features `[N, E]`, and features of every patch `[N, G², E]`, not normalized. */
import type { Dim } from '../onnx/dims.ts';
import { multiplyDims } from '../onnx/dims.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { expand, reshape, slice } from '../onnx/shape-ops.ts';
import { type ClipConfig, imageTokens } from './clip-config.ts';
import { attendedPatches, type PatchAttention } from './patch-block.ts';
import {
  allRows,
  blocks,
  enterLastBlock,
  floatLinear,
  LAYER_NORM_EPSILON,
  type LastBlock,
  type Linear,
  layerNorm,
  outputProjection,
  pooledRow,
  type Transformer,
  type Weights,
} from './transformer.ts';
import { PROJECTIONS } from './weight-names.ts';

export function visionTower(
  graph: Graph,
  config: ClipConfig,
  weights: Weights,
  pixelValues: Value,
  linear: Linear = floatLinear,
): Value {
  const hidden = visionHidden(graph, config, weights, pixelValues, 0);
  return visionFeatures(graph, config, weights, hidden, 0, linear);
}

/** The first part of the tower: pixel values → hidden states at the entry of block `end`, `[N, L, D]`. */
export function visionHidden(
  graph: Graph,
  config: ClipConfig,
  weights: Weights,
  pixelValues: Value,
  end: number,
): Value {
  const { width } = config.vision;
  const batch = pixelValues.shape[0];
  const patches = embedPatches(graph, config, weights, pixelValues); // [N, L-1, D]
  const classToken = expand(graph, reshape(graph, weights('visual.class_embedding'), [1, 1, width]), [
    batch,
    1,
    width,
  ]);
  const tokens = graph.emit('Concat', [classToken, patches], { axis: 1 }); // [N, L, D]
  const placed = graph.emit('Add', [tokens, weights('visual.positional_embedding')]);
  const model = visionTransformer(graph, config, weights, batch, floatLinear);
  const rows = multiplyDims([batch, model.extents.length]);
  const hidden = layerNorm(graph, weights, 'visual.ln_pre', reshape(graph, placed, [rows, width])); // [N*L, D]
  return reshape(graph, blocks(model, hidden, 0, end), [batch, model.extents.length, width]);
}

/** The rest of the tower: hidden states at the entry of block `first`, `[N, L, D]` → features `[N, E]`. */
export function visionFeatures(
  graph: Graph,
  config: ClipConfig,
  weights: Weights,
  hidden: Value,
  first: number,
  linear: Linear = floatLinear,
): Value {
  const { model, block } = enterVision(graph, config, weights, hidden, first, linear);
  return classFeatures(model, block);
}

/** Rows of the last block's attention, before its output projection, `[M, D]` → features `[M, E]`, each row up to a positive factor. */
type PatchFeatures = (model: Transformer, prefix: string, attended: Value) => Value;

/** How the layers of the tower are computed, and the features of patches. */
export type PatchLayers = { readonly linear: Linear; readonly features: PatchFeatures };

export const FLOAT_LAYERS: PatchLayers = {
  linear: floatLinear,
  features: (model, prefix, attended) => projectedFeatures(model, outputProjection(model, prefix, attended)),
};

/**
 * The whole tower with patches. `patches`: for each of the attentions, features of each picture's patches, row by row from the upper left,
 * after a row without meaning: `[N * (1 + G²), E]`. `picture`: features of the pictures, `[N, E]`, the same as without patches; they belong
 * into those rows, but to put them there would copy all. All of them share the blocks but the last.
 */
export function visionWithPatches(
  graph: Graph,
  config: ClipConfig,
  weights: Weights,
  pixelValues: Value,
  attentions: readonly PatchAttention[],
  { linear, features }: PatchLayers = FLOAT_LAYERS,
): { readonly picture: Value; readonly patches: readonly Value[] } {
  const hidden = visionHidden(graph, config, weights, pixelValues, 0);
  const { model, block } = enterVision(graph, config, weights, hidden, 0, linear);
  const patches = attentions.map((attention) =>
    attention === 'plain'
      ? projectedFeatures(model, allRows(model, block))
      : features(model, block.prefix, attendedPatches(model, block, attention)),
  );
  return { picture: classFeatures(model, block), patches };
}

/** The tower up to the keys and values of its last block. */
function enterVision(
  graph: Graph,
  config: ClipConfig,
  weights: Weights,
  hidden: Value,
  first: number,
  linear: Linear,
): { readonly model: Transformer; readonly block: LastBlock } {
  const [batch] = hidden.shape;
  const model = visionTransformer(graph, config, weights, batch, linear);
  const rows = multiplyDims([batch, model.extents.length]);
  const flat = reshape(graph, hidden, [rows, config.vision.width]); // [N*L, D]
  return { model, block: enterLastBlock(model, flat, first) };
}

function classFeatures(model: Transformer, block: LastBlock): Value {
  const { graph, config, extents } = model;
  const pick = (x: Value) => pickClassToken(graph, x, extents.batch, extents.length, config.width);
  return projectedFeatures(model, pooledRow(model, block, { pick, mask: null })); // [N, E]
}

/** `[M, D]` → `[M, E]` */
function projectedFeatures({ graph, weights }: Transformer, x: Value): Value {
  return graph.emit('Gemm', [layerNorm(graph, weights, 'visual.ln_post', x), weights(PROJECTIONS.vision)]);
}

function visionTransformer(
  graph: Graph,
  config: ClipConfig,
  weights: Weights,
  batch: Dim,
  linear: Linear,
): Transformer {
  const { vision, activation } = config;
  const length = imageTokens(config);
  return {
    graph,
    weights,
    prefix: 'visual.transformer',
    config: vision,
    activation,
    epsilon: LAYER_NORM_EPSILON,
    extents: { batch, length },
    mask: null,
    linear,
  };
}

/** The convolution with stride = kernel, without offsets, as one Gemm over cut-out patches. `[N, 3, S, S]` → `[N, grid², D]` */
export function embedPatches(
  graph: Graph,
  { imageSizePx, patchSizePx, vision }: Pick<ClipConfig, 'imageSizePx' | 'patchSizePx' | 'vision'>,
  weights: Weights,
  pixelValues: Value,
): Value {
  const batch = pixelValues.shape[0];
  const grid = imageSizePx / patchSizePx;
  const elements = 3 * patchSizePx * patchSizePx;
  const cut = reshape(graph, pixelValues, [batch, 3, grid, patchSizePx, grid, patchSizePx]);
  const ordered = graph.emit('Transpose', [cut], { perm: [0, 2, 4, 1, 3, 5] }); // [N, grid, grid, 3, P, P]
  const flat = reshape(graph, ordered, [multiplyDims([batch, grid * grid]), elements]);
  const kernel = reshape(graph, weights('visual.conv1.weight'), [vision.width, elements]);
  const embedded = graph.emit('Gemm', [flat, kernel], { transB: 1 }); // [N*grid², D]
  return reshape(graph, embedded, [batch, grid * grid, vision.width]);
}

/** `[N*L, D]` → `[N, D]`: row 0 of each sequence. */
function pickClassToken(graph: Graph, x: Value, batch: Dim, length: Dim, width: number): Value {
  const sequences = reshape(graph, x, [batch, length, width]);
  return reshape(graph, slice(graph, sequences, 1, 0, 1), [batch, width]);
}
