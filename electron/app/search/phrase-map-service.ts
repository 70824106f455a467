/** Maps of the phrases of a sentence, from the patches of the best windows of a query. */
import type { QueryId } from '../../../core/documents/ids.ts';
import type { PhraseMap, TextSpan } from '../../../core/documents/search.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { mapPeak, phraseContrast, phraseMap } from '../../../core/search/phrase-map.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';
import type { Task } from '../../../core/task.ts';
import { phraseKey, phraseUrl } from '../../../core/urls/phrase-url.ts';
import type { ModelService } from '../models/model-service.ts';
import { KeptMaps } from './kept-maps.ts';
import { phrasesOf, sentenceOf } from './phrase-service.ts';
import { mapGrid, type QueryService } from './query-service.ts';
import type { PatchedWindows } from './window-patches.ts';

const MAPS_KEPT = 16;

export class PhraseMapService {
  readonly #models: ModelService;
  readonly #queries: QueryService;
  readonly #patches: PatchedWindows;
  readonly #maps = new KeptMaps('map of phrase', MAPS_KEPT);

  constructor(models: ModelService, queries: QueryService, patches: PatchedWindows) {
    this.#models = models;
    this.#queries = queries;
    this.#patches = patches;
  }

  /**
   * Where `chosen` is found, compared with the other phrases: `spans`, or the noun phrases for null. Throws `InvalidInput` for a query that is
   * not a single sentence or spans outside it, `NotFound` for a query that is no longer in memory.
   */
  async run(
    id: QueryId,
    chosen: TextSpan,
    spans: readonly TextSpan[] | null,
    task: Task,
  ): Promise<PhraseMap> {
    const query = this.#queries.ran(id);
    const { result, key, cells, scene } = query;
    const sentence = sentenceOf(result);
    if (phrasesOf(sentence, [chosen]).length === 0) throw new InvalidInput('no phrase is chosen');
    const others = phrasesOf(sentence, spans).filter((span) => !overlap(span, chosen));
    const contrast = await this.#contrast(result.model, sentence, chosen, others, task.signal);
    const { windows, isWhole } = await this.#patches.of(query, task);
    const map = cells.maskedByPlace(phraseMap(key.grid, query.map, windows, contrast, isWhole));
    const address = { query: id, chosen, others, isWhole };
    this.#maps.set(phraseKey(address), map);
    return {
      ...chosen,
      text: sentence.slice(chosen.start, chosen.end),
      map: mapGrid(phraseUrl(address), map, scene),
      peak: mapPeak(key.grid, map),
      windows: windows.length,
      isWhole,
    };
  }

  /** Throws `NotFound` for a map that is no longer in memory. */
  map(key: string): SimilarityMap {
    return this.#maps.get(key);
  }

  async #contrast(
    model: Parameters<ModelService['encoder']>[0],
    sentence: string,
    chosen: TextSpan,
    others: readonly TextSpan[],
    signal: AbortSignal,
  ): Promise<Float32Array> {
    const encoder = await this.#models.encoder(model);
    const texts = [chosen, ...others].map(({ start, end }) => sentence.slice(start, end));
    const flat = await encoder.encodeTexts(texts, signal);
    const dim = encoder.model.embeddingDim;
    const [phrase, ...rest] = texts.map((_, i) => flat.subarray(i * dim, (i + 1) * dim));
    return phraseContrast(
      phrase,
      rest.length > 0 ? rest : [(await this.#models.calibrations.bank(model, signal)).mean],
    );
  }
}

function overlap(a: TextSpan, b: TextSpan): boolean {
  return a.start < b.end && b.start < a.end;
}
