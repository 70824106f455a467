/** Engine's side of the channel: requests are served one after the other, models loaded on first use. */
import type { Port } from '../../core/rpc/port.ts';
import { serialQueue } from '../../core/serial-queue.ts';
import type { EngineModel, EngineReply, EngineRequest, EngineWork } from './engine-messages.ts';
import { OnnxTowers } from './onnx-towers.ts';
import { probeDevice } from './probe-device.ts';
import type { RelevanceSession } from './relevance-session.ts';
import type { TrainingRequest } from './training-messages.ts';

/** Models kept loaded; the least recently used one is released first. */
const LOADED_MODELS = 2;

export function serveEngine(port: Port): void {
  const loaded: Loaded = { towers: new Map(), relevance: null };
  const inOrder = serialQueue();
  port.onMessage((message) => {
    const request = message as EngineRequest | TrainingRequest;
    if ('kind' in request) {
      // Loaded on demand: search does not need it.
      import('./serve-training.ts')
        .then(({ serveTraining }) => serveTraining(port, request))
        .catch((error: unknown) => port.post({ kind: 'failed', message: String(error) }));
      return;
    }
    // Two WebGPU sessions that run at the same time end the process. `answer` never rejects: its reply holds the error.
    void inOrder(() => answer(port, loaded, request));
  });
}

type Loaded = { readonly towers: Map<string, OnnxTowers>; relevance: RelevanceSession | null };

async function answer(port: Port, loaded: Loaded, request: EngineRequest): Promise<void> {
  const { id, model, work } = request;
  const reply = (message: EngineReply) => port.post(message);
  try {
    if (work.kind === 'probe') {
      reply({ kind: 'probed', id, outcome: await probeDevice(model) });
      return;
    }
    if (work.kind === 'relevance') {
      reply({ kind: 'relevance', id, relevance: await (await relevanceSession(loaded, model)).run(work) });
      return;
    }
    const towers = await towersOf(loaded.towers, model);
    const features = await featuresOf(towers, work);
    const memoryBytes = process.memoryUsage.rss();
    if (features === null) reply({ kind: 'loaded', id, memoryBytes });
    else reply({ kind: 'features', id, features, memoryBytes });
  } catch (error) {
    reply({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
}

/** Null for work that only loads. */
async function featuresOf(
  towers: OnnxTowers,
  work: Exclude<EngineWork, { readonly kind: 'probe' | 'relevance' }>,
): Promise<Float32Array | null> {
  if (work.kind === 'load') return null;
  if (work.kind === 'vision') return towers.runVision(work.crops, work.count);
  if (work.kind === 'patches') return towers.runPatches(work.crops, work.count);
  return towers.runText(work.ids, work.count);
}

async function relevanceSession(loaded: Loaded, model: EngineModel): Promise<RelevanceSession> {
  const known = loaded.relevance;
  if (known?.isOf(model)) return known;
  loaded.relevance = null;
  await known?.release();
  // Loaded on demand: search does not need the gradients.
  const { RelevanceSession } = await import('./relevance-session.ts');
  loaded.relevance = await RelevanceSession.load(model);
  return loaded.relevance;
}

async function towersOf(loaded: Map<string, OnnxTowers>, model: EngineModel): Promise<OnnxTowers> {
  const key = JSON.stringify(model);
  const known = loaded.get(key);
  loaded.delete(key);
  if (!known && loaded.size >= LOADED_MODELS) {
    const [oldest] = loaded;
    loaded.delete(oldest[0]);
    await oldest[1].release();
  }
  const current = known ?? (await OnnxTowers.load(model));
  loaded.set(key, current);
  return current;
}
