/**
 * Features of patches with 8-bit weights, in one product instead of two. Between the output projection W of the last block and the
 * projection P of the tower stands a normalization. All that it adds to a linear map is the deviation σ of each row of W a + b:
 *
 *   LN(W a + b) P = (M a + c) / σ + β,   M = Pᵀ diag(gain) C W,   c = Pᵀ diag(gain) C b,   β = Pᵀ bias,   C subtracts the mean.
 *
 * Only directions count, so M a + c + σ β serves as well. σ is estimated from a sketch of C (W a + b): its channels, with random signs,
 * summed in a few buckets. The buckets' squares have the expected sum σ² D. The error, about 6 % of σ, concerns only β. What
 * depends on weights alone is computed once, by ONNX Runtime when it loads the graph.
 */
import { seededRandom } from '../../core/seeded-random.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { reshape, sum } from '../onnx/shape-ops.ts';
import { levelProduct, quantizedRows } from './int8-linear.ts';
import type { WeightBits } from './int8-weights.ts';
import { LAYER_NORM_EPSILON, outputLayer, type Transformer, type Weights } from './transformer.ts';
import { PROJECTIONS } from './weight-names.ts';

const BUCKETS = 128;
const SEED = 1;
/** Keeps the scale of an all-zero column above zero. */
const LEAST_PEAK = 1e-10;

/**
 * Rows of the last block's attention, before its output projection, `[M, D]` → positive multiples of their features, `[M, E]`. The weights
 * are those of float32.
 */
export function int8PatchFeatures(
  { graph, weights, config }: Transformer,
  prefix: string,
  attended: Value,
  bits: WeightBits,
): Value {
  const { weight, bias } = outputLayer(prefix);
  const output = graph.emit('Transpose', [weights(weight)], { perm: [1, 0] }); // [D, D]
  const offset = reshape(graph, weights(bias), [1, config.width]);
  const { levels, scales } = quantizedRows(graph, attended);
  const through = (matrix: Value) => ({
    product: columnProduct(graph, levels, graph.emit('MatMul', [output, matrix]), bits),
    constant: graph.emit('MatMul', [offset, matrix]),
  });
  const features = through(centred(graph, projection(graph, weights))); // [M, E], [1, E]
  const buckets = through(centred(graph, sketch(graph, config.width))); // [M, 128], [1, 128]
  const sums = graph.emit('Add', [graph.emit('Mul', [buckets.product, scales]), buckets.constant]);
  const inverse = graph.emit('Div', [graph.scalar(1), scales]); // [M, 1]
  const deviations = graph.emit('Mul', [rootOfSquares(graph, sums), inverse]); // [M, 1]
  const directions = graph.emit('Concat', [finalBias(graph, weights), features.constant], { axis: 0 }); // [2, E]
  const shares = graph.emit('Concat', [deviations, inverse], { axis: 1 }); // [M, 2]
  return graph.emit('Gemm', [shares, directions, features.product]);
}

/** The projection after the gains of the last normalization. `[D, E]` */
function projection(graph: Graph, weights: Weights): Value {
  const gains = weights('visual.ln_post.weight');
  return graph.emit('Mul', [weights(PROJECTIONS.vision), reshape(graph, gains, [...gains.shape, 1])]);
}

/** What the bias of the last normalization becomes by the projection. `[1, E]` */
function finalBias(graph: Graph, weights: Weights): Value {
  const bias = weights('visual.ln_post.bias');
  return graph.emit('MatMul', [reshape(graph, bias, [1, ...bias.shape]), weights(PROJECTIONS.vision)]);
}

/** Each channel's bucket and sign, divided by the root of the number of channels. `[D, 128]` */
function sketch(graph: Graph, width: number): Value {
  const random = seededRandom(SEED);
  const elements = new Float32Array(width * BUCKETS);
  for (let i = 0; i < width; i++)
    elements[i * BUCKETS + (i % BUCKETS)] = (random() < 0.5 ? -1 : 1) / Math.sqrt(width);
  return graph.constant(elements, [width, BUCKETS]);
}

/** `matrix` `[D, K]` for rows that were not centred. */
function centred(graph: Graph, matrix: Value): Value {
  const means = graph.emit('Mul', [
    sum(graph, matrix, [0], 'kept'),
    graph.scalar(1 / Number(matrix.shape[0])),
  ]);
  return graph.emit('Sub', [matrix, means]);
}

/** Levels `[M, D]` by the float32 `matrix` `[D, K]` → `[M, K]` */
function columnProduct(graph: Graph, levels: Value, matrix: Value, bits: WeightBits): Value {
  const columns = Number(matrix.shape[1]);
  const peaks = graph.emit(
    'ReduceMax',
    [graph.emit('Max', [matrix, graph.emit('Neg', [matrix])])],
    { axes: [0], keepdims: 0 },
    { type: 'float32', shape: [columns] },
  );
  const bounded = graph.emit('Max', [peaks, graph.scalar(LEAST_PEAK)]);
  const scales = graph.emit('Mul', [bounded, graph.scalar(1 / (2 ** (bits - 1) - 1))]);
  const zeros = graph.constant(new Int8Array(columns), [columns]);
  return levelProduct(
    graph,
    levels,
    graph.emit('QuantizeLinear', [matrix, scales, zeros], { axis: 1 }),
    scales,
  );
}

/** `[M, K]` → `[M, 1]` */
function rootOfSquares(graph: Graph, x: Value): Value {
  const squares = sum(graph, graph.emit('Mul', [x, x]), [1], 'dropped'); // [M]
  const root = graph.emit('Sqrt', [graph.emit('Add', [squares, graph.scalar(LAYER_NORM_EPSILON)])]);
  return reshape(graph, root, [...root.shape, 1]);
}
