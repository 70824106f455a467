/** Broadcasting in reverse: what was broadcast is summed, what was summed is broadcast. */
import type { Shape } from '../../models/onnx/dims.ts';
import type { Graph, Value } from '../../models/onnx/graph.ts';
import { reshape, sum } from '../../models/onnx/shape-ops.ts';

/** Sums `x` over the axes along which a value of `shape` was repeated to get the shape of `x`. */
export function sumTo(graph: Graph, x: Value, shape: Shape): Value {
  const leading = x.shape.length - shape.length;
  const axes = x.shape.flatMap((dim, axis) =>
    axis < leading || (shape[axis - leading] === 1 && dim !== 1) ? [axis] : [],
  );
  if (axes.length === 0) return x;
  if (axes.every((axis) => axis < leading)) return sum(graph, x, axes, 'dropped');
  return reshape(graph, sum(graph, x, axes, 'kept'), shape);
}

/** Repeats `x` to the shape that `like` has when the graph runs. */
export function repeatLike(graph: Graph, x: Value, like: Value): Value {
  const { shape } = like;
  const known = shape.every((dim) => typeof dim === 'number' || !dim.includes('*'));
  const extents = known
    ? graph.shapeVector(shape)
    : graph.emit('Shape', [like], { start: 0, end: shape.length });
  return graph.emit('Expand', [x, extents], {}, { type: x.type, shape });
}

/** The elements of an int64 constant, such as the axes of a sum. */
export function constantIntegers(graph: Graph, value: Value): number[] {
  const initializer = graph.initializers.find((candidate) => candidate.value === value);
  if (initializer?.bytes.kind !== 'inline' || value.type !== 'int64')
    throw new Error(`${value.name} is not an int64 constant`);
  const { buffer, byteOffset, byteLength } = initializer.bytes.bytes;
  return Array.from(new BigInt64Array(buffer, byteOffset, byteLength / 8), Number);
}
