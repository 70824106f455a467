/**
 * Gradient rules, one for each operator of `models/onnx/ops.ts`: given the gradients at a node's outputs, a function for
 * each input that emits the gradient at it. Only the functions of inputs that need a gradient are called.
 */
import type { Dim } from '../../models/onnx/dims.ts';
import type { Graph, GraphNode, Value } from '../../models/onnx/graph.ts';
import type { Attributes, OpName } from '../../models/onnx/ops.ts';
import { pad, reshape, slice, sum } from '../../models/onnx/shape-ops.ts';
import { constantIntegers, repeatLike, sumTo } from './broadcasting.ts';
import type { GatheredRows } from './gradient.ts';

type RuleInput = {
  readonly graph: Graph;
  readonly node: GraphNode;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
  /** Null for outputs that nothing depends on; at least one is not null. */
  readonly outputGradients: readonly (Value | null)[];
};

/** Null stands for an input without a gradient: indices, extents, axes. */
type Contributions = readonly ((() => Value | GatheredRows) | null)[];

/** A rule for an operator with one output; `dy` is the gradient at that output. */
type SimpleRule = (
  dy: Value,
  inputs: readonly Value[],
  graph: Graph,
  y: Value,
  attributes: Attributes,
) => Contributions;

/** Null: the output does not change with small changes of the inputs. */
export const GRADIENT_RULES: Readonly<Record<OpName, ((input: RuleInput) => Contributions) | null>> = {
  Add: simple((dy, [a, b], graph) => [() => sumTo(graph, dy, a.shape), () => sumTo(graph, dy, b.shape)]),
  Sub: simple((dy, [a, b], graph) => [
    () => sumTo(graph, dy, a.shape),
    () => times(graph, sumTo(graph, dy, b.shape), graph.scalar(-1)),
  ]),
  Mul: simple((dy, [a, b], graph) => [
    () => sumTo(graph, times(graph, dy, b), a.shape),
    () => sumTo(graph, times(graph, dy, a), b.shape),
  ]),
  Div: simple((dy, [a, b], graph, y) => [
    () => sumTo(graph, over(graph, dy, b), a.shape),
    () => times(graph, sumTo(graph, over(graph, times(graph, dy, y), b), b.shape), graph.scalar(-1)),
  ]),
  Sigmoid: simple((dy, _, graph, y) => [
    () => times(graph, dy, times(graph, y, graph.emit('Sub', [graph.scalar(1), y]))),
  ]),
  Erf: simple((dy, [x], graph) => [
    () => {
      const density = graph.emit('Exp', [times(graph, times(graph, x, x), graph.scalar(-1))]);
      return times(graph, dy, times(graph, density, graph.scalar(2 / Math.sqrt(Math.PI))));
    },
  ]),
  Exp: simple((dy, _, graph, y) => [() => times(graph, dy, y)]),
  Sqrt: simple((dy, _, graph, y) => [() => over(graph, times(graph, dy, graph.scalar(0.5)), y)]),
  EyeLike: null,
  Softmax: simple((dy, _, graph, y, { axis }) => [
    () => {
      const mean = sum(graph, times(graph, dy, y), [fromFront(axis, y)], 'kept');
      return times(graph, y, graph.emit('Sub', [dy, mean]));
    },
  ]),
  LogSoftmax: simple((dy, _, graph, y, { axis }) => [
    () => {
      const total = sum(graph, dy, [fromFront(axis, y)], 'kept');
      return graph.emit('Sub', [dy, times(graph, graph.emit('Exp', [y]), total)]);
    },
  ]),
  LayerNormalization: layerNormalizationRule,
  Gemm: simple(gemmRule),
  MatMul: simple((dy, [a, b], graph) => [
    () => sumTo(graph, graph.emit('MatMul', [dy, transposed(graph, b)]), a.shape),
    () => sumTo(graph, graph.emit('MatMul', [transposed(graph, a), dy]), b.shape),
  ]),
  Transpose: simple((dy, _, graph, __, { perm }) => [
    () => graph.emit('Transpose', [dy], { perm: inverse(perm) }),
  ]),
  Concat: simple((dy, inputs, graph, _, { axis }) => {
    let end = 0;
    return inputs.map(({ shape }) => {
      const start = end;
      end += numeric(shape[single(axis)]);
      return () => slice(graph, dy, single(axis), start, start + numeric(shape[single(axis)]));
    });
  }),
  Split: ({ graph, outputs, attributes: { axis }, outputGradients }) => [
    () =>
      graph.emit(
        'Concat',
        outputGradients.map((dy, i) => dy ?? repeatLike(graph, graph.scalar(0), outputs[i])),
        { axis },
      ),
  ],
  Gather: simple((dy, [, indices], _, __, { axis }) => [
    () => {
      if (axis !== 0) throw new Error(`the gradient of Gather along axis ${axis} is not implemented`);
      return { indices, rows: dy };
    },
    null,
  ]),
  Shape: null,
  Reshape: simple((dy, [x], graph) => [() => reshape(graph, dy, x.shape), null]),
  Expand: simple((dy, [x], graph) => [() => sumTo(graph, dy, x.shape), null]),
  Slice: simple((dy, [x, starts, , axes], graph) => [
    () => {
      const [axis] = constantIntegers(graph, axes);
      return pad(graph, dy, axis, constantIntegers(graph, starts)[0], x.shape[axis]);
    },
    null,
    null,
    null,
  ]),
  Pad: simple((dy, [x, pads], graph) => [
    () => {
      const { axis, start } = paddedAxis(graph, pads, x.shape.length);
      const extent = x.shape[axis];
      return slice(graph, dy, axis, start, typeof extent === 'number' ? start + extent : extent);
    },
    null,
  ]),
  ReduceSum: simple((dy, [x, axes], graph) => [
    () => {
      const summed = constantIntegers(graph, axes);
      const kept = x.shape.map((dim, axis) => (summed.includes(axis) ? 1 : dim));
      return repeatLike(graph, reshape(graph, dy, kept), x);
    },
    null,
  ]),
  Neg: inferenceOnly,
  Max: inferenceOnly,
  ReduceMax: inferenceOnly,
  ReduceMin: inferenceOnly,
  Cast: inferenceOnly,
  QuantizeLinear: inferenceOnly,
  MatMulIntegerToFloat: inferenceOnly,
};

