/** The two sessions of one model on one device. A run blocks its thread: only an engine process may do this. */
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { endOfTextIndex } from '../../models/clip/text-tower.ts';
import { END_OF_TEXT, INPUT_IDS, PIXEL_VALUES } from '../../models/clip/tower-graphs.ts';
import type { TowerRunner } from '../../models/encoder/tower-runner.ts';
import { PRECISION_FILES } from '../../models/folder/model-folder.ts';
import { pixelValues } from '../../models/preprocess/pixel-values.ts';
import type { EngineModel } from './engine-messages.ts';
import { threadCount } from './thread-count.ts';

export class OnnxTowers implements TowerRunner {
  readonly #vision: InferenceSession;
  readonly #text: InferenceSession;
  readonly #imageSizePx: number;

  /** Throws what ONNX Runtime throws where the device cannot be had; it never falls back by itself. */
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
    this.#imageSizePx = model.imageSizePx;
  }

  async runVision(crops: Uint8Array, count: number): Promise<Float32Array> {
    const size = this.#imageSizePx;
    const pixels = pixelValues(crops, count, size);
    return onlyOutput(this.#vision, {
      [PIXEL_VALUES]: new Tensor('float32', pixels, [count, 3, size, size]),
    });
  }

  async runText(ids: Int32Array, count: number): Promise<Float32Array> {
    const length = ids.length / count;
    const endOfText = new Float32Array(ids.length);
    for (let row = 0; row < count; row++)
      endOfText[row * length + endOfTextIndex(ids.subarray(row * length, (row + 1) * length))] = 1;
    return onlyOutput(this.#text, {
      [INPUT_IDS]: new Tensor('int64', BigInt64Array.from(ids, BigInt), [count, length]),
      [END_OF_TEXT]: new Tensor('float32', endOfText, [count, length]),
    });
  }

  async release(): Promise<void> {
    await this.#vision.release();
    await this.#text.release();
  }
}

function createSession(path: string, { device, threads }: EngineModel): Promise<InferenceSession> {
  return InferenceSession.create(path, {
    // One name: of a list, ONNX Runtime drops what it lacks and goes on with the rest. The CPU still takes single
    // operators that the device has no kernel for.
    executionProviders: [device],
    // Reused memory is worth a third of the time of a run. But the arena asks for very large pieces, and one very large
    // native allocation kills an Electron process.
    enableCpuMemArena: process.versions.electron === undefined,
    intraOpNumThreads: threads || threadCount(),
  });
}

async function onlyOutput(session: InferenceSession, feeds: Record<string, Tensor>): Promise<Float32Array> {
  const results = await session.run(feeds);
  const { data } = results[session.outputNames[0]];
  if (!(data instanceof Float32Array))
    throw new Error('the graph gave something other than float32 features');
  return data;
}
