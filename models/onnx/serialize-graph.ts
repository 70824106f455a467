/** Serialization of graphs as ONNX ModelProto (IR 8, opset 17), with the field numbers of onnx.proto. */
import type { Graph, GraphNode, Initializer, Value } from './graph.ts';
import { type AttributeValue, DATA_TYPES, opOf, RUNTIME_DOMAIN } from './ops.ts';
import { ProtoWriter } from './proto-writer.ts';

const IR_VERSION = 8;
const OPSET_VERSION = 17;
const RUNTIME_VERSION = 1;
const ATTRIBUTE_TYPES = { float: 1, int: 2, ints: 7 } as const;
const EXTERNAL = 1;

/** The bytes of the model file. Throws for an attribute that the table of operators lacks. */
export function serializeGraph(graph: Graph): Uint8Array {
  const proto = new ProtoWriter()
    .int(1, IR_VERSION)
    .string(2, 'longsight')
    .message(7, (nested) => writeGraph(nested, graph))
    .message(8, (opset) => opset.string(1, '').int(2, OPSET_VERSION));
  if (graph.nodes.some(({ op }) => opOf(op).domain === RUNTIME_DOMAIN))
    proto.message(8, (opset) => opset.string(1, RUNTIME_DOMAIN).int(2, RUNTIME_VERSION));
  return proto.finish();
}

function writeGraph(proto: ProtoWriter, graph: Graph): void {
  for (const node of graph.nodes) proto.message(1, (nested) => writeNode(nested, node));
  proto.string(2, graph.name);
  for (const initializer of graph.initializers)
    proto.message(5, (nested) => writeTensor(nested, initializer));
  for (const value of graph.inputs) proto.message(11, (nested) => writeValue(nested, value));
  for (const value of graph.outputs) proto.message(12, (nested) => writeValue(nested, value));
}

function writeNode(proto: ProtoWriter, { op, inputs, outputs, attributes }: GraphNode): void {
  for (const value of inputs) proto.string(1, value.name);
  for (const value of outputs) proto.string(2, value.name);
  proto.string(3, `node_${outputs[0].name}`).string(4, op);
  for (const [name, value] of Object.entries(attributes)) {
    const kind = opOf(op).attributes[name];
    if (!kind) throw new Error(`${op} has no attribute ${name}`);
    proto.message(5, (nested) => writeAttribute(nested, name, kind, value));
  }
  const { domain } = opOf(op);
  if (domain !== undefined) proto.string(7, domain);
}

function writeAttribute(
  proto: ProtoWriter,
  name: string,
  kind: keyof typeof ATTRIBUTE_TYPES,
  value: AttributeValue,
): void {
  proto.string(1, name);
  for (const element of typeof value === 'number' ? [value] : value) {
    if (kind === 'float') proto.float(2, element);
    else proto.int(kind === 'int' ? 3 : 8, element);
  }
  proto.int(20, ATTRIBUTE_TYPES[kind]);
}

function writeTensor(proto: ProtoWriter, { value, bytes }: Initializer): void {
  for (const dim of value.shape) {
    if (typeof dim !== 'number')
      throw new Error(`initializer ${value.name} has the symbolic dimension ${dim}`);
    proto.int(1, dim);
  }
  proto.int(2, DATA_TYPES[value.type]).string(8, value.name);
  if (bytes.kind === 'inline') {
    proto.bytes(9, bytes.bytes);
    return;
  }
  const entries = { location: bytes.location, offset: bytes.offset, length: bytes.length };
  for (const [key, entry] of Object.entries(entries))
    proto.message(13, (nested) => nested.string(1, key).string(2, String(entry)));
  proto.int(14, EXTERNAL);
}

function writeValue(proto: ProtoWriter, value: Value): void {
  proto.string(1, value.name).message(2, (type) =>
    type.message(1, (tensor) =>
      tensor.int(1, DATA_TYPES[value.type]).message(2, (shape) => {
        for (const dim of value.shape)
          shape.message(1, (d) => (typeof dim === 'number' ? d.int(1, dim) : d.string(2, dim)));
      }),
    ),
  );
}
