/** The two sessions of a model on one device. A run blocks its thread: for engine processes only. */
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { textFeeds, visionFeeds } from '../../models/clip/tower-feeds.ts';
import type { TowerRunner } from '../../models/encoder/tower-runner.ts';
import { PRECISION_FILES } from '../../models/folder/model-folder.ts';
import type { Feeds } from '../../models/onnx/feeds.ts';
import { siglipTextFeeds } from '../../models/siglip/text-feeds.ts';
import type { EngineModel } from './engine-messages.ts';
import { tensorsOf } from './tensors.ts';
import { threadCount } from './thread-count.ts';

export class OnnxTowers implements TowerRunner {
  readonly #vision: InferenceSession;
  readonly #text: InferenceSession;
  readonly #model: EngineModel;

  /** Throws ONNX Runtime's error if the device is not available; there is no fallback. */
  static async load(model: EngineModel): Promise<OnnxTowers> {
    const files = PRECISION_FILES[model.precision];
    const vision = await createSession(join(model.path, files.vision), model);
    try {
      return new OnnxTowers(vision, await createSession(join(model.path, files.text), model), model);
    } catch (error) {
      await vision.release();
      throw error;
    }
  }

  private constructor(vision: InferenceSession, text: InferenceSession, model: EngineModel) {
    this.#vision = vision;
    this.#text = text;
    this.#model = model;
  }

  async runVision(crops: Uint8Array, count: number): Promise<Float32Array> {
    const { imageSizePx, statistics } = this.#model;
    return onlyOutput(this.#vision, visionFeeds(crops, count, imageSizePx, statistics));
  }

  async runText(ids: Int32Array, count: number): Promise<Float32Array> {
    const feeds = this.#model.pooling === 'last-token' ? siglipTextFeeds : textFeeds;
    return onlyOutput(this.#text, feeds(ids, count));
  }

  async release(): Promise<void> {
    await this.#vision.release();
    await this.#text.release();
  }
}

function createSession(path: string, { device, threads }: EngineModel): Promise<InferenceSession> {
  return InferenceSession.create(path, {
    // One name only: from a list, ONNX Runtime silently skips what is missing. Operators without a kernel on the device
    // still run on the CPU.
    executionProviders: [device],
    // The arena saves a third of the time of a run. But it allocates very large pieces, and a very large native
    // allocation kills an Electron process.
    enableCpuMemArena: process.versions.electron === undefined,
    intraOpNumThreads: threads || threadCount(),
  });
}

async function onlyOutput(session: InferenceSession, feeds: Feeds): Promise<Float32Array> {
  const results = await session.run(tensorsOf(feeds));
  const { data } = results[session.outputNames[0]];
  if (!(data instanceof Float32Array)) throw new Error('the features of the graph are not float32');
  return data;
}
