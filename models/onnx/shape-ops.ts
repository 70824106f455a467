/** Operators whose result shape is given by arguments: reshape, expand, slice, pad, sums over axes. */
import { broadcastShapes, type Dim, multiplyDims, type Shape } from './dims.ts';
import type { Graph, Value } from './graph.ts';

/** The same elements, row-major, in another shape. Throws if the number of elements differs. */
export function reshape(graph: Graph, x: Value, shape: Shape): Value {
  if (multiplyDims(x.shape) !== multiplyDims(shape))
    throw new Error(`${x.name}: [${x.shape}] and [${shape}] have different numbers of elements`);
  const symbolic = shape.filter((dim) => typeof dim === 'string').length;
  const target =
    symbolic <= 1
      ? graph.int64(shape.map((dim) => (typeof dim === 'number' ? dim : -1)))
      : graph.shapeVector(shape);
  return graph.emit('Reshape', [x, target], {}, { type: x.type, shape });
}

/** Repeats `x` along axes of size 1 to give `shape`. */
export function expand(graph: Graph, x: Value, shape: Shape): Value {
  const result = broadcastShapes(x.shape, shape);
  return graph.emit('Expand', [x, graph.shapeVector(shape)], {}, { type: x.type, shape: result });
}

/** Elements `start` to `end` (exclusive) along one axis. A symbolic `end` requires `start` 0. */
export function slice(graph: Graph, x: Value, axis: number, start: number, end: Dim): Value {
  const extent = typeof end === 'number' ? end - start : end;
  if (typeof end === 'string' && start !== 0)
    throw new Error(`a slice up to the symbolic dimension ${end} must start at 0, not ${start}`);
  const inputs = [x, graph.int64([start]), graph.shapeVector([end]), graph.int64([axis])];
  return graph.emit('Slice', inputs, {}, { type: x.type, shape: x.shape.with(axis, extent) });
}

/** Pads `x` with zeros along one axis, so that it starts at `start` and the axis has size `extent`. */
export function pad(graph: Graph, x: Value, axis: number, start: number, extent: Dim): Value {
  const zeros = x.shape.map(() => 0);
  const before = zeros.with(axis, start);
  const after = zerosAfter(graph, x.shape[axis], start, extent);
  const vector = graph.emit(
    'Concat',
    [
      graph.int64([...before, ...zeros.slice(0, axis)]),
      after,
      ...(axis + 1 < zeros.length ? [graph.int64(zeros.slice(axis + 1))] : []),
    ],
    { axis: 0 },
  );
  return graph.emit('Pad', [x, vector], {}, { type: x.type, shape: x.shape.with(axis, extent) });
}

/** Sums over `axes`, which are kept with size 1 or dropped. */
export function sum(graph: Graph, x: Value, axes: readonly number[], kept: 'kept' | 'dropped'): Value {
  const shape =
    kept === 'kept'
      ? x.shape.map((dim, axis) => (axes.includes(axis) ? 1 : dim))
      : x.shape.filter((_, axis) => !axes.includes(axis));
  return graph.emit(
    'ReduceSum',
    [x, graph.int64(axes)],
    { keepdims: kept === 'kept' ? 1 : 0 },
    { type: x.type, shape },
  );
}

function zerosAfter(graph: Graph, filled: Dim, start: number, extent: Dim): Value {
  if (typeof filled === 'number' && typeof extent === 'number') return graph.int64([extent - start - filled]);
  if (filled === extent) return graph.int64([0]);
  const free = graph.emit('Sub', [graph.shapeVector([extent]), graph.shapeVector([filled])]);
  return start === 0 ? free : graph.emit('Sub', [free, graph.int64([start])]);
}
