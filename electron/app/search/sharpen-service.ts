/** Sharpened maps: the best windows of a query that was run are encoded again, for their patches. */
import type { QueryId } from '../../../core/documents/ids.ts';
import type { ScoredWindow, SharpenedQuery } from '../../../core/documents/search.ts';
import { embeddingIdentity, type PatchEncoder } from '../../../core/encoder.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import { hitOutline } from '../../../core/search/hit-outline.ts';
import { type PatchedWindow, sharpenedMap } from '../../../core/search/sharpened-map.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';
import { windowKey, windowsToSharpen } from '../../../core/search/windows-to-sharpen.ts';
import type { Task } from '../../../core/task.ts';
import { sharpenedUrl } from '../../../core/urls/sharpened-url.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from './index-service.ts';
import { PatchCache, type WindowPatches } from './patch-cache.ts';
import { mapGrid, type QueryService, type RanQuery } from './query-service.ts';

const MAPS_KEPT = 8;
const ENCODED_AT_ONCE = 8;

export class SharpenService {
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  readonly #indexes: IndexService;
  readonly #queries: QueryService;
  readonly #cache = new PatchCache();
  readonly #maps = new Map<QueryId, SimilarityMap>();

  constructor(scenes: SceneService, models: ModelService, indexes: IndexService, queries: QueryService) {
    this.#scenes = scenes;
    this.#models = models;
    this.#indexes = indexes;
    this.#queries = queries;
  }

  /**
   * Takes at most a few dozen passes of the image tower. Throws `NotFound` for a query that is no longer in memory, `InvalidInput` if the
   * scene, what the model sees of it, or the model has changed since it was run.
   */
  async run(id: QueryId, task: Task): Promise<SharpenedQuery> {
    const startedMs = performance.now();
    const query = this.#queries.ran(id);
    const { result, key, scores, cells, scene } = query;
    if (!(await this.#indexes.isUpToDate(result.scene, result.model, key)))
      throw new InvalidInput('the scene or the model has changed since the question: ask again');
    const windows = windowsToSharpen(key.grid, scores, result.hits);
    const { patched, encoded } = await this.#patched(query, windows, task);
    const map = cells.maskedByPlace(sharpenedMap(key.grid, query.map, patched));
    this.#keep(id, map);
    const byWindow = new Map(patched.map((each) => [windowKey(each.window), each]));
    return {
      map: mapGrid(sharpenedUrl(id), map, scene),
      outlines: result.hits.map(({ window }) => {
        const hit = byWindow.get(windowKey(window));
        return hit === undefined ? null : hitOutline(key.grid, map, hit);
      }),
      windows: patched.length,
      encoded,
      milliseconds: performance.now() - startedMs,
    };
  }

  /** Throws `NotFound` for a map that is no longer in memory. */
  map(id: QueryId): SimilarityMap {
    const map = this.#maps.get(id);
    if (!map) throw new NotFound(`the sharpened map of query ${id} is no longer in memory: ask again`);
    return map;
  }

  async #patched(
    { result, key, vector }: RanQuery,
    windows: readonly ScoredWindow[],
    task: Task,
  ): Promise<{ readonly patched: readonly PatchedWindow[]; readonly encoded: number }> {
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
    const patched = windows.map((each) => {
      const { patchesPerEdge, embeddings } = found.get(each)!;
      return { ...each, patchesPerEdge, patches: cosines(embeddings, vector) };
    });
    return { patched, encoded: missing.length };
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

  #keep(id: QueryId, map: SimilarityMap): void {
    this.#maps.delete(id);
    this.#maps.set(id, map);
    for (const oldest of this.#maps.keys()) {
      if (this.#maps.size <= MAPS_KEPT) return;
      this.#maps.delete(oldest);
    }
  }
}

/** Cosines of the unit vectors [count, dim] with the unit vector `query`. */
function cosines(embeddings: Float32Array, query: Float32Array): Float32Array {
  const dim = query.length;
  return Float32Array.from({ length: embeddings.length / dim }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += embeddings[row * dim + i]! * query[i]!;
    return sum;
  });
}
