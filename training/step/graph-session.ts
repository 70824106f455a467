/** Contract for running a graph; ONNX Runtime itself stays outside this layer. */
import type { Feeds } from '../../models/onnx/feeds.ts';
import type { Graph } from '../../models/onnx/graph.ts';

/** Implemented by an engine process for each device, and by tests. */
export interface GraphSession {
  /** All outputs by name, float32, row-major; `feeds` are not kept. */
  run(feeds: Feeds): Promise<Readonly<Record<string, Float32Array>>>;
  release(): Promise<void>;
}

export type OpenSession = (graph: Graph) => Promise<GraphSession>;
