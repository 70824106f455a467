/**
 * Table of the ONNX operators (opset 17) used in our graphs, with attribute kinds and result shapes.
 * A new operator is one line here; its gradient rule has the same key.
 */
import { broadcastShapes, type Dim, type Shape } from './dims.ts';

export type ElementType = 'float32' | 'float16' | 'int64' | 'int8' | 'uint8';
export type Signature = { readonly type: ElementType; readonly shape: Shape };
export type AttributeValue = number | readonly number[];
export type Attributes = Readonly<Record<string, AttributeValue>>;

type Op = {
  /** Set for ONNX Runtime's own operators, which are used only on the CPU; absent for standard ones. */
  readonly domain?: typeof RUNTIME_DOMAIN;
  readonly attributes: Readonly<Record<string, 'int' | 'float' | 'ints'>>;
  /** Signatures of the outputs; null if they depend on the value of an input (the caller of `emit` then gives them). */
  readonly infer:
    | ((inputs: readonly Signature[], attributes: Attributes, outputCount: number) => Signature[])
    | null;
};

/** Operators that ONNX Runtime adds to ONNX. */
export const RUNTIME_DOMAIN = 'com.microsoft';
/** ONNX numbers of the element types, used by `Cast`. */
export const DATA_TYPES: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int64: 7,
  float16: 10,
};

const elementwise: Op = { attributes: {}, infer: ([x]) => [x] };
const broadcasting: Op = {
  attributes: {},
  infer: ([a, b]) => [{ type: a.type, shape: broadcastShapes(a.shape, b.shape) }],
};

export const OPS = {
  Add: broadcasting,
  Sub: broadcasting,
  Mul: broadcasting,
  Div: broadcasting,
  Sigmoid: elementwise,
  Erf: elementwise,
  Exp: elementwise,
  Sqrt: elementwise,
  EyeLike: elementwise,
  Softmax: { attributes: { axis: 'int' }, infer: ([x]) => [x] },
  LogSoftmax: { attributes: { axis: 'int' }, infer: ([x]) => [x] },
  LayerNormalization: { attributes: { axis: 'int', epsilon: 'float' }, infer: inferLayerNormalization },
  Gemm: {
    attributes: { alpha: 'float', beta: 'float', transA: 'int', transB: 'int' },
    infer: inferGemm,
  },
  MatMul: { attributes: {}, infer: inferMatMul },
  Transpose: {
    attributes: { perm: 'ints' },
    infer: ([x], { perm }) => [{ type: x.type, shape: ints(perm).map((axis) => x.shape[axis]) }],
  },
  Concat: { attributes: { axis: 'int' }, infer: inferConcat },
  Split: { attributes: { axis: 'int' }, infer: inferSplit },
  Gather: { attributes: { axis: 'int' }, infer: inferGather },
  Shape: {
    attributes: { start: 'int', end: 'int' },
    infer: (_, { start, end }) => [{ type: 'int64', shape: [int(end) - int(start)] }],
  },
  Reshape: { attributes: {}, infer: null },
  Expand: { attributes: {}, infer: null },
  Slice: { attributes: {}, infer: null },
  Pad: { attributes: {}, infer: null },
  ReduceSum: { attributes: { keepdims: 'int' }, infer: null },
  Neg: elementwise,
  Max: broadcasting,
  ReduceMax: { attributes: { axes: 'ints', keepdims: 'int' }, infer: null },
  ReduceMin: { attributes: { axes: 'ints', keepdims: 'int' }, infer: null },
  Cast: { attributes: { to: 'int' }, infer: null },
  QuantizeLinear: {
    attributes: { axis: 'int' },
    infer: ([x, , zero]) => [{ type: zero.type, shape: x.shape }],
  },
  MatMulIntegerToFloat: {
    domain: RUNTIME_DOMAIN,
    attributes: {},
    infer: (inputs) => [{ type: 'float32', shape: inferMatMul(inputs)[0].shape }],
  },
} as const satisfies Record<string, Op>;

export type OpName = keyof typeof OPS;

/** The entry of one operator, in its general type. */
export function opOf(name: OpName): Op {
  return OPS[name];
}

function int(value: AttributeValue): number {
  if (typeof value !== 'number') throw new Error(`expected one integer, got [${value}]`);
  return value;
}

function ints(value: AttributeValue): readonly number[] {
  if (typeof value === 'number') throw new Error(`expected a list of integers, got ${value}`);
  return value;
}

function inferLayerNormalization([x]: readonly Signature[], _: Attributes, outputCount: number): Signature[] {
  const statistic = { type: x.type, shape: [...x.shape.slice(0, -1), 1] };
  return [x, statistic, statistic].slice(0, outputCount);
}

function inferGemm([a, b]: readonly Signature[], { transA = 0, transB = 0 }: Attributes): Signature[] {
  const [rows, inner] = transA === 1 ? a.shape.toReversed() : a.shape;
  const [innerB, columns] = transB === 1 ? b.shape.toReversed() : b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB)
    throw new Error(
      `Gemm: shapes [${a.shape}] and [${b.shape}] do not match (transA ${transA}, transB ${transB})`,
    );
  return [{ type: a.type, shape: [rows, columns] }];
}

function inferMatMul([a, b]: readonly Signature[]): Signature[] {
  if (a.shape.length < 2 || b.shape.length < 2 || a.shape.at(-1) !== b.shape.at(-2))
    throw new Error(`MatMul: shapes [${a.shape}] and [${b.shape}] do not match`);
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return [{ type: a.type, shape: [...batch, a.shape.at(-2)!, b.shape.at(-1)!] }];
}

function inferConcat(inputs: readonly Signature[], attributes: Attributes): Signature[] {
  const axis = int(attributes.axis);
  const total = inputs.reduce((sum, { shape }) => sum + numeric(shape[axis], 'Concat'), 0);
  return [{ type: inputs[0].type, shape: inputs[0].shape.with(axis, total) }];
}

function inferSplit([x]: readonly Signature[], attributes: Attributes, outputCount: number): Signature[] {
  const axis = int(attributes.axis);
  const part = numeric(x.shape[axis], 'Split') / outputCount;
  if (!Number.isInteger(part))
    throw new Error(`Split of ${x.shape[axis]} into ${outputCount} equal parts is not possible`);
  return Array.from({ length: outputCount }, () => ({ type: x.type, shape: x.shape.with(axis, part) }));
}

function inferGather([table, indices]: readonly Signature[], attributes: Attributes): Signature[] {
  const axis = int(attributes.axis);
  return [
    {
      type: table.type,
      shape: [...table.shape.slice(0, axis), ...indices.shape, ...table.shape.slice(axis + 1)],
    },
  ];
}

function numeric(dim: Dim, op: string): number {
  if (typeof dim !== 'number') throw new Error(`${op} along the symbolic dimension ${dim} is not possible`);
  return dim;
}
