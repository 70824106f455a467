/** Sentences and example windows over an indexed scene: hits, similarity map, verdict. No pixel is read for a new sentence. */
import { randomUUID } from 'node:crypto';
import type { QueryId } from '../../../core/documents/ids.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type {
  DifferenceMap,
  DifferenceMeasure,
  MapGrid,
  Query,
  QueryResult,
  QueryTerm,
} from '../../../core/documents/search.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import { cellAffine } from '../../../core/geo/affine.ts';
import type { GeoTags } from '../../../core/geo/geo-tags.ts';
import type { SceneDescription } from '../../../core/raster/scene.ts';
import { composeQuery, type WeightedVector } from '../../../core/search/compose-query.ts';
import { axisStart, type Grid } from '../../../core/search/grid.ts';
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
import { gridSpecOf, type IndexService } from './index-service.ts';
import type { VerdictService } from './verdict-service.ts';

const QUERIES_KEPT = 32;

export type QueryRequest = Query & {
  /** At most so many hits. */
  readonly hits: number;
  /** Window sizes of the index that is to answer; null or left out: of the one that answers by default. */
  readonly sizesPx?: readonly number[] | null;
};

/** The scene as it was when the query was run. */
export type QueriedScene = { readonly description: SceneDescription; readonly geoTags: GeoTags };

/** What exports and the data plane need of a query that was run: as it was then, whatever has changed since. */
export type RanQuery = {
  readonly result: QueryResult;
  readonly scene: QueriedScene;
  /** Of the index that answered. */
  readonly key: IndexKey;
  /** The terms as one unit vector. */
  readonly vector: Float32Array;
  readonly map: SimilarityMap;
  readonly scores: Scores;
  readonly cells: ShownCells;
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

  /** Throws `NotFound` where the scene has no such index of the model, `InvalidInput` for an empty sentence or terms that cancel out. */
  async run(request: QueryRequest, signal: AbortSignal): Promise<QueryResult> {
    checkTerms(request.terms);
    const index = await this.#indexes.forQuery(request.scene, request.model, request.sizesPx ?? null);
    const { description, raster } = await this.#scenes.scene(request.scene);
    const scene = { description, geoTags: raster.geoTags };
    const startedMs = performance.now();
    const vector = composeQuery(await this.#vectors(request, index, signal));
    const textMs = performance.now() - startedMs;
    const cells = await this.#indexes.cellsOf(index);
    const { scores, hits, map, histogram } = searchIndex(index, vector, cells, request.hits);
    // More may be acknowledged while the verdict is awaited; these are what the scores are of.
    const { windowsDone } = index;
    const searchMs = performance.now() - startedMs - textMs;
    const id = randomUUID() as QueryId;
    const { verdict, absoluteRange } = await this.#verdicts.judge(request.model, index, vector, scores);
    const result: QueryResult = {
      id,
      scene: request.scene,
      model: request.model,
      terms: request.terms,
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
    this.#keep({ result, scene, key: index.key, vector, map, scores, cells });
    return result;
  }

  /** Throws `NotFound` for a query that was run too long ago: run it again. */
  ran(id: QueryId): RanQuery {
    const query = this.#ran.get(id);
    if (!query) throw new NotFound(`query ${id} is no longer at hand: ask again`);
    return query;
  }

  /** Throws `InvalidInput` for queries of different scenes. */
  difference(a: QueryId, b: QueryId, measure: DifferenceMeasure): SimilarityMap {
    const [first, second] = [this.ran(a), this.ran(b)];
    if (first.result.scene !== second.result.scene)
      throw new InvalidInput('the two queries are of different scenes: ask both of one scene');
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
    const windows = terms.filter((term) => term.kind === 'window');
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
    const ofWindows = [];
    for (const { weight, window } of windows) {
      const stored = storedEmbedding(index, window);
      const vector =
        stored ??
        (await encoder.encodeImages([await this.#scenes.modelViewPixels(scene, window, signal)], signal));
      ofWindows.push({ weight, vector });
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

/** Where a map of the scene is fetched from, and where it lies. */
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
  if (terms.length === 0) throw new InvalidInput('the query is empty: write a sentence, or choose a window');
  if (terms.some((term) => term.kind === 'text' && term.text.trim() === ''))
    throw new InvalidInput('a sentence of the query is empty: write what to look for');
}

/** The embedding of exactly this window, null where the index holds none. */
function storedEmbedding(index: OpenIndex, win: RasterWindow): Float32Array | null {
  const { grid } = index.key;
  for (const [s, segment] of grid.segments.entries()) {
    if (segment.sizePx !== win.widthPx || segment.sizePx !== win.heightPx) continue;
    const column = axisIndex(grid.widthPx, grid, s, win.col, segment.columns);
    const row = axisIndex(grid.heightPx, grid, s, win.row, segment.rows);
    if (column === null || row === null) continue;
    try {
      return index.embedding(s, row * segment.columns + column);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  }
  return null;
}

function axisIndex(lengthPx: number, grid: Grid, s: number, startPx: number, count: number): number | null {
  const segment = grid.segments[s]!;
  const near = Math.round((startPx - segment.offsetPx) / segment.stridePx);
  const found = [near, count - 1].find(
    (i) => i >= 0 && i < count && axisStart(lengthPx, segment, i) === startPx,
  );
  return found ?? null;
}
