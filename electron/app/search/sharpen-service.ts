/** Sharpened maps: the best windows of a query that was run are encoded again, for their patches. */
import type { QueryId } from '../../../core/documents/ids.ts';
import type { SharpenedQuery } from '../../../core/documents/search.ts';
import { cosines } from '../../../core/search/cosines.ts';
import { hitOutline } from '../../../core/search/hit-outline.ts';
import { sharpenedMap } from '../../../core/search/sharpened-map.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';
import { windowKey } from '../../../core/search/windows-to-sharpen.ts';
import type { Task } from '../../../core/task.ts';
import { sharpenedUrl } from '../../../core/urls/sharpened-url.ts';
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
    const { windows, encoded } = await this.#patches.ofBest(query, task);
    const patched = windows.map((each) => ({ ...each, patches: cosines(each.embeddings, vector) }));
    const map = cells.maskedByPlace(sharpenedMap(key.grid, query.map, patched));
    this.#maps.set(id, map);
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
    return this.#maps.get(id);
  }
}
