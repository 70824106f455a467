/** Estimate of a graph's arithmetic and memory, from its shapes. */
import type { Dim, Shape } from '../../models/onnx/dims.ts';
import type { Graph, GraphNode, Value } from '../../models/onnx/graph.ts';

export type GraphCost = {
  /** Multiply-adds of all matrix products; the rest is small in comparison. */
  readonly multiplyAdds: number;
  readonly inputBytes: number;
  readonly initializerBytes: number;
  readonly outputBytes: number;
  /** Largest memory of outputs and intermediate values at any time, in the order of the graph. */
  readonly peakBytes: number;
};

/** Values of symbolic extents, by name. */
export type Extents = Readonly<Record<string, number>>;

const BYTES = { float32: 4, float16: 2, int64: 8, int8: 1, uint8: 1 } as const;

export function graphCost(graph: Graph, extents: Extents): GraphCost {
  const total = (values: readonly Value[]) => values.reduce((sum, value) => sum + bytesOf(value, extents), 0);
  return {
    multiplyAdds: graph.nodes.reduce((sum, node) => sum + multiplyAdds(node, extents), 0),
    inputBytes: total(graph.inputs),
    initializerBytes: total(graph.initializers.map(({ value }) => value)),
    outputBytes: total(graph.outputs),
    peakBytes: peakBytes(graph, extents),
  };
}

function multiplyAdds({ op, inputs, outputs, attributes }: GraphNode, extents: Extents): number {
  const { shape } = inputs[0];
  if (op === 'Gemm')
    return elements(outputs[0].shape, extents) * extentOf(shape[attributes.transA === 1 ? 0 : 1], extents);
  if (op === 'MatMul') return elements(outputs[0].shape, extents) * extentOf(shape.at(-1)!, extents);
  return 0;
}

/** A value lives from its node to its last reader, outputs until the end. A reshaped value shares its memory. */
function peakBytes(graph: Graph, extents: Extents): number {
  const owner = new Map<Value, Value>();
  const ownerOf = (value: Value) => owner.get(value) ?? value;
  const lastUse = new Map<Value, number>();
  const made = new Set<Value>();
  for (const [at, { op, inputs, outputs }] of graph.nodes.entries()) {
    for (const input of inputs) lastUse.set(ownerOf(input), at);
    for (const output of outputs) {
      if (op === 'Reshape') owner.set(output, ownerOf(inputs[0]));
      else made.add(output);
      lastUse.set(ownerOf(output), at);
    }
  }
  for (const output of graph.outputs) lastUse.set(ownerOf(output), Number.POSITIVE_INFINITY);
  const ending = new Map<number, Value[]>();
  for (const value of made) {
    const end = lastUse.get(value)!;
    const others = ending.get(end);
    if (others === undefined) ending.set(end, [value]);
    else others.push(value);
  }
  let live = 0;
  let peak = 0;
  for (const [at, { outputs }] of graph.nodes.entries()) {
    for (const output of outputs) if (made.has(output)) live += bytesOf(output, extents);
    peak = Math.max(peak, live);
    for (const value of ending.get(at) ?? []) live -= bytesOf(value, extents);
  }
  return peak;
}

function bytesOf({ type, shape }: Value, extents: Extents): number {
  return BYTES[type] * elements(shape, extents);
}

function elements(shape: Shape, extents: Extents): number {
  return shape.reduce<number>((total, dim) => total * extentOf(dim, extents), 1);
}

function extentOf(dim: Dim, extents: Extents): number {
  if (typeof dim === 'number') return dim;
  return dim.split('*').reduce((total, factor) => {
    const known = /^\d+$/.test(factor) ? Number(factor) : extents[factor];
    if (known === undefined) throw new Error(`the extent ${factor} is not given`);
    return total * known;
  }, 1);
}
