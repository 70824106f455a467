/** Graphs of a training step on ONNX Runtime. A run blocks its thread: only an engine process may do this. */
import { InferenceSession } from 'onnxruntime-node';
import type { Feeds } from '../../models/onnx/feeds.ts';
import type { Graph } from '../../models/onnx/graph.ts';
import { serializeGraph } from '../../models/onnx/serialize-graph.ts';
import type { GraphSession, OpenSession } from '../../training/step/graph-session.ts';
import { tensorsOf } from './tensors.ts';
import { threadCount } from './thread-count.ts';

/** `threads`: 0 for one a core. The same number gives the same bits. */
export function cpuSessions(threads: number): OpenSession {
  return async (graph) => openSession(graph, 'cpu', threads);
}

/** Opening throws what ONNX Runtime throws where there is no such device. The CPU takes operators without a kernel there. */
export function webGpuSessions(): OpenSession {
  return async (graph) => openSession(graph, 'webgpu', 0);
}

async function openSession(graph: Graph, provider: 'cpu' | 'webgpu', threads: number): Promise<GraphSession> {
  const session = await InferenceSession.create(serializeGraph(graph), {
    executionProviders: [provider],
    // Together they keep a third more memory than a step needs, and gain no time.
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
