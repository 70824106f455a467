/** Session of the graph of relevance maps, for the model that was asked for last. A run blocks its thread: for engine processes only. */
import { join } from 'node:path';
import { visionFeeds } from '../../models/clip/tower-feeds.ts';
import { ensureRelevanceGraph } from '../../training/relevance/ensure-relevance-graph.ts';
import { type PatchRelevance, RELEVANCE_BLOCKS, relevanceOf } from '../../training/relevance/relevance-of.ts';
import { NodeStorage } from '../node/node-storage.ts';
import type { EngineModel, EngineWork } from './engine-messages.ts';
import type { InferenceSession } from './onnx-runtime.ts';
import { createSession, floats } from './onnx-towers.ts';
import { tensorsOf } from './tensors.ts';

type Work = Pick<Extract<EngineWork, { readonly kind: 'relevance' }>, 'crop' | 'text' | 'blocks'>;

export class RelevanceSession {
  readonly #session: InferenceSession;
  readonly #model: EngineModel;

  /** Throws `Unsupported` for a model that is not a CLIP. */
  static async load(model: EngineModel): Promise<RelevanceSession> {
    const file = await ensureRelevanceGraph(new NodeStorage(), model.path);
    return new RelevanceSession(
      await createSession(join(model.path, file), { ...model, device: 'cpu' }),
      model,
    );
  }

  private constructor(session: InferenceSession, model: EngineModel) {
    this.#session = session;
    this.#model = model;
  }

  isOf(model: EngineModel): boolean {
    return this.#model.path === model.path && this.#model.identity === model.identity;
  }

  run({ crop, text, blocks }: Work): Promise<PatchRelevance> {
    const { imageSizePx, statistics } = this.#model;
    return relevanceOf(
      async (feeds) => {
        const results = await this.#session.run(tensorsOf(feeds));
        return this.#session.outputNames.map((name) => floats(results[name]));
      },
      visionFeeds(crop, 1, imageSizePx, statistics),
      text,
      blocks ?? RELEVANCE_BLOCKS,
    );
  }

  release(): Promise<void> {
    return this.#session.release();
  }
}
