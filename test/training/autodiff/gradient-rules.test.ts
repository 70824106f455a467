import { describe, expect, test } from 'vitest';
import { elementCount } from '../../../models/checkpoint/state-dict.ts';
import { Graph, type Value } from '../../../models/onnx/graph.ts';
import type { OpName } from '../../../models/onnx/ops.ts';
import { expand, pad, reshape, slice, sum } from '../../../models/onnx/shape-ops.ts';
import { GRADIENT_RULES } from '../../../training/autodiff/gradient-rules.ts';
import { gradients } from '../../../training/autodiff/gradients.ts';
import { generator } from '../../models/tiny-weights.ts';
import { openSession } from '../step/run-graph.ts';

type Case = {
  /** Shapes of the float inputs; the extents "N" and "T" are 3 and 2 at run time. */
  readonly inputs: readonly (readonly (number | string)[])[];
  readonly build: (graph: Graph, inputs: readonly Value[]) => Value;
  /** Inputs lie between 0.5 and 1.5 instead of -1 and 1. */
  readonly positive?: true;
};

const EXTENTS: Readonly<Record<string, number>> = { N: 3, T: 2 };
const STEP = 2 ** -6;

/** Operators of the graphs in reduced precision, which are not trained. */
const WITHOUT_GRADIENT = [
  'Neg',
  'Max',
  'ReduceMax',
  'ReduceMin',
  'Cast',
  'QuantizeLinear',
  'MatMulIntegerToFloat',
] as const satisfies readonly OpName[];

const CASES: Readonly<
  Record<
    Exclude<OpName, 'EyeLike' | 'Shape' | (typeof WITHOUT_GRADIENT)[number]>,
    Readonly<Record<string, Case>>
  >
> = {
  Add: broadcasting('Add'),
  Sub: broadcasting('Sub'),
  Mul: {
    ...broadcasting('Mul'),
    'with itself': { inputs: [['N', 4]], build: (graph, [x]) => graph.emit('Mul', [x, x]) },
  },
  Div: broadcasting('Div'),
  Sigmoid: elementwise('Sigmoid'),
  Erf: elementwise('Erf'),
  Exp: elementwise('Exp'),
  Sqrt: elementwise('Sqrt'),
  Softmax: {
    rows: { inputs: [['N', 4]], build: (graph, inputs) => graph.emit('Softmax', inputs, { axis: -1 }) },
  },
  LogSoftmax: {
    rows: { inputs: [['N', 4]], build: (graph, inputs) => graph.emit('LogSoftmax', inputs, { axis: -1 }) },
    columns: { inputs: [[2, 3]], build: (graph, inputs) => graph.emit('LogSoftmax', inputs, { axis: 0 }) },
  },
  LayerNormalization: {
    rows: { inputs: [['N', 4], [4], [4]], build: layerNorm },
    'three axes': { inputs: [['N', 'T', 4], [4], [4]], build: layerNorm },
  },
  Gemm: Object.fromEntries(
    [0, 1].flatMap((transA) =>
      [0, 1].map((transB) => [
        `transA ${transA}, transB ${transB}`,
        {
          inputs: [transA ? [4, 'N'] : ['N', 4], transB ? [2, 4] : [4, 2], [2]],
          build: (graph, inputs) =>
            graph.emit('Gemm', inputs, { transA, transB, alpha: 1.5, beta: transA ? 0.5 : 1 }),
        },
      ]),
    ),
  ),
  MatMul: {
    'two batches': {
      inputs: [
        ['N', 2, 'T', 4],
        ['N', 2, 4, 3],
      ],
      build: (graph, inputs) => graph.emit('MatMul', inputs),
    },
    'a batch and a matrix': {
      inputs: [
        ['N', 2, 4],
        [4, 3],
      ],
      build: (graph, inputs) => graph.emit('MatMul', inputs),
    },
  },
  Transpose: {
    'four axes': {
      inputs: [['N', 'T', 2, 3]],
      build: (graph, inputs) => graph.emit('Transpose', inputs, { perm: [2, 0, 3, 1] }),
    },
  },
  Concat: {
    'two parts': {
      inputs: [
        ['N', 1],
        ['N', 3],
      ],
      build: (graph, inputs) => graph.emit('Concat', inputs, { axis: 1 }),
    },
  },
  Split: {
    'all parts': {
      inputs: [['N', 6]],
      build: (graph, inputs) => {
        const [a, b, c] = graph.emitMany('Split', inputs, { axis: 1 }, 3);
        return graph.emit('Add', [graph.emit('Mul', [a, b]), c]);
      },
    },
    'one part': {
      inputs: [['N', 6]],
      build: (graph, inputs) => graph.emitMany('Split', inputs, { axis: 1 }, 3)[1],
    },
  },
  Gather: {
    'a row twice': {
      inputs: [[5, 2]],
      build: (graph, [x]) => graph.emit('Gather', [x, graph.int64([4, 0, 4])], { axis: 0 }),
    },
    'twice from one table': {
      inputs: [[5, 2]],
      build: (graph, [x]) =>
        graph.emit('Mul', [
          graph.emit('Gather', [x, graph.int64([4, 0, 1])], { axis: 0 }),
          graph.emit('Gather', [x, graph.int64([2, 1, 1])], { axis: 0 }),
        ]),
    },
  },
  Reshape: {
    'with symbols': {
      inputs: [['N', 'T', 4]],
      build: (graph, [x]) => reshape(graph, reshape(graph, x, ['N*T', 4]), ['N', 'T', 2, 2]),
    },
  },
  Expand: {
    'an axis of one': { inputs: [[1, 4]], build: (graph, [x]) => expand(graph, x, [3, 4]) },
    'a new axis': { inputs: [[1, 4]], build: (graph, [x]) => expand(graph, x, [2, 3, 4]) },
  },
  Slice: {
    'known extents': { inputs: [['N', 4]], build: (graph, [x]) => slice(graph, x, 1, 1, 3) },
    'up to a symbol': {
      inputs: [
        [5, 4],
        ['T', 4],
      ],
      build: (graph, [table, x]) => graph.emit('Add', [slice(graph, table, 0, 0, 'T'), x]),
    },
  },
  Pad: {
    'known extents': { inputs: [['N', 2]], build: (graph, [x]) => pad(graph, x, 1, 1, 4) },
    'a symbolic extent': { inputs: [['T', 2]], build: (graph, [x]) => pad(graph, x, 0, 0, 5) },
  },
  ReduceSum: {
    'axes kept': { inputs: [['N', 2, 4]], build: (graph, [x]) => sum(graph, x, [0, 2], 'kept') },
    'axes dropped': { inputs: [['N', 2, 4]], build: (graph, [x]) => sum(graph, x, [1], 'dropped') },
    'everything, of a product of extents': {
      inputs: [['N', 'T', 4]],
      build: (graph, [x]) => {
        const flat = reshape(graph, x, ['N*T', 4]);
        return sum(graph, graph.emit('Mul', [flat, flat]), [0, 1], 'dropped');
      },
    },
  },
};

