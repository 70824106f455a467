/** Runs a graph with ONNX Runtime, once or many times. */
import { InferenceSession, Tensor } from '../../../electron/engine/onnx-runtime.ts';
import type { Feeds } from '../../../models/onnx/feeds.ts';
import type { Graph } from '../../../models/onnx/graph.ts';
import { serializeGraph } from '../../../models/onnx/serialize-graph.ts';
import type { GraphSession, OpenSession } from '../../../training/step/graph-session.ts';

export function openSession(graph: Graph): Promise<GraphSession> {
  return open(graph, 'all');
}

/** Opens a session that runs the graph node by node, as it is written. */
export function openUnoptimized(graph: Graph): Promise<GraphSession> {
  return open(graph, 'disabled');
}

/** Opens sessions on one of ONNX Runtime's execution providers. Operators for which it has no kernel run on the CPU. */
export function openOn(provider: string): OpenSession {
  return (graph) => open(graph, 'all', provider);
}

async function open(
  graph: Graph,
  graphOptimizationLevel: 'all' | 'disabled',
  provider = 'cpu',
): Promise<GraphSession> {
  const session = await InferenceSession.create(serializeGraph(graph), {
    executionProviders: [provider],
    graphOptimizationLevel,
    enableCpuMemArena: false,
    intraOpNumThreads: 1,
  });
  return {
    run: async (feeds: Feeds) => {
      const results = await session.run(
        Object.fromEntries(
          Object.entries(feeds).map(([name, { elements, shape }]) => [
            name,
            elements instanceof Float32Array
              ? new Tensor('float32', elements, shape)
              : new Tensor('int64', elements, shape),
          ]),
        ),
      );
      return Object.fromEntries(
        Object.entries(results).map(([name, { data }]) => {
          if (!(data instanceof Float32Array)) throw new Error(`${name} is not float32`);
          return [name, data];
        }),
      );
    },
    release: () => session.release(),
  };
}
