/** Service for queries on indexed scenes, by sentences and example windows: hits, similarity map, verdict. */
import { randomUUID } from 'node:crypto';
import type { QueryId } from '../../../core/documents/ids.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type {
  DifferenceMap,
  DifferenceMeasure,
  MapGrid,
  Outline,
  Query,
  QueryResult,
  QueryTerm,
} from '../../../core/documents/search.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import { cellAffine } from '../../../core/geo/affine.ts';
import type { GeoTags } from '../../../core/geo/geo-tags.ts';
import { answerFirst } from '../../../core/questions-first.ts';
import type { SceneDescription } from '../../../core/raster/scene.ts';
import { composeQuery, type WeightedVector } from '../../../core/search/compose-query.ts';
import type { IndexKey } from '../../../core/search/index-key.ts';
import { mapDifference } from '../../../core/search/map-difference.ts';
import type { OpenIndex, Scores } from '../../../core/search/open-index.ts';
import { searchIndex } from '../../../core/search/search-index.ts';
import type { ShownCells } from '../../../core/search/shown-cells.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';
import { differenceUrl } from '../../../core/urls/difference-url.ts';
import { mapUrl } from '../../../core/urls/map-url.ts';
import type { ModelService } from '../models/model-service.ts';
import { PIXEL_AFFINE } from '../scenes/scene-detail.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from './index-service.ts';
import { gridSpecOf } from './scene-grid.ts';
import { storedEmbedding } from './stored-embedding.ts';
import type { VerdictService } from './verdict-service.ts';

const QUERIES_KEPT = 32;

export type QueryRequest = Omit<Query, 'area'> & {
  /** Null or absent for the whole scene. */
  readonly area?: Outline | null;
  /** Maximum number of hits. */
  readonly hits: number;
  /** Window sizes of the index to search; null or absent for the default index. */
  readonly sizesPx?: readonly number[] | null;
};

/** Georeferencing of the scene at the time of the query. */
export type QueriedScene = { readonly description: SceneDescription; readonly geoTags: GeoTags };

/** A query that was run, with what exports and map URLs need. It stays as it was even if the scene, index or model changes. */
export type RanQuery = {
  readonly result: QueryResult;
  readonly scene: QueriedScene;
  /** Key of the index that answered. */
  readonly key: IndexKey;
  /** The terms as one unit vector. */
  readonly vector: Float32Array;
  readonly map: SimilarityMap;
  readonly scores: Scores;
  readonly cells: ShownCells;
  /** Name of the device that encoded the terms. */
  readonly device: string;
};

export class QueryService {
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  readonly #indexes: IndexService;
  readonly #verdicts: VerdictService;
  readonly #ran = new Map<QueryId, RanQuery>();

  constructor(scenes: SceneService, models: ModelService, indexes: IndexService, verdicts: VerdictService) {
    this.#scenes = scenes;
    this.#models = models;
    this.#indexes = indexes;
    this.#verdicts = verdicts;
  }

