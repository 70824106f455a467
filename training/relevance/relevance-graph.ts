/**
 * The graph behind relevance maps: the image tower, its cosine with a text, and in every block the attention multiplied with the gradient of
 * that cosine. Source: Chefer, Gur and Wolf, Generic Attention-model Explainability (2021), as its authors apply it to CLIP.
 */
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import { externalWeights, PIXEL_VALUES, type WeightPlaces } from '../../models/clip/tower-graphs.ts';
import { visionTower } from '../../models/clip/vision-tower.ts';
import { LOGIT_SCALE } from '../../models/clip/weight-names.ts';
import type { Dim } from '../../models/onnx/dims.ts';
import { Graph, type Value } from '../../models/onnx/graph.ts';
import { reshape, sum } from '../../models/onnx/shape-ops.ts';
import { gradients } from '../autodiff/gradients.ts';

/** Input: the embedding of a text as a unit vector, `[1, E]`. */
export const TEXT_EMBEDDING = 'text_embedding';

/**
 * `pixel_values` `[1, 3, S, S]` and `text_embedding` → the cosine `[1, 1]`, then for each block, first to last, what each token takes from each
 * other, `[rows, L]`: the mean over the heads of attention × gradient where that is positive. In the last block only the class token has a
 * row. The gradient is that of the logit, exp(logit_scale) × cosine. The weights must be float32.
 */
export function relevanceGraph(config: ClipConfig, places: WeightPlaces): Graph {
  const graph = new Graph('vision-relevance');
  const { imageSizePx: size, embeddingDim } = config;
  const weights = externalWeights(graph, places);
  const pixels = graph.input(PIXEL_VALUES, 'float32', [1, 3, size, size]);
  const text = graph.input(TEXT_EMBEDDING, 'float32', [1, embeddingDim]);
  const features = visionTower(graph, config, weights, pixels); // [1, E]
  // The only softmaxes of the tower are those of its attentions, one a block. `[1, H, rows, L]`
  const attentions = graph.nodes.filter(({ op }) => op === 'Softmax').map(({ outputs }) => outputs[0]);
  const cosine = cosineOf(graph, features, text); // [1, 1]
  const scale = graph.emit('Exp', [weights(LOGIT_SCALE)]);
  const found = gradients(graph, new Map([[cosine, reshape(graph, scale, [1, 1])]]), attentions);
  graph.output(cosine);
  for (const attention of attentions) {
    const gradient = found.get(attention)?.dense;
    if (!gradient) throw new Error(`the cosine does not depend on ${attention.name}`);
    graph.output(taken(graph, attention, gradient));
  }
  return graph;
}

function cosineOf(graph: Graph, features: Value, text: Value): Value {
  const dot = sum(graph, graph.emit('Mul', [features, text]), [1], 'kept'); // [1, 1]
  const squares = sum(graph, graph.emit('Mul', [features, features]), [1], 'kept'); // [1, 1]
  return graph.emit('Div', [dot, graph.emit('Sqrt', [squares])]);
}

/** `[1, H, rows, L]` twice → `[rows, L]` */
function taken(graph: Graph, attention: Value, gradient: Value): Value {
  const [, heads, rows, length] = attention.shape;
  const positive = graph.emit('Max', [graph.emit('Mul', [attention, gradient]), graph.scalar(0)]);
  const total = sum(graph, positive, [1], 'dropped'); // [1, rows, L]
  return reshape(graph, graph.emit('Mul', [total, graph.scalar(1 / numeric(heads))]), [rows, length]);
}

function numeric(dim: Dim): number {
  if (typeof dim !== 'number') throw new Error(`the size ${dim} is not known before the graph runs`);
  return dim;
}
