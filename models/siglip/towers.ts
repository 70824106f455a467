/**
 * The two towers of SigLIP (Zhai et al. 2023), on the transformer of `models/clip`. They differ from CLIP's: pictures have no
 * class token and are pooled by attention, texts have no causal mask and are pooled at their last position.
 */

import {
  attention,
  blocks,
  feedForward,
  floatLinear,
  type Linear,
  layerNorm,
  pooledBlocks,
  type Transformer,
  type Weights,
} from '../clip/transformer.ts';
import { embedPatches } from '../clip/vision-tower.ts';
import type { Dim } from '../onnx/dims.ts';
import { multiplyDims } from '../onnx/dims.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { expand, reshape, slice } from '../onnx/shape-ops.ts';
import { gridOf, type SiglipConfig, type SiglipTower } from './siglip-config.ts';

const EPSILON = 1e-6;

/** Pixel values `[N, 3, S, S]` → features `[N, E]`, not normalized. `linear` computes the blocks; the pooling is in float32. */
export function siglipVision(
  graph: Graph,
  config: SiglipConfig,
  weights: Weights,
  pixelValues: Value,
  linear: Linear = floatLinear,
): Value {
  const batch = pixelValues.shape[0];
  const { width, layers } = config.vision;
  const grid = gridOf(config);
  const length = grid ** 2;
  const edge = grid * config.patchSizePx;
  const covered =
    edge === config.imageSizePx
      ? pixelValues
      : slice(graph, slice(graph, pixelValues, 2, 0, edge), 3, 0, edge); // [N, 3, edge, edge]
  const patches = graph.emit('Add', [
    embedPatches(graph, { ...config, imageSizePx: edge }, weights, covered),
    weights('visual.conv1.bias'),
  ]); // [N, L, D]
  const placed = graph.emit('Add', [patches, weights('visual.positional_embedding')]);
  const flat = reshape(graph, placed, [multiplyDims([batch, length]), width]); // [N*L, D]
  const model = transformer(graph, config, weights, 'vision', batch, length, linear);
  const hidden = blocks(model, flat, 0, layers); // [N*L, D]
  return pooled(model, layerNorm(graph, weights, 'visual.ln_post', hidden, EPSILON));
}

/** Token ids `[N, T]`, T the context length, filled up with the padding id → features `[N, E]`, not normalized. */
export function siglipText(graph: Graph, config: SiglipConfig, weights: Weights, ids: Value): Value {
  const [batch] = ids.shape;
  const { contextLength: length, text } = config;
  const embedded = graph.emit('Gather', [weights('token_embedding.weight'), ids], { axis: 0 }); // [N, T, D]
  const placed = graph.emit('Add', [embedded, weights('positional_embedding')]);
  const flat = reshape(graph, placed, [multiplyDims([batch, length]), text.width]); // [N*T, D]
  const model = transformer(graph, config, weights, 'text', batch, length, floatLinear);
  const last = pooledBlocks(model, flat, 0, {
    pick: (x) => lastToken(graph, x, batch, length, text.width),
    mask: null,
  }); // [N, D]
  const normed = layerNorm(graph, weights, 'ln_final', last, EPSILON);
  return floatLinear(graph, weights, { weight: 'text_head.weight', bias: 'text_head.bias' }, normed); // [N, E]
}

function transformer(
  graph: Graph,
  config: SiglipConfig,
  weights: Weights,
  tower: 'vision' | 'text',
  batch: Dim,
  length: number,
  linear: Linear,
): Transformer & { readonly config: SiglipTower } {
  return {
    graph,
    weights,
    prefix: tower === 'vision' ? 'visual.transformer' : 'transformer',
    config: config[tower],
    activation: config.activation,
    epsilon: EPSILON,
    extents: { batch, length },
    mask: null,
    linear,
  };
}

/** One learned query attends to all patches; an MLP follows. `[N*L, D]` → `[N, D]` */
function pooled({ graph, weights, config, activation, extents }: Transformer, x: Value): Value {
  const { width } = config;
  const project = (input: Value, start: number, end: number) =>
    floatLinear(
      graph,
      weights,
      {
        weight: 'visual.head.attn.in_proj_weight',
        bias: 'visual.head.attn.in_proj_bias',
        features: { start, end },
      },
      input,
    );
  const query = project(weights('visual.head.probe'), 0, width); // [1, D]
  const q = expand(graph, query, [extents.batch, width]); // [N, D]
  const [k, v] = graph.emitMany('Split', [project(x, width, 3 * width)], { axis: 1 }, 2); // [N*L, D]
  const mixed = attention(graph, config, extents, 1, q, k, v, null); // [N, D]
  const attended = floatLinear(
    graph,
    weights,
    { weight: 'visual.head.attn.out_proj.weight', bias: 'visual.head.attn.out_proj.bias' },
    mixed,
  );
  const normed = layerNorm(graph, weights, 'visual.head.ln', attended, EPSILON);
  const changed = feedForward(graph, weights, activation, floatLinear, 'visual.head.mlp', normed);
  return graph.emit('Add', [attended, changed]); // [N, D]
}

/** `[N*T, D]` → `[N, D]`: the last row of each sequence. */
function lastToken(graph: Graph, x: Value, batch: Dim, length: number, width: number): Value {
  const sequences = reshape(graph, x, [batch, length, width]);
  return reshape(graph, slice(graph, sequences, 1, length - 1, length), [batch, width]);
}
