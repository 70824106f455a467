import { describe, expect, test } from 'vitest';
import { InferenceSession, Tensor } from '../../../electron/engine/onnx-runtime.ts';
import { multiplyDims } from '../../../models/onnx/dims.ts';
import { Graph, type Value } from '../../../models/onnx/graph.ts';
import { DATA_TYPES, type OPS } from '../../../models/onnx/ops.ts';
import { serializeGraph } from '../../../models/onnx/serialize-graph.ts';
import { expand, pad, reshape, slice, sum } from '../../../models/onnx/shape-ops.ts';
import { generator } from '../tiny-weights.ts';

type Case = {
  /** Shapes of the float inputs; the extent "N" is 3 at run time. */
  readonly inputs: readonly (readonly (number | string)[])[];
  readonly build: (graph: Graph, inputs: readonly Value[]) => Value;
  /** The value expected at one row-major index of the result. */
  readonly at: (inputs: readonly Float32Array[], index: number) => number;
};

const N = 3;
const LAST_AXIS = { axes: [-1], keepdims: 1 };
const ROW_SIGNATURE = { type: 'float32', shape: ['N', 1] } as const;
/** Weights in int8 `[4, 2]`. */
const WHOLE = [3, -7, 100, -128, 0, 127, -1, 5];
const total = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

