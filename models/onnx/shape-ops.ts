/** Operators whose result shape is an argument: reshape, expand, slice. */
import { broadcastShapes, type Dim, multiplyDims, type Shape } from './dims.ts';
import type { Graph, Value } from './graph.ts';

/** The same elements, row-major, as `shape`; symbols keep their meaning. */
export function reshape(graph: Graph, x: Value, shape: Shape): Value {
  if (multiplyDims(x.shape) !== multiplyDims(shape))
    throw new Error(`${x.name}: [${x.shape}] has not as many elements as [${shape}]`);
  const symbolic = shape.filter((dim) => typeof dim === 'string').length;
  const target =
    symbolic <= 1
      ? graph.int64(shape.map((dim) => (typeof dim === 'number' ? dim : -1)))
      : graph.shapeVector(shape);
  return graph.emit('Reshape', [x, target], {}, { type: x.type, shape });
}

/** Repeats `x` along its axes of extent 1 up to `shape`. */
export function expand(graph: Graph, x: Value, shape: Shape): Value {
  const result = broadcastShapes(x.shape, shape);
  return graph.emit('Expand', [x, graph.shapeVector(shape)], {}, { type: x.type, shape: result });
}

/** Elements `start` to `end` (exclusive) of one axis. */
export function slice(graph: Graph, x: Value, axis: number, start: number, end: Dim): Value {
  const extent = typeof end === 'number' ? end - start : end;
  if (typeof end === 'string' && start !== 0)
    throw new Error(`a slice up to the extent ${end} must start at 0, not ${start}`);
  const inputs = [x, graph.int64([start]), graph.shapeVector([end]), graph.int64([axis])];
  return graph.emit('Slice', inputs, {}, { type: x.type, shape: x.shape.with(axis, extent) });
}
