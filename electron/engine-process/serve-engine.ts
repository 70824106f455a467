/** The engine's side of the channel: one request after the other, models loaded on first use; or one of training. */
import type { Port } from '../../core/rpc/port.ts';
import { loadOnBestDevice } from './choose-device.ts';
import type { DeviceReport, EngineModel, EngineReply, EngineRequest } from './engine-messages.ts';
import type { OnnxTowers } from './onnx-towers.ts';
import type { TrainingRequest } from './training-messages.ts';

/** Models held at once; the one unused for longest goes first. */
const LOADED_MODELS = 2;

type Loaded = { readonly towers: OnnxTowers; readonly report: DeviceReport };

export function serveEngine(port: Port): void {
  const loaded = new Map<string, Loaded>();
  let last: Promise<void> = Promise.resolve();
  port.onMessage((message) => {
    const request = message as EngineRequest | TrainingRequest;
    if ('kind' in request) {
      // Search needs nothing of what training does; nor is anything left to do when the answer cannot be sent.
      import('./serve-training.ts')
        .then(({ serveTraining }) => serveTraining(port, request))
        .catch((error: unknown) => port.post({ kind: 'failed', message: String(error) }));
      return;
    }
    // `answer` settles every request with a reply, so the chain itself never rejects.
    last = last.then(() => answer(port, loaded, request));
  });
}

async function answer(port: Port, loaded: Map<string, Loaded>, request: EngineRequest): Promise<void> {
  const { id, model, work } = request;
  const reply = (message: EngineReply) => port.post(message);
  try {
    const { towers, report } = await towersOf(loaded, model, (device) =>
      reply({ kind: 'trying', id, device }),
    );
    if (work.kind === 'load') reply({ kind: 'loaded', id, report });
    else if (work.kind === 'vision')
      reply({ kind: 'features', id, features: await towers.runVision(work.crops, work.count) });
    else reply({ kind: 'features', id, features: await towers.runText(work.ids, work.count) });
  } catch (error) {
    reply({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
}

async function towersOf(
  loaded: Map<string, Loaded>,
  model: EngineModel,
  trying: Parameters<typeof loadOnBestDevice>[1],
): Promise<Loaded> {
  const key = JSON.stringify([model.path, model.weightsSha256, model.devices, model.threads]);
  const known = loaded.get(key);
  loaded.delete(key);
  if (!known && loaded.size >= LOADED_MODELS) {
    const [oldest] = loaded;
    loaded.delete(oldest[0]);
    await oldest[1].towers.release();
  }
  const current = known ?? (await loadOnBestDevice(model, trying));
  loaded.set(key, current);
  return current;
}
