/** What runs a graph; the ONNX runtime itself stays outside this layer. */
import type { Feeds } from '../../models/onnx/feeds.ts';
import type { Graph } from '../../models/onnx/graph.ts';

/** Implemented by an engine process, on a device of its choice, and by tests. */
export interface GraphSession {
  /** All outputs by name, float32, row-major; `feeds` are read and never kept. */
  run(feeds: Feeds): Promise<Readonly<Record<string, Float32Array>>>;
  release(): Promise<void>;
}

export type OpenSession = (graph: Graph) => Promise<GraphSession>;
