/** Sharpened maps: the best windows of a query that was run are encoded again, for their patches. */
import type { QueryId } from '../../../core/documents/ids.ts';
import type { SharpenedQuery } from '../../../core/documents/search.ts';
import { hitOutlines } from '../../../core/search/hit-outline.ts';
import { medianAndMost, sharpenedMap } from '../../../core/search/sharpened-map.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';
import type { Task } from '../../../core/task.ts';
import { type SharpenedAddress, sharpenedKey, sharpenedUrl } from '../../../core/urls/sharpened-url.ts';
import { KeptMaps } from './kept-maps.ts';
import { mapGrid, type QueryService } from './query-service.ts';
import type { PatchedWindows } from './window-patches.ts';

const MAPS_KEPT = 8;

export class SharpenService {
  readonly #queries: QueryService;
  readonly #patches: PatchedWindows;
  readonly #maps = new KeptMaps('sharpened map of query', MAPS_KEPT);

  constructor(queries: QueryService, patches: PatchedWindows) {
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
    const patched = windows.map((each) => ({ ...each, patches: each.scores(vector) }));
    const map = cells.maskedByPlace(sharpenedMap(key.grid, query.map, patched, isWhole));
    const { median, most } = medianAndMost(query.map.values);
    const address = { query: id, isWhole };
    this.#maps.set(sharpenedKey(address), map);
    return {
      map: mapGrid(sharpenedUrl(address), map, scene),
      outlines: hitOutlines(key.grid, map, { windows: patched, isWhole }, result.hits, (median + most) / 2),
      windows: patched.length,
      encoded,
      isWhole,
      milliseconds: performance.now() - startedMs,
    };
  }

  /** Throws `NotFound` for a map that is no longer in memory. */
  map(address: SharpenedAddress): SimilarityMap {
    return this.#maps.get(sharpenedKey(address));
  }
}