const CASES: Readonly<Record<keyof typeof OPS, Case>> = {
  Add: {
    inputs: [['N', 4], [4]],
    build: (graph, inputs) => graph.emit('Add', inputs),
    at: ([a, b], i) => a[i] + b[i % 4],
  },
  Sub: {
    inputs: [['N', 4], [4]],
    build: (graph, inputs) => graph.emit('Sub', inputs),
    at: ([a, b], i) => a[i] - b[i % 4],
  },
  Mul: {
    inputs: [
      ['N', 4],
      [1, 4],
    ],
    build: (graph, inputs) => graph.emit('Mul', inputs),
    at: ([a, b], i) => a[i] * b[i % 4],
  },
  Div: {
    inputs: [['N', 4]],
    build: (graph, [x]) => graph.emit('Div', [x, graph.scalar(0.7)]),
    at: ([x], i) => x[i] / 0.7,
  },
  Sigmoid: {
    inputs: [['N', 4]],
    build: (graph, inputs) => graph.emit('Sigmoid', inputs),
    at: ([x], i) => 1 / (1 + Math.exp(-x[i])),
  },
  Erf: {
    inputs: [['N', 1]],
    build: (graph, inputs) => graph.emit('Erf', inputs),
    at: ([x], i) => erf(x[i]),
  },
  Softmax: {
    inputs: [['N', 4]],
    build: (graph, inputs) => graph.emit('Softmax', inputs, { axis: -1 }),
    at: ([x], i) => {
      const row = x.subarray(i - (i % 4), i - (i % 4) + 4);
      return Math.exp(x[i]) / total(row.map(Math.exp));
    },
  },
  Exp: {
    inputs: [['N', 4]],
    build: (graph, inputs) => graph.emit('Exp', inputs),
    at: ([x], i) => Math.exp(x[i]),
  },
  Sqrt: {
    inputs: [['N', 4]],
    build: (graph, [x]) => graph.emit('Sqrt', [graph.emit('Mul', [x, x])]),
    at: ([x], i) => Math.abs(x[i]),
  },
  EyeLike: {
    inputs: [['N', 'N']],
    build: (graph, inputs) => graph.emit('EyeLike', inputs),
    at: (_, i) => (Math.floor(i / N) === i % N ? 1 : 0),
  },
  LogSoftmax: {
    inputs: [['N', 4]],
    build: (graph, inputs) => graph.emit('LogSoftmax', inputs, { axis: -1 }),
    at: ([x], i) => x[i] - Math.log(total(x.subarray(i - (i % 4), i - (i % 4) + 4).map(Math.exp))),
  },
  LayerNormalization: {
    inputs: [['N', 4], [4], [4]],
    build: (graph, inputs) => graph.emit('LayerNormalization', inputs, { axis: -1, epsilon: 1e-5 }),
    at: ([x, gain, bias], i) => {
      const row = x.subarray(i - (i % 4), i - (i % 4) + 4);
      const mean = total(row) / 4;
      const variance = total(row.map((value) => (value - mean) ** 2)) / 4;
      return ((x[i] - mean) / Math.sqrt(variance + 1e-5)) * gain[i % 4] + bias[i % 4];
    },
  },
  Gemm: {
    inputs: [['N', 4], [2, 4], [2]],
    build: (graph, inputs) => graph.emit('Gemm', inputs, { transB: 1, alpha: 1.5, beta: 0.5 }),
    at: ([a, b, c], i) => {
      const [row, column] = [Math.floor(i / 2), i % 2];
      return 1.5 * total([0, 1, 2, 3].map((k) => a[row * 4 + k] * b[column * 4 + k])) + 0.5 * c[column];
    },
  },
  MatMul: {
    inputs: [
      ['N', 2, 4],
      [4, 2],
    ],
    build: (graph, inputs) => graph.emit('MatMul', inputs),
    at: ([a, b], i) => total([0, 1, 2, 3].map((k) => a[Math.floor(i / 2) * 4 + k] * b[k * 2 + (i % 2)])),
  },
  Transpose: {
    inputs: [['N', 4]],
    build: (graph, inputs) => graph.emit('Transpose', inputs, { perm: [1, 0] }),
    at: ([x], i) => x[(i % N) * 4 + Math.floor(i / N)],
  },
  Concat: {
    inputs: [
      ['N', 1],
      ['N', 3],
    ],
    build: (graph, inputs) => graph.emit('Concat', inputs, { axis: 1 }),
    at: ([a, b], i) => (i % 4 === 0 ? a[i / 4] : b[Math.floor(i / 4) * 3 + (i % 4) - 1]),
  },
  Split: {
    inputs: [['N', 6]],
    build: (graph, inputs) => graph.emitMany('Split', inputs, { axis: 1 }, 3)[1],
    at: ([x], i) => x[Math.floor(i / 2) * 6 + 2 + (i % 2)],
  },
  Gather: {
    inputs: [[5, 2]],
    build: (graph, [x]) => graph.emit('Gather', [x, graph.int64([4, 0, 4])], { axis: 0 }),
    at: ([x], i) => x[[4, 0, 4][Math.floor(i / 2)] * 2 + (i % 2)],
  },
  Shape: {
    inputs: [['N', 4]],
    build: (graph, [x]) => expand(graph, reshape(graph, slice(graph, x, 0, 0, 1), [1, 4]), ['N', 4]),
    at: ([x], i) => x[i % 4],
  },
  Reshape: {
    inputs: [['N', 2, 4]],
    build: (graph, [x]) => reshape(graph, x, [2, 'N', 2, 2]),
    at: ([x], i) => x[i],
  },
  Expand: {
    inputs: [[1, 4]],
    build: (graph, [x]) => expand(graph, x, [2, 4]),
    at: ([x], i) => x[i % 4],
  },
  Slice: {
    inputs: [['N', 4]],
    build: (graph, [x]) => slice(graph, x, 1, 1, 3),
    at: ([x], i) => x[Math.floor(i / 2) * 4 + 1 + (i % 2)],
  },
  Pad: {
    inputs: [
      ['N', 2],
      [5, 1],
    ],
    build: (graph, [x, table]) =>
      graph.emit('Add', [
        pad(graph, pad(graph, x, 1, 1, 4), 0, 0, 5),
        graph.emit('Mul', [table, graph.scalar(0)]),
      ]),
    at: ([x], i) => {
      const [row, column] = [Math.floor(i / 4), i % 4];
      return row < N && (column === 1 || column === 2) ? x[row * 2 + column - 1] : 0;
    },
  },
  ReduceSum: {
    inputs: [['N', 2, 4]],
    build: (graph, [x]) =>
      graph.emit('Add', [
        sum(graph, x, [0, 2], 'dropped'),
        sum(graph, sum(graph, x, [0, 2], 'kept'), [0, 2], 'dropped'),
      ]),
    at: ([x], i) => 2 * total(x.filter((_, at) => Math.floor(at / 4) % 2 === i)),
  },
  Neg: {
    inputs: [['N', 4]],
    build: (graph, inputs) => graph.emit('Neg', inputs),
    at: ([x], i) => -x[i],
  },
  Max: {
    inputs: [['N', 4], [4]],
    build: (graph, inputs) => graph.emit('Max', inputs),
    at: ([a, b], i) => Math.max(a[i], b[i % 4]),
  },
  ReduceMax: {
    inputs: [['N', 4]],
    build: (graph, inputs) => graph.emit('ReduceMax', inputs, LAST_AXIS, ROW_SIGNATURE),
    at: ([x], i) => Math.max(...x.subarray(i * 4, i * 4 + 4)),
  },
  ReduceMin: {
    inputs: [['N', 4]],
    build: (graph, inputs) => graph.emit('ReduceMin', inputs, LAST_AXIS, ROW_SIGNATURE),
    at: ([x], i) => Math.min(...x.subarray(i * 4, i * 4 + 4)),
  },
  Cast: {
    inputs: [['N', 4]],
    build: (graph, [x]) => {
      const whole = graph.emit('Cast', [x], { to: DATA_TYPES.int64 }, { type: 'int64', shape: x.shape });
      return graph.emit('Cast', [whole], { to: DATA_TYPES.float32 }, { type: 'float32', shape: x.shape });
    },
    at: ([x], i) => Math.trunc(x[i]) + 0,
  },
  QuantizeLinear: {
    inputs: [['N', 4]],
    build: (graph, [x]) => {
      const scales = graph.constant(Float32Array.of(1, 0.5, 0.25), [3]);
      const zeros = graph.constant(Uint8Array.of(128, 128, 100), [3]);
      const tripled = graph.emit('Mul', [x, graph.scalar(30)]);
      const levels = graph.emit('QuantizeLinear', [tripled, scales, zeros], { axis: 0 });
      return graph.emit('Cast', [levels], { to: DATA_TYPES.float32 }, { type: 'float32', shape: x.shape });
    },
    at: ([x], i) => {
      const row = Math.floor(i / 4);
      const level = Math.round(Math.fround(x[i] * 30) / [1, 0.5, 0.25][row]) + [128, 128, 100][row];
      return Math.min(255, Math.max(0, level));
    },
  },
  MatMulIntegerToFloat: {
    inputs: [['N', 4]],
    build: (graph, [x]) => {
      const bytes = Uint8Array.from(WHOLE, (level) => level & 255);
      const table = graph.weight('table', [4, 2], { kind: 'inline', bytes }, 'int8');
      const zero = graph.constant(Uint8Array.of(128), []);
      const levels = graph.emit('QuantizeLinear', [x, graph.scalar(1 / 64), zero]);
      const scales = graph.constant(Float32Array.of(0.5, 0.25), [2]);
      return graph.emit('MatMulIntegerToFloat', [levels, table, graph.scalar(1 / 64), scales, zero]);
    },
    at: ([x], i) => {
      const [row, column] = [Math.floor(i / 2), i % 2];
      const products = [0, 1, 2, 3].map((k) => Math.round(x[row * 4 + k] * 64) * WHOLE[k * 2 + column]);
      return (total(products) / 64) * [0.5, 0.25][column];
    },
  },
};

