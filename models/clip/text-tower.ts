/** The text tower: token ids `[N, T]`, T at most the context length → features `[N, E]`, not normalized. */
import type { Dim } from '../onnx/dims.ts';
import { multiplyDims } from '../onnx/dims.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { reshape, slice } from '../onnx/shape-ops.ts';
import type { ClipConfig } from './clip-config.ts';
import { KEPT_POSITIONS } from './stretch-positions.ts';
import {
  blocks,
  floatLinear,
  LAYER_NORM_EPSILON,
  layerNorm,
  pooledBlocks,
  type Transformer,
  type Weights,
} from './transformer.ts';
import { POSITIONS, PROJECTIONS, STRETCHED_POSITIONS } from './weight-names.ts';

/** Used for minus infinity in the causal mask; finite, so that gradients stay finite. */
const MASKED = -1e9;

export type TextInputs = {
  /** int64 `[N, T]`, padded after the end-of-text id. */
  readonly ids: Value;
  /** float `[N, T]`: 1 at the first highest id of each row (end of text), 0 elsewhere. */
  readonly endOfText: Value;
};

/** `stretched`: positions from row `KEPT_POSITIONS` on come from the second table. */
export function textTower(
  graph: Graph,
  config: ClipConfig,
  weights: Weights,
  { ids, endOfText }: TextInputs,
  stretched: boolean,
): Value {
  const hidden = textHidden(graph, config, weights, ids, stretched, 0);
  return textFeatures(graph, config, weights, hidden, endOfText, 0);
}

/** The first part of the tower: token ids → hidden states at the entry of block `end`, `[N, T, D]`. */
export function textHidden(
  graph: Graph,
  config: ClipConfig,
  weights: Weights,
  ids: Value,
  stretched: boolean,
  end: number,
): Value {
  const [batch, length] = ids.shape;
  const { width } = config.text;
  const embedded = graph.emit('Gather', [weights('token_embedding.weight'), ids], { axis: 0 }); // [N, T, D]
  const positions = slice(graph, positionTable(graph, config, weights, stretched), 0, 0, length); // [T, D]
  const placed = graph.emit('Add', [embedded, positions]);
  if (end === 0) return placed;
  const model = textTransformer(graph, config, weights, batch, length);
  const hidden = reshape(graph, placed, [multiplyDims([batch, length]), width]); // [N*T, D]
  return reshape(graph, blocks(model, hidden, 0, end), [batch, length, width]);
}

/** The rest of the tower: hidden states at the entry of block `first`, `[N, T, D]` → features `[N, E]`. */
export function textFeatures(
  graph: Graph,
  config: ClipConfig,
  weights: Weights,
  hidden: Value,
  endOfText: Value,
  first: number,
): Value {
  const [batch, length] = hidden.shape;
  const { width } = config.text;
  const model = textTransformer(graph, config, weights, batch, length);
  const flat = reshape(graph, hidden, [multiplyDims([batch, length]), width]); // [N*T, D]
  const endRow = reshape(graph, endOfText, [batch, 1, length]); // [N, 1, T]
  const endMask = graph.emit('MatMul', [endOfText, model.mask]); // [N, T]
  const pooled = pooledBlocks(model, flat, first, {
    pick: (x) => pickEndOfText(graph, x, endRow, batch, length, width),
    mask: reshape(graph, endMask, [batch, 1, 1, length]),
  }); // [N, D]
  return graph.emit('Gemm', [layerNorm(graph, weights, 'ln_final', pooled), weights(PROJECTIONS.text)]); // [N, E]
}

function textTransformer(
  graph: Graph,
  { text, activation, contextLength }: ClipConfig,
  weights: Weights,
  batch: Dim,
  length: Dim,
): Transformer & { readonly mask: Value } {
  const square = causalMask(graph, contextLength);
  const causal = slice(graph, slice(graph, square, 0, 0, length), 1, 0, length); // [T, T]
  return {
    graph,
    weights,
    prefix: 'transformer',
    config: text,
    activation,
    epsilon: LAYER_NORM_EPSILON,
    extents: { batch, length },
    mask: causal,
    linear: floatLinear,
  };
}

/** The two tables of a stretched checkpoint as one: rows 0-19 of the first, the rest of the second. `[context, D]` */
function positionTable(
  graph: Graph,
  { contextLength }: ClipConfig,
  weights: Weights,
  stretched: boolean,
): Value {
  const first = weights(POSITIONS);
  if (!stretched) return first;
  const kept = slice(graph, first, 0, 0, KEPT_POSITIONS);
  const trained = slice(graph, weights(STRETCHED_POSITIONS), 0, KEPT_POSITIONS, contextLength);
  return graph.emit('Concat', [kept, trained], { axis: 0 });
}

/** 0 on and below the diagonal, `MASKED` above. `[context, context]` */
function causalMask(graph: Graph, contextLength: number): Value {
  const mask = new Float32Array(contextLength * contextLength);
  for (let row = 0; row < contextLength; row++)
    mask.fill(MASKED, row * contextLength + row + 1, (row + 1) * contextLength);
  return graph.constant(mask, [contextLength, contextLength]);
}

/** `[N*T, D]` → `[N, D]`, as a product with one-hot rows: exact, and its gradient needs no scatter. */
function pickEndOfText(graph: Graph, x: Value, endRow: Value, batch: Dim, length: Dim, width: number): Value {
  const sequences = reshape(graph, x, [batch, length, width]);
  return reshape(graph, graph.emit('MatMul', [endRow, sequences]), [batch, width]);
}
