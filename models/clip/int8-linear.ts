/**
 * Batch-invariant linear layers in 8-bit integers. Each row of activations and each output feature of the weights has its
 * own scale. Products are summed exactly in int32, so a row's result depends on that row alone.
 */
import type { Dim } from '../onnx/dims.ts';
import type { Graph, Value } from '../onnx/graph.ts';
import { DATA_TYPES } from '../onnx/ops.ts';
import { reshape, slice } from '../onnx/shape-ops.ts';
import type { Linear } from './transformer.ts';

/** Keeps the scale of an all-zero row above zero. */
const LEAST_PEAK = 1e-10;
/** Zero as an unsigned byte; activations use 1 to 255. */
const ZERO_POINT = 128;
const LARGEST_LEVEL = 127;

/** Key of the scales `[out]` of a quantized weight. */
export function scaleKey(weight: string): string {
  return `${weight}.scale`;
}

/** Weights are int8 `[in, out]` under their published keys. */
export const int8Linear: Linear = (graph, weights, { weight, bias, features }, x) => {
  const part = (value: Value, axis: number) =>
    features ? slice(graph, value, axis, features.start, features.end) : value;
  const product = int8Product(graph, x, part(weights(weight), 1), part(weights(scaleKey(weight)), 0)); // [M, out]
  return graph.emit('Add', [product, part(weights(bias), 0)]); // [M, out]
};

/** `x` `[M, in]` by the int8 weights `[in, out]`, whose output features have the `scales` `[out]` → `[M, out]`. */
function int8Product(graph: Graph, x: Value, weights: Value, scales: Value): Value {
  const rows = quantizedRows(graph, x);
  return graph.emit('Mul', [levelProduct(graph, rows.levels, weights, scales), rows.scales]);
}

/** uint8 levels `[M, in]` by int8 weights `[in, out]` → `[M, out]` */
export function levelProduct(graph: Graph, levels: Value, weights: Value, scales: Value): Value {
  return graph.emit('MatMulIntegerToFloat', [levels, weights, graph.scalar(1), scales, zeroPoint(graph)]);
}

/** `[M, K]` → levels uint8 `[M, K]` around 128 and the scale of each row, `[M, 1]`. */
export function quantizedRows(graph: Graph, x: Value): { levels: Value; scales: Value } {
  const rows: Dim = x.shape[0];
  const signature = { type: 'float32', shape: [rows] } as const;
  // Without the axis: ONNX Runtime takes ten times as long for `[M, 1]` and a scalar as for `[M]`.
  const along = { axes: [-1], keepdims: 0 };
  const peaks = graph.emit('Max', [
    graph.emit('ReduceMax', [x], along, signature),
    graph.emit('Neg', [graph.emit('ReduceMin', [x], along, signature)]),
  ]);
  const bounded = graph.emit('Max', [peaks, graph.scalar(LEAST_PEAK)]);
  const scales = graph.emit('Mul', [bounded, graph.scalar(1 / LARGEST_LEVEL)]);
  const zeros = repeatedZeroPoint(graph, scales); // uint8 [M]
  return {
    levels: graph.emit('QuantizeLinear', [x, scales, zeros], { axis: 0 }),
    scales: reshape(graph, scales, [rows, 1]),
  };
}

/** The zero point for each row of `like`. `Expand` cannot be used: extents that are products are not known to the graph. */
function repeatedZeroPoint(graph: Graph, like: Value): Value {
  const floats = graph.emit('Add', [graph.emit('Mul', [like, graph.scalar(0)]), graph.scalar(ZERO_POINT)]);
  return graph.emit('Cast', [floats], { to: DATA_TYPES.uint8 }, { type: 'uint8', shape: like.shape });
}

function zeroPoint(graph: Graph): Value {
  return graph.constant(Uint8Array.of(ZERO_POINT), []);
}
