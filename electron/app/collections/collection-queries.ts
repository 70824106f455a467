/** Questions to a collection: one ranked list over all its indexed scenes, with a verdict for all of them and for those that have hits. */
import { type AskedIndex, askIndexes, type FoundWindow } from '../../../core/collection/ask-indexes.ts';
import { filterScenes } from '../../../core/collection/filter-scenes.ts';
import { mergePlaces } from '../../../core/collection/merge-places.ts';
import type {
  CollectionHit,
  CollectionQuery,
  CollectionResult,
  CollectionScene,
} from '../../../core/documents/collection.ts';
import type { SceneId } from '../../../core/documents/ids.ts';
import { NotFound } from '../../../core/errors.ts';
import { hitFootprints } from '../../../core/geo/hit-footprints.ts';
import type { Host } from '../../../core/host.ts';
import { answerFirst } from '../../../core/questions-first.ts';
import { awaitedLater } from '../../../core/search/awaited-later.ts';
import type { Bank } from '../../../core/search/bank.ts';
import { StandingAcross } from '../../../core/search/bank-scores.ts';
import type { Standing } from '../../../core/search/standing.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from '../search/index-service.ts';
import { areasInPixels } from './areas-in-pixels.ts';
import type { CollectionStore } from './collection-store.ts';
import { calibrationOf, verdictOf, whyNotJudged, windowMetresOf } from './collection-verdicts.ts';
import { sentenceVector } from './sentence-vector.ts';

/** Hits that are looked at for each one that remains after merging places. */
const CANDIDATES_PER_PLACE = 8;

type AskedScene = AskedIndex & { readonly scene: CollectionScene; readonly id: SceneId };
/** Standings by position in the asked scenes; `why` says why there are none. */
type Judged = {
  readonly why: string | null;
  readonly all: Standing | null;
  readonly byScene: ReadonlyMap<number, { readonly standing: Standing; readonly bankCosine: number }>;
};

export class CollectionQueries {
  readonly #host: Host;
  readonly #store: CollectionStore;
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  readonly #indexes: IndexService;

  constructor(
    host: Host,
    store: CollectionStore,
    scenes: SceneService,
    models: ModelService,
    indexes: IndexService,
  ) {
    this.#host = host;
    this.#store = store;
    this.#scenes = scenes;
    this.#models = models;
    this.#indexes = indexes;
  }

