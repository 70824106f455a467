/** Sharpened maps: the best windows of a query that was run are encoded again, for their patches. */
import type { QueryId } from '../../../core/documents/ids.ts';
import type { SharpenedQuery } from '../../../core/documents/search.ts';
import { hitOutlines } from '../../../core/search/hit-outline.ts';
import type { PatchedWindow } from '../../../core/search/patch-field.ts';
import type { ScoredPatches } from '../../../core/search/phrase-map.ts';
import { medianAndMost, sharpenedMap } from '../../../core/search/sharpened-map.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';
import { subjectOf, subjectVector } from '../../../core/search/subject.ts';
import type { Task } from '../../../core/task.ts';
import { type SharpenedAddress, sharpenedKey, sharpenedUrl } from '../../../core/urls/sharpened-url.ts';
import type { ModelService } from '../models/model-service.ts';
import { KeptMaps } from './kept-maps.ts';
import { mapGrid, type QueryService, type RanQuery } from './query-service.ts';
import type { PatchedWindows } from './window-patches.ts';

const MAPS_KEPT = 8;

export class SharpenService {
  readonly #models: Pick<ModelService, 'encoder'>;
  readonly #queries: QueryService;
  readonly #patches: PatchedWindows;
  readonly #maps = new KeptMaps('sharpened map of query', MAPS_KEPT);

  constructor(models: Pick<ModelService, 'encoder'>, queries: QueryService, patches: PatchedWindows) {
    this.#models = models;
    this.#queries = queries;
    this.#patches = patches;
  }

  /**
   * Takes at most a few dozen passes of the image tower. Throws `NotFound` for a query that is no longer in memory, `InvalidInput` if the
   * scene, what the model sees of it, or the model has changed since it was run.
   */
  async run(id: QueryId, task: Task): Promise<SharpenedQuery> {
    const startedMs = performance.now();
    const query = this.#queries.ran(id);
    const { result, key, vector, cells, scene } = query;
    const { windows, encoded, isWhole } = await this.#patches.of(query, task);
    const patched = patchedBy(windows, vector);
    const map = cells.maskedByPlace(sharpenedMap(key.grid, query.map, patched, isWhole));
    const { median, most } = medianAndMost(query.map.values);
    const outlined = { windows: patchedBy(windows, await this.#outlineVector(query, task.signal)), isWhole };
    const address = { query: id, isWhole };
    this.#maps.set(sharpenedKey(address), map);
    return {
      map: mapGrid(sharpenedUrl(address), map, scene),
      outlines: hitOutlines(key.grid, map, outlined, result.hits, (median + most) / 2),
      windows: patched.length,
      encoded,
      isWhole,
      milliseconds: performance.now() - startedMs,
    };
  }

  /** Of a sentence that names several things, the first one is outlined. */
  async #outlineVector({ result, vector }: RanQuery, signal: AbortSignal): Promise<Float32Array> {
    const [term, ...others] = result.terms;
    if (others.length > 0 || term.kind !== 'text' || term.weight < 0) return vector;
    const named = subjectOf(term.text);
    if (named === null) return vector;
    const texts = [named.subject, ...named.others].map(({ start, end }) => term.text.slice(start, end));
    const encoder = await this.#models.encoder(result.model);
    const flat = await encoder.encodeTexts(texts, signal);
    const [subject, ...rest] = texts.map((_, i) => flat.subarray(i * vector.length, (i + 1) * vector.length));
    return subjectVector(vector, subject, rest);
  }

  /** Throws `NotFound` for a map that is no longer in memory. */
  map(address: SharpenedAddress): SimilarityMap {
    return this.#maps.get(sharpenedKey(address));
  }
}

function patchedBy(windows: readonly ScoredPatches[], vector: Float32Array): readonly PatchedWindow[] {
  return windows.map((each) => ({ ...each, patches: each.scores(vector) }));
}