/** Operators of reduced precision are for inference, not for training. */
function inferenceOnly(): never {
  throw new Error('operators of reduced precision have no gradient');
}

function simple(rule: SimpleRule): (input: RuleInput) => Contributions {
  return ({ graph, inputs, outputs, attributes, outputGradients: [dy] }) => {
    if (dy === null) throw new Error(`no gradient at ${outputs[0].name}`);
    return rule(dy, inputs, graph, outputs[0], attributes);
  };
}

/** With x̂ = (x - mean) / deviation and g = dy * gain: dx = (g - mean(g) - x̂ * mean(g * x̂)) / deviation. */
function layerNormalizationRule({
  graph,
  node,
  inputs,
  attributes,
  outputGradients,
}: RuleInput): Contributions {
  const [dy, ...statistics] = outputGradients;
  if (!dy || statistics.some((gradient) => gradient !== null))
    throw new Error(
      `${node.outputs[0].name}: gradients of the statistics of LayerNormalization are not implemented`,
    );
  if (attributes.axis !== -1)
    throw new Error(`LayerNormalization along axis ${attributes.axis} is not supported`);
  const [x, gain, bias] = inputs;
  const last = x.shape.length - 1;
  const [, mean, inverseDeviation] = graph.furtherOutputs(node, 3);
  let normalized: Value | null = null;
  const unit = () => {
    normalized ??= times(graph, graph.emit('Sub', [x, mean]), inverseDeviation);
    return normalized;
  };
  const share = graph.scalar(1 / numeric(x.shape[last]));
  const rowMean = (value: Value) => times(graph, sum(graph, value, [last], 'kept'), share);
  return [
    () => {
      const g = times(graph, dy, gain);
      const along = times(graph, unit(), rowMean(times(graph, g, unit())));
      const across = graph.emit('Sub', [graph.emit('Sub', [g, rowMean(g)]), along]);
      return times(graph, across, inverseDeviation);
    },
    () => sumTo(graph, times(graph, dy, unit()), gain.shape),
    () => sumTo(graph, dy, bias.shape),
  ];
}

/** y = alpha * A * B + beta * C, where A and B may be read transposed. */
function gemmRule(
  dy: Value,
  [a, b, c]: readonly Value[],
  graph: Graph,
  _: Value,
  { alpha = 1, beta = 1, transA = 0, transB = 0 }: Attributes,
): Contributions {
  const flip = (flag: Attributes[string]) => (flag === 1 ? 0 : 1);
  const gemm = (left: Value, right: Value, flags: Attributes) =>
    graph.emit('Gemm', [left, right], { alpha, ...flags });
  return [
    () =>
      transA === 1
        ? gemm(b, dy, { transA: transB, transB: 1 })
        : gemm(dy, b, { transA: 0, transB: flip(transB) }),
    () =>
      transB === 1
        ? gemm(dy, a, { transA: 1, transB: transA })
        : gemm(a, dy, { transA: flip(transA), transB: 0 }),
    () => {
      const total = sumTo(graph, dy, c.shape);
      return beta === 1 ? total : times(graph, total, graph.scalar(single(beta)));
    },
  ];
}

/** The axis that `pad` of shape-ops padded: the first part of its vector holds the starts of all axes and the ends before that axis. */
function paddedAxis(graph: Graph, pads: Value, rank: number): { axis: number; start: number } {
  const vector = graph.nodes.find(({ outputs }) => outputs[0] === pads);
  if (!vector) throw new Error(`${pads.name} was not made by pad()`);
  const known = constantIntegers(graph, vector.inputs[0]);
  const axis = known.length - rank;
  return { axis, start: known[axis] };
}

function times(graph: Graph, a: Value, b: Value): Value {
  return graph.emit('Mul', [a, b]);
}

function over(graph: Graph, a: Value, b: Value): Value {
  return graph.emit('Div', [a, b]);
}

/** The last two axes swapped. */
function transposed(graph: Graph, x: Value): Value {
  const rank = x.shape.length;
  const perm = Array.from({ length: rank }, (_, axis) => axis);
  return graph.emit('Transpose', [x], { perm: [...perm.slice(0, rank - 2), rank - 1, rank - 2] });
}

function inverse(perm: Attributes[string]): number[] {
  if (typeof perm === 'number') throw new Error(`expected a permutation, got ${perm}`);
  return perm.map((_, axis) => perm.indexOf(axis));
}

function single(value: Attributes[string]): number {
  if (typeof value !== 'number') throw new Error(`expected one number, got [${value}]`);
  return value;
}

/** An axis counted from the front of `x`. */
function fromFront(axis: Attributes[string], x: Value): number {
  const number = single(axis);
  return number < 0 ? number + x.shape.length : number;
}

function numeric(dim: Dim): number {
  if (typeof dim !== 'number') throw new Error(`the size ${dim} is not known before the graph runs`);
  return dim;
}