  /** Throws `NotFound` if no scene that matches the filter is indexed with the model, `InvalidInput` for a question without sentences. */
  run(query: CollectionQuery, signal: AbortSignal): Promise<CollectionResult> {
    return answerFirst(() => this.#answer(query, signal), signal);
  }

  async #answer(query: CollectionQuery, signal: AbortSignal): Promise<CollectionResult> {
    const startedMs = performance.now();
    const calibrating = awaitedLater(calibrationOf(this.#models, query.model));
    // Files are read while the engine encodes the sentence: beside other work each of them takes a turn or more.
    const [vector, { matching, asked, bank }] = await Promise.all([
      this.#vector(query, signal),
      this.#prepared(query, signal),
    ]);
    if (asked.length === 0) throw new NotFound(nothingIndexed(matching.length, query.model));
    const limit = query.merges ? query.hits * CANDIDATES_PER_PLACE : query.hits;
    const judging = this.#judging(query, asked, vector, bank);
    const { hits, windows } = await askIndexes(asked, vector, {
      limit,
      perIndex: query.perScene ?? limit,
      onScores: judging.add,
      signal,
    });
    const placed = await this.#placed(hits, asked);
    const kept = query.merges ? mergePlaces(placed, query.hits) : placed;
    const judged = judging.result();
    const calibration = await calibrating;
    // A scene whose hits were all merged into those of others has none.
    const shown = new Set(kept.map(({ path }) => path));
    const withHits = [...new Set(hits.map(({ index }) => index))].filter((index) =>
      shown.has(asked[index].scene.path),
    );
    return {
      ...query,
      hits: kept.map((hit, i) => ({ ...hit, rank: i + 1 })),
      verdict: verdictOf(judged.why, judged.all, Number.NaN, calibration, []),
      scenes: withHits.map((index) => {
        const own = judged.byScene.get(index);
        const { scene, scan } = asked[index];
        return {
          path: scene.path,
          best: hits.find((hit) => hit.index === index)?.score ?? Number.NaN,
          verdict: verdictOf(
            judged.why,
            own === undefined ? null : own.standing,
            own === undefined ? Number.NaN : own.bankCosine,
            calibration,
            windowMetresOf(scene, scan.key.grid),
          ),
        };
      }),
      scenesAsked: asked.length,
      windows,
      notIndexed: matching.length - asked.length,
      milliseconds: performance.now() - startedMs,
    };
  }

  async #vector({ model, terms }: CollectionQuery, signal: AbortSignal): Promise<Float32Array> {
    return sentenceVector(await this.#models.encoder(model), terms, signal);
  }

  /** What is asked, and the bank if the question gets verdicts. */
  async #prepared(query: CollectionQuery, signal: AbortSignal) {
    const matching = filterScenes(await this.#store.scenes(query.collection), query.filter);
    const asked = await this.#asked(matching, query);
    const isJudged = asked.length > 0 && whyNoVerdict(query) === null;
    const bank = isJudged ? await this.#models.calibrations.bank(query.model, signal) : null;
    return { matching, asked, bank };
  }

  async #asked(
    scenes: readonly CollectionScene[],
    { model, filter }: CollectionQuery,
  ): Promise<readonly AskedScene[]> {
    const identity = await this.#models.identity(model);
    const ids = this.#scenes.byPath();
    const asked: AskedScene[] = [];
    for (const scene of scenes) {
      const id = ids.get(scene.path);
      const scan = id === undefined ? null : await this.#indexes.scanOf(id, scene.content, identity);
      if (id === undefined || scan === null) continue;
      const areas = filter.area === null ? null : await areasInPixels(this.#host.crs, scene, filter.area);
      if (areas === null || areas.length > 0) asked.push({ scene, id, scan, areas });
    }
    return asked;
  }

  async #placed(
    hits: readonly FoundWindow[],
    asked: readonly AskedScene[],
  ): Promise<readonly CollectionHit[]> {
    const scenes = asked.map(({ scene }) => scene);
    const footprints = await hitFootprints(this.#host.crs, hits, scenes);
    return hits.map(({ index, window: win, score, merged }, i) => {
      const { scene, id } = asked[index];
      return {
        rank: 0,
        score,
        ...{ scene: scene.name, path: scene.path, sceneId: id, window: win },
        date: scene.date === null ? null : scene.date.date,
        lonLat: footprints[i],
        merged: merged.length,
      };
    });
  }

  /** Collects the standings while the indexes are asked. */
  #judging(
    query: CollectionQuery,
    asked: readonly AskedScene[],
    vector: Float32Array,
    bank: Bank | null,
  ): {
    readonly add: (index: number, scores: readonly Float32Array[]) => Promise<void>;
    readonly result: () => Judged;
  } {
    let why = whyNoVerdict(query);
    const byScene = new Map<number, { standing: Standing; bankCosine: number }>();
    if (bank === null) return { add: async () => undefined, result: () => ({ why, all: null, byScene }) };
    const across = new StandingAcross(bank, vector);
    return {
      add: async (index, scores) => {
        const bankScores = await this.#indexes.storedBankScores(asked[index].scan, bank);
        if (bankScores === null) {
          why = `The everyday sentences were not asked of ${asked[index].scene.name}: index the collection again.`;
          return;
        }
        const centred = bankScores.centred(scores);
        across.add(bankScores, centred);
        const standing = bankScores.standing(vector, centred);
        if (standing !== null)
          byScene.set(index, { standing, bankCosine: bankScores.bankCosineAtBest(centred) });
      },
      result: () => ({ why, all: across.standing, byScene }),
    };
  }
}

function whyNoVerdict({ terms, filter }: CollectionQuery): string | null {
  return whyNotJudged(terms, filter.area !== null);
}

function nothingIndexed(matching: number, model: string): string {
  return matching === 0
    ? 'no scene of the collection matches: scan it, or change the filter'
    : `none of the ${matching} scenes that match is indexed with model ${model}: index the collection first`;
}
