/**
 * The pre-norm transformer of both towers. Hidden states are flat, `[N*L, D]`, so that a linear layer is one Gemm over
 * weights in PyTorch's layout `[out, in]`. `weights` gives the value of a published key: an initializer or an input.
 */
import type { Dim } from '../onnx/dims.ts';
import { multiplyDims } from '../onnx/dims.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { reshape, slice } from '../onnx/shape-ops.ts';
import type { Activation, TowerConfig } from './clip-config.ts';

export type Weights = (key: string) => Value;

/** Batch and sequence extents of the hidden states. */
type Extents = { readonly batch: Dim; readonly length: Dim };

export type Transformer = {
  readonly graph: Graph;
  readonly weights: Weights;
  /** Key prefix, such as `visual.transformer`. */
  readonly prefix: string;
  readonly config: TowerConfig;
  readonly activation: Activation;
  readonly extents: Extents;
  /** Added to the attention scores `[N, H, L, L]`; null where every token sees every other. */
  readonly mask: Value | null;
};

/** The one row of each sequence that the last block computes. */
export type PooledRow = {
  /** `[N*L, D]` → `[N, D]` */
  readonly pick: (x: Value) => Value;
  /** Mask of that row's scores, `[N, 1, 1, L]`; null where it sees every token. */
  readonly mask: Value | null;
};

/** LayerNorm over the last axis, eps 1e-5. */
export function layerNorm(graph: Graph, weights: Weights, prefix: string, x: Value): Value {
  return graph.emit('LayerNormalization', [x, weights(`${prefix}.weight`), weights(`${prefix}.bias`)], {
    axis: -1,
    epsilon: 1e-5,
  });
}

/** Blocks `first` to `end` (exclusive), for every row. `[N*L, D]` → `[N*L, D]` */
export function blocks(model: Transformer, x: Value, first: number, end: number): Value {
  let hidden = x;
  for (let i = first; i < end; i++) hidden = block(model, i, hidden); // [N*L, D]
  return hidden;
}

/**
 * The blocks from `first` on; the last one only for the pooled row, which is exact: no later token reads the others.
 * `[N*L, D]` → `[N, D]`
 */
export function pooledBlocks(model: Transformer, x: Value, first: number, row: PooledRow): Value {
  const last = model.config.layers - 1;
  return lastBlock(model, last, blocks(model, x, first, last), row); // [N, D]
}

function block(model: Transformer, index: number, x: Value): Value {
  const { graph, weights, config, extents, mask } = model;
  const prefix = `${model.prefix}.resblocks.${index}`;
  const normed = layerNorm(graph, weights, `${prefix}.ln_1`, x); // [N*L, D]
  const packed = graph.emit(
    'Gemm',
    [normed, weights(`${prefix}.attn.in_proj_weight`), weights(`${prefix}.attn.in_proj_bias`)],
    { transB: 1 },
  ); // [N*L, 3D]
  const [q, k, v] = graph.emitMany('Split', [packed], { axis: 1 }, 3); // [N*L, D]
  const attended = attention(graph, config, extents, extents.length, q, k, v, mask); // [N*L, D]
  return mlp(model, prefix, attentionOutput(model, prefix, attended, x)); // [N*L, D]
}

function lastBlock(model: Transformer, index: number, x: Value, row: PooledRow): Value {
  const { graph, weights, config, extents } = model;
  const prefix = `${model.prefix}.resblocks.${index}`;
  const { width } = config;
  const normed = layerNorm(graph, weights, `${prefix}.ln_1`, x); // [N*L, D]
  const inWeight = weights(`${prefix}.attn.in_proj_weight`); // [3D, D]
  const inBias = weights(`${prefix}.attn.in_proj_bias`); // [3D]
  const project = (input: Value, start: number, end: number) =>
    graph.emit('Gemm', [input, slice(graph, inWeight, 0, start, end), slice(graph, inBias, 0, start, end)], {
      transB: 1,
    });
  const q = project(row.pick(normed), 0, width); // [N, D]
  const [k, v] = graph.emitMany('Split', [project(normed, width, 3 * width)], { axis: 1 }, 2); // [N*L, D]
  const attended = attention(graph, config, extents, 1, q, k, v, row.mask); // [N, D]
  return mlp(model, prefix, attentionOutput(model, prefix, attended, row.pick(x))); // [N, D]
}

