/**
 * The pre-norm transformer of both towers. Hidden states are flat, `[N*L, D]`, so that a linear layer is one Gemm over
 * weights in PyTorch's layout `[out, in]`. `weights` gives the value of a published key: an initializer or an input.
 */

import type { ModelActivation } from '../../core/documents/model.ts';
import { type Dim, multiplyDims } from '../onnx/dims.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { reshape, slice } from '../onnx/shape-ops.ts';
import type { TowerConfig } from './tower-shapes.ts';

export type Weights = (key: string) => Value;

/** The published keys of one linear layer, and which of its output features are wanted. */
export type LinearLayer = {
  readonly weight: string;
  readonly bias: string;
  /** All of them if absent. */
  readonly features?: { readonly start: number; readonly end: number };
};

/** Computation of the blocks' linear layers: `[M, in]` → `[M, out]`. */
export type Linear = (graph: Graph, weights: Weights, layer: LinearLayer, x: Value) => Value;

/** Computes in float32, and has a gradient. */
export const floatLinear: Linear = (graph, weights, { weight, bias, features }, x) => {
  const part = (value: Value) => (features ? slice(graph, value, 0, features.start, features.end) : value);
  return graph.emit('Gemm', [x, part(weights(weight)), part(weights(bias))], { transB: 1 });
};

/** Batch and sequence extents of the hidden states. */
export type Extents = { readonly batch: Dim; readonly length: Dim };

export type Transformer = {
  readonly graph: Graph;
  readonly weights: Weights;
  /** Key prefix, such as `visual.transformer`. */
  readonly prefix: string;
  readonly config: TowerConfig;
  readonly activation: ModelActivation;
  /** Added to the variance in each normalization of the blocks. */
  readonly epsilon: number;
  readonly extents: Extents;
  /** Added to the attention scores `[N, H, L, L]`; null if every token attends to all others. */
  readonly mask: Value | null;
  readonly linear: Linear;
};

/** The one row of each sequence that the last block computes. */
export type PooledRow = {
  /** `[N*L, D]` → `[N, D]` */
  readonly pick: (x: Value) => Value;
  /** Mask of that row's scores, `[N, 1, 1, L]`; null if it attends to all tokens. */
  readonly mask: Value | null;
};

/** Value of CLIP and most transformers. */
export const LAYER_NORM_EPSILON = 1e-5;

/** LayerNorm over the last axis. */
export function layerNorm(
  graph: Graph,
  weights: Weights,
  prefix: string,
  x: Value,
  epsilon = LAYER_NORM_EPSILON,
): Value {
  return graph.emit('LayerNormalization', [x, weights(`${prefix}.weight`), weights(`${prefix}.bias`)], {
    axis: -1,
    epsilon,
  });
}

/** Blocks `first` to `end` (exclusive), for every row. `[N*L, D]` → `[N*L, D]` */
export function blocks(model: Transformer, x: Value, first: number, end: number): Value {
  let hidden = x;
  for (let i = first; i < end; i++) hidden = block(model, i, hidden); // [N*L, D]
  return hidden;
}

/**
 * The blocks from `first` on. The last one is computed only for the pooled row; this is exact, since nothing reads its
 * other rows.
 * `[N*L, D]` → `[N, D]`
 */
export function pooledBlocks(model: Transformer, x: Value, first: number, row: PooledRow): Value {
  return pooledRow(model, enterLastBlock(model, x, first), row); // [N, D]
}

/** Inputs that all rows of the last block's attention share. */
export type LastBlock = {
  readonly prefix: string;
  /** At the entry of the block, `[N*L, D]`. */
  readonly x: Value;
  /** `x` after the block's first normalization. */
  readonly normed: Value;
  readonly k: Value;
  readonly v: Value;
};

/** The blocks from `first` to the last but one, and the keys and values of the last one. */
export function enterLastBlock(model: Transformer, x: Value, first: number): LastBlock {
  const { graph, weights, config, epsilon } = model;
  const last = config.layers - 1;
  const prefix = `${model.prefix}.resblocks.${last}`;
  const entering = blocks(model, x, first, last); // [N*L, D]
  const normed = layerNorm(graph, weights, `${prefix}.ln_1`, entering, epsilon); // [N*L, D]
  const packed = projected(model, prefix, normed, config.width, 3 * config.width);
  const [k, v] = graph.emitMany('Split', [packed], { axis: 1 }, 2); // [N*L, D]
  return { prefix, x: entering, normed, k, v };
}

/** The last block for one row of each sequence. `[N, D]` */
export function pooledRow(model: Transformer, { prefix, x, normed, k, v }: LastBlock, row: PooledRow): Value {
  const { graph, config, extents } = model;
  const q = projected(model, prefix, row.pick(normed), 0, config.width); // [N, D]
  const attended = attention(graph, config, extents, 1, q, k, v, row.mask); // [N, D]
  return mlp(model, prefix, attentionOutput(model, prefix, attended, row.pick(x))); // [N, D]
}

/** The last block for all rows, as in a plain transformer. `[N*L, D]` */
export function allRows(model: Transformer, { prefix, x, normed, k, v }: LastBlock): Value {
  const { graph, config, extents, mask } = model;
  const q = projected(model, prefix, normed, 0, config.width); // [N*L, D]
  const attended = attention(graph, config, extents, extents.length, q, k, v, mask); // [N*L, D]
  return mlp(model, prefix, attentionOutput(model, prefix, attended, x)); // [N*L, D]
}

/** Features `start` to `end` of the packed queries, keys and values of a block. */
export function projected(model: Transformer, prefix: string, x: Value, start: number, end: number): Value {
  return model.linear(model.graph, model.weights, { ...attentionInput(prefix), features: { start, end } }, x);
}