describe('the operator', () => {
  test.each(Object.entries(CASES))(
    '%s gives the values of its definition, in the shape that it states',
    async (_, { inputs, build, at }) => {
      const graph = new Graph('one');
      const values = inputs.map((shape, i) => graph.input(`x${i}`, 'float32', shape));
      const result = build(graph, values);
      graph.output(result);
      const random = generator(3);
      const arrays = inputs.map((shape) =>
        Float32Array.from(
          { length: Number(extents(shape).reduce((a, b) => a * b, 1)) },
          () => random() * 2 - 1,
        ),
      );
      const session = await InferenceSession.create(serializeGraph(graph));
      const feeds = Object.fromEntries(
        arrays.map((array, i) => [`x${i}`, new Tensor('float32', array, extents(inputs[i]))]),
      );
      const output = (await session.run(feeds))[result.name];
      expect(output.dims).toEqual(extents(result.shape));
      expect(output.data).toHaveLength(extents(result.shape).reduce((a, b) => a * b, 1));
      for (const [i, value] of Array.from(output.data as Float32Array).entries())
        expect(value).toBeCloseTo(at(arrays, i), 5);
      await session.release();
    },
  );
});

describe('a graph', () => {
  test('can add the statistics of a normalization that was emitted without them', async () => {
    const graph = new Graph('statistics');
    const x = graph.input('x', 'float32', ['N', 4]);
    const one = graph.constant(new Float32Array(4).fill(1), [4]);
    const y = graph.emit('LayerNormalization', [x, one], { axis: -1, epsilon: 0 });
    const [same, mean, inverse] = graph.furtherOutputs(graph.nodes[0], 3);
    expect(same).toBe(y);
    expect(graph.furtherOutputs(graph.nodes[0], 3)).toEqual([y, mean, inverse]);
    graph.output(graph.emit('Div', [graph.emit('Sub', [x, mean]), inverse]));
    const session = await InferenceSession.create(serializeGraph(graph));
    const output = await session.run({ x: new Tensor('float32', [1, 2, 3, 6], [1, 4]) });
    const deviation = Math.sqrt(14 / 4);
    expect(Array.from(output[graph.outputs[0].name].data as Float32Array)).toEqual(
      [-2, -1, 0, 3].map((difference) => expect.closeTo(difference * deviation, 4)),
    );
    await session.release();
  });

  test('refuses shapes that do not fit, and names them', () => {
    const graph = new Graph('wrong');
    const a = graph.input('a', 'float32', ['N', 4]);
    const b = graph.input('b', 'float32', [3, 4]);
    expect(() => graph.emit('Gemm', [a, b])).toThrow('[N,4]');
    expect(() => graph.emit('MatMul', [a, b])).toThrow('[3,4]');
    expect(() => graph.emit('Add', [a, b])).toThrow('do not broadcast');
    expect(() => reshape(graph, a, ['N', 5])).toThrow('different numbers of elements');
    expect(() => graph.input('a', 'float32', [1])).toThrow('already');
  });

  test('writes a product of extents in one spelling, whatever their order', () => {
    expect(multiplyDims(['T', 3, 'N', 2])).toBe('6*N*T');
    expect(multiplyDims(['N*T', 6])).toBe(multiplyDims([2, 'T', '3*N']));
    expect(multiplyDims([2, 3])).toBe(6);
  });
});

function extents(shape: readonly (number | string)[]): number[] {
  return shape.map((dim) => (typeof dim === 'number' ? dim : N));
}

/** Error function by the series of Abramowitz and Stegun 7.1.5, with enough terms to converge. */
function erf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; n < 60; n++) {
    term *= -(x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}