/** Scaled dot-product attention of `queries` rows a sequence. `[N*queries, D]`, `[N*L, D]` twice → `[N*queries, D]` */
function attention(
  graph: Graph,
  { width, heads }: TowerConfig,
  { batch, length }: Extents,
  queries: Dim,
  q: Value,
  k: Value,
  v: Value,
  mask: Value | null,
): Value {
  const headWidth = width / heads;
  const byHead = (x: Value, rows: Dim, perm: readonly number[]) =>
    graph.emit('Transpose', [reshape(graph, x, [batch, rows, heads, headWidth])], { perm });
  const scaled = graph.emit('Mul', [q, graph.scalar(1 / Math.sqrt(headWidth))]);
  const scores = graph.emit('MatMul', [
    byHead(scaled, queries, [0, 2, 1, 3]), // [N, H, queries, 64]
    byHead(k, length, [0, 2, 3, 1]), // [N, H, 64, L]
  ]); // [N, H, queries, L]
  const masked = mask ? graph.emit('Add', [scores, mask]) : scores;
  const shares = graph.emit('Softmax', [masked], { axis: -1 });
  const mixed = graph.emit('MatMul', [shares, byHead(v, length, [0, 2, 1, 3])]); // [N, H, queries, 64]
  const merged = graph.emit('Transpose', [mixed], { perm: [0, 2, 1, 3] }); // [N, queries, H, 64]
  return reshape(graph, merged, [multiplyDims([batch, queries]), width]);
}

function attentionOutput({ graph, weights }: Transformer, prefix: string, attended: Value, x: Value): Value {
  const out = graph.emit(
    'Gemm',
    [attended, weights(`${prefix}.attn.out_proj.weight`), weights(`${prefix}.attn.out_proj.bias`)],
    { transB: 1 },
  );
  return graph.emit('Add', [x, out]);
}

function mlp({ graph, weights, activation }: Transformer, prefix: string, x: Value): Value {
  const normed = layerNorm(graph, weights, `${prefix}.ln_2`, x);
  const wide = graph.emit(
    'Gemm',
    [normed, weights(`${prefix}.mlp.c_fc.weight`), weights(`${prefix}.mlp.c_fc.bias`)],
    { transB: 1 },
  ); // [.., 4D]
  const active = activation === 'quick_gelu' ? quickGelu(graph, wide) : gelu(graph, wide);
  const narrow = graph.emit(
    'Gemm',
    [active, weights(`${prefix}.mlp.c_proj.weight`), weights(`${prefix}.mlp.c_proj.bias`)],
    { transB: 1 },
  ); // [.., D]
  return graph.emit('Add', [x, narrow]);
}

/** x * sigmoid(1.702 x), in the order that ONNX Runtime fuses. */
function quickGelu(graph: Graph, x: Value): Value {
  return graph.emit('Mul', [x, graph.emit('Sigmoid', [graph.emit('Mul', [x, graph.scalar(1.702)])])]);
}

/** Exact GELU: x * 0.5 * (1 + erf(x / sqrt 2)). */
function gelu(graph: Graph, x: Value): Value {
  const erf = graph.emit('Erf', [graph.emit('Div', [x, graph.scalar(Math.SQRT2)])]);
  const gate = graph.emit('Mul', [graph.emit('Add', [erf, graph.scalar(1)]), graph.scalar(0.5)]);
  return graph.emit('Mul', [x, gate]);
}