describe('gradient rules:', () => {
  const cases = Object.entries(CASES).flatMap(([op, variants]) =>
    Object.entries(variants).map(([name, variant]) => [`${op} (${name})`, variant] as const),
  );
  test.each(cases)('%s agrees with finite differences', async (_, { inputs, build, positive }) => {
    const random = generator(11);
    const draw = (count: number) =>
      Float32Array.from({ length: count }, () => (positive ? 0.5 + random() : random() * 2 - 1));
    const graph = new Graph('gradient');
    const values = inputs.map((shape, i) => graph.input(`x${i}`, 'float32', shape));
    const y = build(graph, values);
    const seed = graph.input('seed', 'float32', y.shape);
    const found = gradients(graph, new Map([[y, seed]]), values);
    graph.output(y);
    const parts = values.map((value) => {
      const gradient = found.get(value);
      if (!gradient) throw new Error(`no gradient at ${value.name}`);
      return gradient;
    });
    for (const value of new Set(
      parts.flatMap(({ dense, rows }) => [...(dense ? [dense] : []), ...rows.map((part) => part.rows)]),
    ))
      if (value !== seed) graph.output(value);
    const session = await openSession(graph);
    const arrays = inputs.map((shape) => draw(elementCount(extents(shape))));
    const seedElements = draw(elementCount(extents(y.shape)));
    const run = async () => ({
      ...(await session.run({
        ...Object.fromEntries(
          arrays.map((elements, i) => [`x${i}`, { elements, shape: extents(inputs[i]) }]),
        ),
        seed: { elements: seedElements, shape: extents(y.shape) },
      })),
      seed: seedElements,
    });
    const results: Readonly<Record<string, Float32Array>> = await run();
    const product = async () => {
      const outputs: Readonly<Record<string, Float32Array>> = await run();
      return outputs[y.name].reduce((total, element, i) => total + element * seedElements[i], 0);
    };
    for (const [i, elements] of arrays.entries()) {
      const { dense, rows } = parts[i];
      const actual = dense ? Float32Array.from(results[dense.name]) : new Float32Array(elements.length);
      for (const part of rows) {
        const { bytes } = graph.initializers.find(({ value }) => value === part.indices)!;
        if (bytes.kind !== 'inline') throw new Error('indices are constants here');
        const width = Number(inputs[i][1]);
        Array.from(new BigInt64Array(bytes.bytes.buffer), Number).forEach((row, at) => {
          for (let column = 0; column < width; column++)
            actual[row * width + column] += results[part.rows.name][at * width + column];
        });
      }
      expect(actual).toHaveLength(elements.length);
      for (let at = 0; at < elements.length; at++) {
        const slope = await slopeAt(elements, at, product);
        expect(
          Math.abs(actual[at] - slope),
          `input ${i}, element ${at}: ${actual[at]} against ${slope}`,
        ).toBeLessThan(2e-4 * Math.max(1, Math.abs(slope)));
      }
    }
    await session.release();
  });

  test('every operator with a rule has a test here', () => {
    const smooth = Object.entries(GRADIENT_RULES).flatMap(([op, rule]) => (rule === null ? [] : [op]));
    expect([...Object.keys(CASES), ...WITHOUT_GRADIENT].sort()).toEqual(smooth.sort());
  });

  test.each(WITHOUT_GRADIENT)('%s is refused, because graphs in reduced precision are not trained', (op) => {
    expect(GRADIENT_RULES[op]).toThrow('no gradient');
  });
});

