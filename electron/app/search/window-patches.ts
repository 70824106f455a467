/** Patches of windows of a query that was run: from the cache, or encoded again. */
import type { ScoredWindow } from '../../../core/documents/search.ts';
import { embeddingIdentity, type PatchEncoder } from '../../../core/encoder.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { cosines } from '../../../core/search/cosines.ts';
import type { ScoredPatches } from '../../../core/search/phrase-map.ts';
import { windowKey, windowsToSharpen } from '../../../core/search/windows-to-sharpen.ts';
import type { Task } from '../../../core/task.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from './index-service.ts';
import { PatchCache, type WindowPatches } from './patch-cache.ts';
import type { PatchIndexService } from './patch-index-service.ts';
import type { RanQuery } from './query-service.ts';

const ENCODED_AT_ONCE = 8;

export type ExaminedWindows = {
  readonly windows: readonly ScoredPatches[];
  /** Number of windows that had to be encoded for it. */
  readonly encoded: number;
  /** Whether the windows are all of the scene, without overlap. If not, the first hits come first, in order. */
  readonly isWhole: boolean;
};

export class PatchedWindows {
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  readonly #indexes: IndexService;
  readonly #whole: Pick<PatchIndexService, 'whole'>;
  readonly #cache = new PatchCache();

  constructor(
    scenes: SceneService,
    models: ModelService,
    indexes: IndexService,
    whole: Pick<PatchIndexService, 'whole'>,
  ) {
    this.#scenes = scenes;
    this.#models = models;
    this.#indexes = indexes;
    this.#whole = whole;
  }

  /**
   * Of the whole scene if they were encoded, otherwise of the best windows of the query: at most a few dozen passes of the image tower. Throws `InvalidInput` if the scene, what the model sees of it,
   * or the model has changed since the query was run.
   */
  async of(query: RanQuery, task: Task): Promise<ExaminedWindows> {
    const { result, key, scores } = query;
    if (!(await this.#indexes.isUpToDate(result.scene, result.model, key)))
      throw new InvalidInput('the scene or the model has changed since the question: ask again');
    const whole = await this.#whole.whole(result.scene, result.model);
    if (whole !== null) return { windows: whole, encoded: 0, isWhole: true };
    return this.#ofBest(query, windowsToSharpen(key.grid, scores, result.hits), task);
  }

  async #ofBest(
    { result, key }: RanQuery,
    windows: readonly ScoredWindow[],
    task: Task,
  ): Promise<ExaminedWindows> {
    const encoder = await this.#models.encoder(result.model);
    const place = [key.sceneContent, key.modelView, embeddingIdentity(key.model)].join(' ');
    const cacheKey = ({ window }: ScoredWindow) => `${place} ${windowKey(window)}`;
    const found = new Map<ScoredWindow, WindowPatches>();
    for (const each of windows) {
      const known = this.#cache.get(cacheKey(each));
      if (known !== null) found.set(each, known);
    }
    const missing = windows.filter((each) => !found.has(each));
    for (let done = 0; done < missing.length; done += ENCODED_AT_ONCE) {
      task.report({ phase: 'sharpening', done, total: missing.length });
      const some = missing.slice(done, done + ENCODED_AT_ONCE);
      const patches = await this.#encode(encoder, result.scene, some, task.signal);
      some.forEach((each, i) => {
        found.set(each, patches[i]!);
        this.#cache.set(cacheKey(each), patches[i]!);
      });
    }
    return {
      windows: windows.map((each) => {
        const { patchesPerEdge, embeddings } = found.get(each)!;
        const scores = (vector: Float32Array) => cosines(embeddings, vector);
        return { window: each.window, patchesPerEdge, scores };
      }),
      encoded: missing.length,
      isWhole: false,
    };
  }

  async #encode(
    encoder: PatchEncoder,
    scene: RanQuery['result']['scene'],
    windows: readonly ScoredWindow[],
    signal: AbortSignal,
  ): Promise<readonly WindowPatches[]> {
    const pictures = [];
    for (const { window } of windows)
      pictures.push(await this.#scenes.modelViewPixels(scene, window, signal));
    const { patches, patchesPerEdge } = await encoder.encodePatches(pictures, signal);
    const each = patches.length / windows.length;
    return windows.map((_, i) => ({ patchesPerEdge, embeddings: patches.slice(i * each, (i + 1) * each) }));
  }
}
