/** Explains the score of a window: what each phrase of a sentence adds. */
import type { QueryId } from '../../../core/documents/ids.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { PhraseShare, PhraseShares, Query, TextSpan } from '../../../core/documents/search.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { nounPhrases, withoutSpan } from '../../../core/search/noun-phrases.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from './index-service.ts';
import type { QueryService } from './query-service.ts';
import { storedEmbedding } from './stored-embedding.ts';

export class PhraseService {
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  readonly #indexes: IndexService;
  readonly #queries: QueryService;

  constructor(scenes: SceneService, models: ModelService, indexes: IndexService, queries: QueryService) {
    this.#scenes = scenes;
    this.#models = models;
    this.#indexes = indexes;
    this.#queries = queries;
  }

  /**
   * Leave-one-out: the cosine of the window with the sentence, minus that with the sentence without the phrase. `spans` null takes the
   * noun phrases. Throws `InvalidInput` for a query that is not a single sentence, or spans outside it; `NotFound` for a query that is no
   * longer in memory.
   */
  async shares(
    id: QueryId,
    window: RasterWindow,
    spans: readonly TextSpan[] | null,
    signal: AbortSignal,
  ): Promise<PhraseShares> {
    const { result } = this.#queries.ran(id);
    const sentence = sentenceOf(result);
    const phrases = phrasesOf(sentence, spans);
    const encoder = await this.#models.encoder(result.model);
    const index = await this.#indexes.forQuery(result.scene, result.model, result.grid.sizesPx);
    const seen =
      storedEmbedding(index, window) ??
      (await encoder.encodeImages(
        [await this.#scenes.modelViewPixels(result.scene, window, signal)],
        signal,
      ));
    // A phrase that is the whole sentence leaves nothing to compare with.
    const parts = phrases.filter((span) => withoutSpan(sentence, span) !== '');
    const texts = [sentence, ...parts.map((span) => withoutSpan(sentence, span))];
    const vectors = await encoder.encodeTexts(texts, signal);
    const cosines = texts.map((_, i) => cosine(vectors, i * seen.length, seen));
    return {
      sentence,
      score: cosines[0],
      phrases: parts.map(
        (span, i): PhraseShare => ({
          ...span,
          text: sentence.slice(span.start, span.end),
          adds: cosines[0] - cosines[i + 1],
        }),
      ),
    };
  }
}

/** The sentence of a query. Throws `InvalidInput` for a query that is not a single sentence. */
export function sentenceOf({ terms: [term, ...others] }: Pick<Query, 'terms'>): string {
  if (term === undefined || others.length > 0 || term.kind !== 'text')
    throw new InvalidInput('phrases can be shown for a single sentence only');
  return term.text;
}

/** The given spans, or the noun phrases for null. Throws `InvalidInput` for a span outside the sentence. */
export function phrasesOf(sentence: string, spans: readonly TextSpan[] | null): readonly TextSpan[] {
  const phrases = spans ?? nounPhrases(sentence);
  if (phrases.some(({ start, end }) => start < 0 || end > sentence.length || start >= end))
    throw new InvalidInput('a phrase lies outside the sentence');
  return phrases;
}

/** Dot product of `vector` with the numbers of `rows` from `at` on. */
function cosine(rows: Float32Array, at: number, vector: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += rows[at + i] * vector[i];
  return sum;
}
