/** Builder for dataflow graphs of inputs, weights, constants and nodes, with the type and shape of every value. */
import { viewBytes } from '../../core/bytes/join.ts';
import type { Dim, Shape } from './dims.ts';
import { type Attributes, type ElementType, type OpName, opOf, type Signature } from './ops.ts';

/** Result of a node, an input or an initializer. `name` is unique in the graph. */
export type Value = Signature & { readonly name: string };

export type GraphNode = {
  readonly op: OpName;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
  readonly attributes: Attributes;
};

/** Bytes of an initializer (little-endian, row-major), in the graph file or in a file beside it. */
export type InitializerBytes =
  | { readonly kind: 'inline'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'external';
      readonly location: string;
      readonly offset: number;
      readonly length: number;
    };

type ConstantElements = Float32Array | BigInt64Array | Uint8Array | Int8Array;

export type Initializer = { readonly value: Value; readonly bytes: InitializerBytes };

export class Graph {
  readonly name: string;
  readonly inputs: Value[] = [];
  readonly outputs: Value[] = [];
  readonly initializers: Initializer[] = [];
  /** In execution order. */
  readonly nodes: GraphNode[] = [];
  readonly #names = new Set<string>();
  readonly #constants = new Map<string, Value>();
  readonly #extents = new Map<string, Value>();

  constructor(name: string) {
    this.name = name;
  }

  input(name: string, type: ElementType, shape: Shape): Value {
    const value = this.#declare(name, { type, shape });
    this.inputs.push(value);
    return value;
  }

  weight(name: string, shape: Shape, bytes: InitializerBytes, type: ElementType = 'float32'): Value {
    const value = this.#declare(name, { type, shape });
    this.initializers.push({ value, bytes });
    return value;
  }

  /** A small tensor stored in the graph file; equal constants are stored once. */
  constant(elements: ConstantElements, shape: readonly number[]): Value {
    const type = typeOf(elements);
    const key = elements.length <= 16 ? `${type}[${shape}]=${elements}` : null;
    const known = key === null ? undefined : this.#constants.get(key);
    if (known) return known;
    const value = this.#declare(`constant_${this.initializers.length}`, { type, shape });
    const bytes = viewBytes(elements);
    this.initializers.push({ value, bytes: { kind: 'inline', bytes } });
    if (key !== null) this.#constants.set(key, value);
    return value;
  }

  scalar(x: number): Value {
    return this.constant(new Float32Array([x]), []);
  }

  int64(elements: readonly number[]): Value {
    return this.constant(new BigInt64Array(elements.map(BigInt)), [elements.length]);
  }

  /** Adds a node and returns its only output. `stated` is needed if the table cannot infer the result. */
  emit(op: OpName, inputs: readonly Value[], attributes: Attributes = {}, stated?: Signature): Value {
    return this.emitMany(op, inputs, attributes, 1, stated && [stated])[0];
  }

  emitMany(
    op: OpName,
    inputs: readonly Value[],
    attributes: Attributes,
    outputCount: number,
    stated?: readonly Signature[],
  ): readonly Value[] {
    const signatures = stated ?? inferred(op, inputs, attributes, outputCount);
    if (signatures === null)
      throw new Error(`${op}: the shape of the result cannot be inferred and must be given`);
    const id = this.nodes.length;
    const outputs = signatures.map((signature, i) =>
      this.#declare(i === 0 ? `${op}_${id}` : `${op}_${id}_${i}`, signature),
    );
    this.nodes.push({ op, inputs, outputs, attributes });
    return outputs;
  }

  /** All `outputCount` results of a node that was emitted with fewer; its position and existing results do not change. */
  furtherOutputs(node: GraphNode, outputCount: number): readonly Value[] {
    const place = this.nodes.findIndex(({ outputs }) => outputs[0] === node.outputs[0]);
    const { op, inputs, outputs, attributes } = this.nodes[place];
    const signatures = inferred(op, inputs, attributes, outputCount);
    if (signatures === null) throw new Error(`${op}: the shapes of the further results cannot be inferred`);
    const further = signatures
      .slice(outputs.length)
      .map((signature, i) => this.#declare(`${outputs[0].name}_${outputs.length + i}`, signature));
    this.nodes[place] = { op, inputs, outputs: [...outputs, ...further], attributes };
    return this.nodes[place].outputs;
  }

  /** Makes `value`, the result of a node, an output of the graph. */
  output(value: Value): void {
    this.outputs.push(value);
  }

  /** An int64 vector [1] with the run-time value of the dimension `symbol`, taken from an input that has it. */
  extent(symbol: string): Value {
    const known = this.#extents.get(symbol);
    if (known) return known;
    const factors = symbol.split('*').filter((part) => /^\d+$/.test(part));
    if (factors.length > 0 || symbol.includes('*'))
      throw new Error(`the dimension ${symbol} is a product: use its factors`);
    const source = this.inputs.find(({ shape }) => shape.includes(symbol));
    if (!source) throw new Error(`no input of graph ${this.name} has the dimension ${symbol}`);
    const axis = source.shape.indexOf(symbol);
    const value = this.emit('Shape', [source], { start: axis, end: axis + 1 });
    this.#extents.set(symbol, value);
    return value;
  }

  /** `dims` as an int64 vector: a constant if all are numbers, otherwise computed at run time. */
  shapeVector(dims: readonly Dim[]): Value {
    if (dims.every((dim) => typeof dim === 'number')) return this.int64(dims);
    return this.emit(
      'Concat',
      dims.map((dim) => (typeof dim === 'number' ? this.int64([dim]) : this.extent(dim))),
      { axis: 0 },
    );
  }

  #declare(name: string, signature: Signature): Value {
    if (this.#names.has(name)) throw new Error(`graph ${this.name} already has a value named ${name}`);
    this.#names.add(name);
    return { name, type: signature.type, shape: signature.shape };
  }
}

/** Signatures of the outputs; null if they depend on the value of an input. */
function inferred(
  op: OpName,
  inputs: readonly Value[],
  attributes: Attributes,
  outputCount: number,
): readonly Signature[] | null {
  const { infer } = opOf(op);
  return infer === null ? null : infer(inputs, attributes, outputCount);
}

function typeOf(elements: ConstantElements): ElementType {
  if (elements instanceof Float32Array) return 'float32';
  if (elements instanceof BigInt64Array) return 'int64';
  return elements instanceof Uint8Array ? 'uint8' : 'int8';
}