function block(model: Transformer, index: number, x: Value): Value {
  const { graph, weights, config, extents, mask, linear, epsilon } = model;
  const prefix = `${model.prefix}.resblocks.${index}`;
  const normed = layerNorm(graph, weights, `${prefix}.ln_1`, x, epsilon); // [N*L, D]
  const packed = linear(graph, weights, attentionInput(prefix), normed); // [N*L, 3D]
  const [q, k, v] = graph.emitMany('Split', [packed], { axis: 1 }, 3); // [N*L, D]
  const attended = attention(graph, config, extents, extents.length, q, k, v, mask); // [N*L, D]
  return mlp(model, prefix, attentionOutput(model, prefix, attended, x)); // [N*L, D]
}

/** Scaled dot-product attention with `queries` rows per sequence. `[N*queries, D]`, `[N*L, D]` twice → `[N*queries, D]` */
export function attention(
  graph: Graph,
  { width, heads }: TowerConfig,
  { batch, length }: Extents,
  queries: Dim,
  q: Value,
  k: Value,
  v: Value,
  mask: Value | null,
): Value {
  const byHead = (x: Value, rows: Dim, perm: readonly number[]) =>
    graph.emit('Transpose', [reshape(graph, x, [batch, rows, heads, width / heads])], { perm });
  const scores = graph.emit('MatMul', [
    byHead(scaled(graph, q, width / heads), queries, [0, 2, 1, 3]), // [N, H, queries, 64]
    byHead(k, length, [0, 2, 3, 1]), // [N, H, 64, L]
  ]); // [N, H, queries, L]
  const masked = mask ? graph.emit('Add', [scores, mask]) : scores;
  const shares = graph.emit('Softmax', [masked], { axis: -1 });
  const mixed = graph.emit('MatMul', [shares, byHead(v, length, [0, 2, 1, 3])]); // [N, H, queries, 64]
  const merged = graph.emit('Transpose', [mixed], { perm: [0, 2, 1, 3] }); // [N, queries, H, 64]
  return reshape(graph, merged, [multiplyDims([batch, queries]), width]);
}

/** Queries divided by the root of the head's width. */
export function scaled(graph: Graph, q: Value, headWidth: number): Value {
  return graph.emit('Mul', [q, graph.scalar(1 / Math.sqrt(headWidth))]);
}

/** The output projection of a block's attention, without its skip connection. */
export function outputProjection(
  { graph, weights, linear }: Transformer,
  prefix: string,
  attended: Value,
): Value {
  return linear(graph, weights, outputLayer(prefix), attended);
}

/** The keys of a block's output projection. */
export function outputLayer(prefix: string): LinearLayer {
  return layer(`${prefix}.attn.out_proj`);
}

function attentionInput(prefix: string): LinearLayer {
  return { weight: `${prefix}.attn.in_proj_weight`, bias: `${prefix}.attn.in_proj_bias` };
}

function attentionOutput(model: Transformer, prefix: string, attended: Value, x: Value): Value {
  return model.graph.emit('Add', [x, outputProjection(model, prefix, attended)]);
}

function mlp(model: Transformer, prefix: string, x: Value): Value {
  const { graph, weights, linear, epsilon } = model;
  const normed = layerNorm(graph, weights, `${prefix}.ln_2`, x, epsilon);
  return graph.emit('Add', [
    x,
    feedForward(graph, weights, model.activation, linear, `${prefix}.mlp`, normed),
  ]);
}

/** The two linear layers under `prefix` with the activation between them. `[M, D]` → `[M, D]` */
export function feedForward(
  graph: Graph,
  weights: Weights,
  activation: ModelActivation,
  linear: Linear,
  prefix: string,
  x: Value,
): Value {
  const wide = linear(graph, weights, layer(`${prefix}.c_fc`), x); // [M, 4D]
  return linear(graph, weights, layer(`${prefix}.c_proj`), GELUS[activation](graph, wide)); // [M, D]
}

function layer(prefix: string): LinearLayer {
  return { weight: `${prefix}.weight`, bias: `${prefix}.bias` };
}

/** x * sigmoid(1.702 x), in the form that ONNX Runtime fuses. */
function quickGelu(graph: Graph, x: Value): Value {
  return graph.emit('Mul', [x, graph.emit('Sigmoid', [graph.emit('Mul', [x, graph.scalar(1.702)])])]);
}

/** Exact GELU: x * 0.5 * (1 + erf(x / sqrt 2)). */
function gelu(graph: Graph, x: Value): Value {
  const erf = graph.emit('Erf', [graph.emit('Div', [x, graph.scalar(Math.SQRT2)])]);
  const gate = graph.emit('Mul', [graph.emit('Add', [erf, graph.scalar(1)]), graph.scalar(0.5)]);
  return graph.emit('Mul', [x, gate]);
}

/**
 * GELU by the hyperbolic tangent: x * 0.5 * (1 + tanh(u)) with u = sqrt(2 / pi) * (x + 0.044715 x³). Written with the sigmoid, since
 * (1 + tanh(u)) / 2 = sigmoid(2u).
 */
function tanhGelu(graph: Graph, x: Value): Value {
  const square = graph.emit('Mul', [x, x]);
  const factor = graph.emit('Add', [graph.emit('Mul', [square, graph.scalar(0.044715)]), graph.scalar(1)]);
  const u = graph.emit('Mul', [graph.emit('Mul', [x, factor]), graph.scalar(2 * Math.sqrt(2 / Math.PI))]);
  return graph.emit('Mul', [x, graph.emit('Sigmoid', [u])]);
}

const GELUS: Readonly<Record<ModelActivation, (graph: Graph, x: Value) => Value>> = {
  quick_gelu: quickGelu,
  gelu,
  gelu_tanh: tanhGelu,
};
