/** Graphs that are added to a model folder on first use. */
import type { Storage } from '../../core/host.ts';
import type { Graph } from '../onnx/graph.ts';
import { serializeGraph } from '../onnx/serialize-graph.ts';

/** Writes the graph to `path` unless an equal one is there, so that a newer version replaces that of an older one. */
export async function ensureGraphFile(storage: Storage, path: string, graph: Graph): Promise<void> {
  const bytes = serializeGraph(graph);
  if (!(await holds(storage, path, bytes))) await storage.writeFile(path, bytes);
}

async function holds(storage: Storage, path: string, bytes: Uint8Array): Promise<boolean> {
  if (!(await storage.exists(path))) return false;
  const there = await storage.readFile(path);
  return there.length === bytes.length && there.every((byte, i) => byte === bytes[i]);
}
