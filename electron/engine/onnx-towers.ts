/**
 * Sessions of a model on one device: both towers, and the image tower with patches once it is needed. A run blocks its thread, so only
 * engine processes may use them.
 */
import { join } from 'node:path';
import { textFeeds, visionFeeds } from '../../models/clip/tower-feeds.ts';
import type { TowerRunner } from '../../models/encoder/tower-runner.ts';
import { PRECISION_FILES } from '../../models/folder/model-folder.ts';
import { ensurePatchGraph } from '../../models/folder/patch-graph.ts';
import type { Feeds } from '../../models/onnx/feeds.ts';
import { siglipTextFeeds } from '../../models/siglip/text-feeds.ts';
import { openByteSource } from '../node/node-byte-source.ts';
import { NodeStorage } from '../node/node-storage.ts';
import type { EngineModel } from './engine-messages.ts';
import { InferenceSession, type Tensor } from './onnx-runtime.ts';
import { tensorsOf } from './tensors.ts';
import { threadCount } from './thread-count.ts';

export class OnnxTowers implements TowerRunner {
  readonly #vision: InferenceSession;
  readonly #text: InferenceSession;
  readonly #model: EngineModel;
  #patches: Promise<InferenceSession> | null = null;

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

  async runPatches(crops: Uint8Array, count: number): Promise<Float32Array> {
    const { imageSizePx, statistics } = this.#model;
    const session = await this.#patchSession();
    const results = await session.run(tensorsOf(visionFeeds(crops, count, imageSizePx, statistics)));
    const [rows, pictures] = session.outputNames.map((name) => floats(results[name])); // [N * (1 + G²), E], [N, E]
    const [all, dim] = [rows.length / count, pictures.length / count];
    for (let i = 0; i < count; i++) rows.set(pictures.subarray(i * dim, (i + 1) * dim), i * all);
    return rows;
  }

  async runText(ids: Int32Array, count: number): Promise<Float32Array> {
    const feeds = this.#model.pooling === 'last-token' ? siglipTextFeeds : textFeeds;
    return onlyOutput(this.#text, feeds(ids, count));
  }

  async release(): Promise<void> {
    await this.#vision.release();
    await this.#text.release();
    if (this.#patches) await (await this.#patches).release();
  }

  #patchSession(): Promise<InferenceSession> {
    const { path, precision } = this.#model;
    this.#patches ??= ensurePatchGraph(new NodeStorage(), path, precision).then((file) =>
      createSession(join(path, file), this.#model),
    );
    this.#patches.catch(() => {
      this.#patches = null;
    });
    return this.#patches;
  }
}

/** A session of the graph at `path`, on the model's device only. */
export async function createSession(
  path: string,
  { device, threads }: Pick<EngineModel, 'device' | 'threads'>,
): Promise<InferenceSession> {
  // ONNX Runtime would wait for a pipe.
  await (await openByteSource(path)).close();
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
  return floats(results[session.outputNames[0]]);
}

export function floats({ data }: Tensor): Float32Array {
  if (!(data instanceof Float32Array)) throw new Error('the features of the graph are not float32');
  return data;
}
