/** Reverse-mode differentiation: adds the nodes that compute gradients to a graph, by the rules of one table. */
import type { Graph, GraphNode, Value } from '../../models/onnx/graph.ts';
import { type GatheredRows, type Gradient, isGatheredRows } from './gradient.ts';
import { GRADIENT_RULES } from './gradient-rules.ts';

/**
 * Gradients at `targets`, given the gradients at the keys of `seeds` (each in its key's shape). Adds only the nodes that
 * `targets` need. A target that no seed depends on is absent from the result.
 */
export function gradients(
  graph: Graph,
  seeds: ReadonlyMap<Value, Value>,
  targets: readonly Value[],
): Map<Value, Gradient> {
  const forward = [...graph.nodes];
  const live = dependents(forward, targets);
  const found = new Map<Value, Gradient>();
  const add = (value: Value, contribution: Value | GatheredRows) => {
    found.set(value, accumulated(graph, found.get(value), contribution));
  };
  for (const [value, seed] of seeds) if (live.has(value)) add(value, seed);
  for (const node of forward.toReversed()) propagate(graph, node, live, found, add);
  return new Map(
    targets.flatMap((target) => {
      const gradient = found.get(target);
      return gradient ? [[target, gradient] as const] : [];
    }),
  );
}

/** `targets` and every value that changes continuously with one of them. */
function dependents(nodes: readonly GraphNode[], targets: readonly Value[]): Set<Value> {
  const live = new Set(targets);
  for (const { op, inputs, outputs } of nodes)
    if (GRADIENT_RULES[op] !== null && inputs.some((input) => live.has(input)))
      for (const output of outputs) live.add(output);
  return live;
}

function propagate(
  graph: Graph,
  node: GraphNode,
  live: ReadonlySet<Value>,
  found: ReadonlyMap<Value, Gradient>,
  add: (value: Value, contribution: Value | GatheredRows) => void,
): void {
  const { op, inputs, outputs, attributes } = node;
  const rule = GRADIENT_RULES[op];
  const outputGradients = outputs.map((output) => denseAt(output, found));
  if (rule === null || !inputs.some((input) => live.has(input)) || outputGradients.every((dy) => dy === null))
    return;
  const contributions = rule({ graph, node, inputs, outputs, attributes, outputGradients });
  for (const [i, input] of inputs.entries()) {
    if (!live.has(input)) continue;
    const contribution = contributions[i];
    if (!contribution) throw new Error(`${op} has no gradient for its input ${i} (${input.name})`);
    add(input, contribution());
  }
}

function denseAt(output: Value, found: ReadonlyMap<Value, Gradient>): Value | null {
  const gradient = found.get(output);
  if (!gradient) return null;
  if (gradient.rows.length > 0)
    throw new Error(
      `${output.name} is computed and then gathered from; only a parameter may be gathered from`,
    );
  return gradient.dense;
}

function accumulated(
  graph: Graph,
  before: Gradient | undefined,
  contribution: Value | GatheredRows,
): Gradient {
  const { dense, rows } = before ?? { dense: null, rows: [] };
  if (isGatheredRows(contribution)) return { dense, rows: [...rows, contribution] };
  return { dense: dense ? graph.emit('Add', [dense, contribution]) : contribution, rows };
}
