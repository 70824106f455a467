/** Sessions that run the graphs of a training step on ONNX Runtime. A run blocks its thread: for engine processes only. */
import type { Feeds } from '../../models/onnx/feeds.ts';
import type { Graph } from '../../models/onnx/graph.ts';
import { serializeGraph } from '../../models/onnx/serialize-graph.ts';
import type { GraphSession, OpenSession } from '../../training/step/graph-session.ts';
import { InferenceSession } from './onnx-runtime.ts';
import { tensorsOf } from './tensors.ts';
import { threadCount } from './thread-count.ts';

/** `threads`: 0 for one per core. Results are reproducible bit for bit with the same number. */
export function cpuSessions(threads: number): OpenSession {
  return async (graph) => openSession(graph, 'cpu', threads);
}

/** Opening throws ONNX Runtime's error if there is no such device. Operators without a WebGPU kernel run on the CPU. */
export function webGpuSessions(): OpenSession {
  return async (graph) => openSession(graph, 'webgpu', 0);
}

async function openSession(graph: Graph, provider: 'cpu' | 'webgpu', threads: number): Promise<GraphSession> {
  const session = await InferenceSession.create(serializeGraph(graph), {
    executionProviders: [provider],
    // Together they take a third more memory than a step needs, and save no time.
    enableCpuMemArena: false,
    enableMemPattern: false,
    intraOpNumThreads: threads || threadCount(),
  });
  return {
    run: async (feeds: Feeds) => {
      const results = await session.run(tensorsOf(feeds));
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