describe('gradients', () => {
  test('add no nodes for values that are not asked for', () => {
    const graph = new Graph('pruned');
    const x = graph.input('x', 'float32', ['N', 4]);
    const frozen = graph.input('frozen', 'float32', [4, 4]);
    const trained = graph.input('trained', 'float32', [4, 2]);
    const hidden = graph.emit('Gemm', [graph.emit('Exp', [x]), frozen]);
    const y = graph.emit('Gemm', [hidden, trained]);
    const before = graph.nodes.length;
    const found = gradients(graph, new Map([[y, graph.input('seed', 'float32', ['N', 2])]]), [trained]);
    expect(graph.nodes.slice(before).map(({ op }) => op)).toEqual(['Gemm']);
    expect([...found.keys()]).toEqual([trained]);
  });

  test('leave out a target on which nothing depends', () => {
    const graph = new Graph('apart');
    const [x, other] = [graph.input('x', 'float32', [4]), graph.input('other', 'float32', [4])];
    const y = graph.emit('Exp', [x]);
    expect([...gradients(graph, new Map([[y, graph.scalar(1)]]), [x, other]).keys()]).toEqual([x]);
  });

  test('refuse to gather from a table that is computed', () => {
    const graph = new Graph('table');
    const x = graph.input('x', 'float32', [5, 2]);
    const taken = graph.emit('Gather', [graph.emit('Exp', [x]), graph.int64([1])], { axis: 0 });
    expect(() => gradients(graph, new Map([[taken, taken]]), [x])).toThrow('only a parameter');
  });
});

/** Slope by a fourth-order central difference. */
async function slopeAt(elements: Float32Array, at: number, evaluate: () => Promise<number>): Promise<number> {
  const here = elements[at];
  const moved = async (steps: number) => {
    elements[at] = here + steps * STEP;
    return evaluate();
  };
  const [ahead, behind, farAhead, farBehind] = [
    await moved(1),
    await moved(-1),
    await moved(2),
    await moved(-2),
  ];
  elements[at] = here;
  return (8 * (ahead - behind) - (farAhead - farBehind)) / (12 * STEP);
}

function extents(shape: readonly (number | string)[]): number[] {
  return shape.map((dim) =>
    typeof dim === 'number'
      ? dim
      : dim.split('*').reduce((product, part) => product * (EXTENTS[part] ?? Number(part)), 1),
  );
}

function broadcasting(op: OpName): Record<string, Case> {
  const build: Case['build'] = (graph, inputs) => graph.emit(op, inputs);
  return {
    'equal shapes': {
      inputs: [
        ['N', 4],
        ['N', 4],
      ],
      build,
      positive: true,
    },
    'a row repeated': { inputs: [['N', 'T', 4], [4]], build, positive: true },
    'a column repeated': {
      inputs: [
        ['N', 1],
        ['N', 4],
      ],
      build,
      positive: true,
    },
    'a scalar': { inputs: [['N', 4], []], build, positive: true },
  };
}

function elementwise(op: OpName): Record<string, Case> {
  return {
    'each element': { inputs: [['N', 4]], build: (graph, inputs) => graph.emit(op, inputs), positive: true },
  };
}

function layerNorm(graph: Graph, inputs: readonly Value[]): Value {
  return graph.emit('LayerNormalization', inputs, { axis: -1, epsilon: 1e-5 });
}