  /** Throws `NotFound` if the scene has no such index, `InvalidInput` for no terms, an empty sentence, or terms that cancel out. */
  async run(request: QueryRequest, signal: AbortSignal): Promise<QueryResult> {
    checkTerms(request.terms);
    // Opening a scene may take long, without a signal of its own.
    await this.#scenes.scene(request.scene);
    return answerFirst(() => this.#answer(request, signal), signal);
  }

  async #answer(request: QueryRequest, signal: AbortSignal): Promise<QueryResult> {
    const index = await this.#indexes.forQuery(request.scene, request.model, request.sizesPx ?? null);
    const { description, raster } = await this.#scenes.scene(request.scene);
    const scene = { description, geoTags: raster.geoTags };
    const startedMs = performance.now();
    const vector = composeQuery(await this.#vectors(request, index, signal));
    const textMs = performance.now() - startedMs;
    const cells = await this.#indexes.cellsOf(index);
    const area = request.area ?? null;
    const { scores, hits, map, histogram } = searchIndex(index, vector, cells, request.hits, area);
    // Read now: the index may grow while the verdict is awaited.
    const { windowsDone } = index;
    const searchMs = performance.now() - startedMs - textMs;
    const id = randomUUID() as QueryId;
    const { model, terms } = request;
    const { metresPerPixel } = description;
    const judged = { model, index, terms, area, vector, scores, metresPerPixel };
    const { verdict, absoluteRange } = await this.#verdicts.judge(judged, signal);
    const result: QueryResult = {
      id,
      scene: request.scene,
      model: request.model,
      terms: request.terms,
      area,
      grid: gridSpecOf(index.key.grid),
      hits,
      verdict,
      absoluteRange,
      map: mapGrid(mapUrl(id), map, scene),
      histogram,
      windows: windowsDone,
      windowsPlanned: index.windowsPlanned,
      milliseconds: { text: textMs, search: searchMs },
      ranAt: new Date().toISOString(),
    };
    const device = await this.#models.deviceOf(model);
    this.#keep({ result, scene, key: index.key, vector, map, scores, cells, device });
    return result;
  }

  /** The query and its results. Throws `NotFound` if newer queries have replaced it in memory. */
  ran(id: QueryId): RanQuery {
    const query = this.#ran.get(id);
    if (!query) throw new NotFound(`the results of query ${id} are no longer in memory: run the query again`);
    return query;
  }

  /** Difference of the maps of two queries, a - b. Throws `InvalidInput` if they are of different scenes. */
  difference(a: QueryId, b: QueryId, measure: DifferenceMeasure): SimilarityMap {
    const [first, second] = [this.ran(a), this.ran(b)];
    if (first.result.scene !== second.result.scene)
      throw new InvalidInput('the two queries are of different scenes: run both on the same scene');
    return mapDifference(first.map, second.map, measure, first.key.grid);
  }

  async describeDifference(a: QueryId, b: QueryId, measure: DifferenceMeasure): Promise<DifferenceMap> {
    const map = this.difference(a, b, measure);
    const known = map.values.filter((value) => !Number.isNaN(value));
    return {
      map: mapGrid(differenceUrl({ a, b, measure }), map, this.ran(a).scene),
      most: known.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
      mean: known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length),
    };
  }

  async #vectors(
    { model, scene, terms }: QueryRequest,
    index: OpenIndex,
    signal: AbortSignal,
  ): Promise<readonly WeightedVector[]> {
    const encoder = await this.#models.encoder(model);
    const texts = terms.filter((term) => term.kind === 'text');
    const { embeddingDim } = encoder.model;
    const flat =
      texts.length === 0
        ? new Float32Array(0)
        : await encoder.encodeTexts(
            texts.map(({ text }) => text),
            signal,
          );
    const ofTexts = texts.map(({ weight }, i) => ({
      weight,
      vector: flat.subarray(i * embeddingDim, (i + 1) * embeddingDim),
    }));
    const embeddingOf = async (window: RasterWindow): Promise<Float32Array> =>
      storedEmbedding(index, window) ??
      encoder.encodeImages([await this.#scenes.modelViewPixels(scene, window, signal)], signal);
    const ofWindows: WeightedVector[] = [];
    for (const term of terms) {
      if (term.kind === 'text') continue;
      const examples = term.kind === 'window' ? [term.window] : term.windows;
      const vectors: WeightedVector[] = [];
      for (const window of examples) vectors.push({ weight: 1, vector: await embeddingOf(window) });
      ofWindows.push({ weight: term.weight, vector: composeQuery(vectors) });
    }
    return [...ofTexts, ...ofWindows];
  }

  #keep(query: RanQuery): void {
    this.#ran.set(query.result.id, query);
    for (const id of this.#ran.keys()) {
      if (this.#ran.size <= QUERIES_KEPT) return;
      this.#ran.delete(id);
    }
  }
}

/** Where a map of the scene is fetched from, and its place in the scene. */
export function mapGrid(
  url: string,
  { columns, rows, cellPx }: SimilarityMap,
  { description }: QueriedScene,
): MapGrid {
  const affine = description.affine ?? PIXEL_AFFINE;
  return {
    ...{ url, widthCells: columns, heightCells: rows, cellPx },
    affine: cellAffine(affine, 0, 0, cellPx, cellPx),
  };
}

function checkTerms(terms: readonly QueryTerm[]): void {
  if (terms.length === 0) throw new InvalidInput('the query is empty: enter a sentence or choose a window');
  if (terms.some((term) => term.kind === 'text' && term.text.trim() === ''))
    throw new InvalidInput('a sentence of the query is empty: describe what to look for');
  if (terms.some((term) => term.kind === 'windows' && term.windows.length === 0))
    throw new InvalidInput('a term of the query has no windows: accept or reject a hit first');
}
