/** Relevance maps of windows: where in a window the model finds a sentence or one of its phrases. */
import type { ModelId, QueryId, SceneId } from '../../../core/documents/ids.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { TextSpan, WindowRelevance } from '../../../core/documents/search.ts';
import type { ModelRelevance } from '../models/model-relevance.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import { phrasesOf, sentenceOf } from './phrase-service.ts';
import type { QueryService } from './query-service.ts';

export class RelevanceService {
  readonly #scenes: SceneService;
  readonly #queries: QueryService;
  readonly #relevance: ModelRelevance;

  constructor(scenes: SceneService, queries: QueryService, relevance: ModelRelevance) {
    this.#scenes = scenes;
    this.#queries = queries;
    this.#relevance = relevance;
  }

  /**
   * The relevance of a window's patches for the sentence of a query, or for its phrase `chosen`. Throws `InvalidInput` for a query that is not a
   * single sentence, `NotFound` for one that is no longer in memory, `Unsupported` for a model that is not a CLIP.
   */
  async ofQuery(
    id: QueryId,
    window: RasterWindow,
    chosen: TextSpan | null,
    signal: AbortSignal,
  ): Promise<WindowRelevance> {
    const { result } = this.#queries.ran(id);
    const sentence = sentenceOf(result);
    const [span] = chosen === null ? [] : phrasesOf(sentence, [chosen]);
    const text = span ? sentence.slice(span.start, span.end) : sentence;
    const [found] = await this.ofWindow(result.scene, result.model, window, [text], null, signal);
    return found!;
  }

  /** One for each text, as `ModelRelevance.ofPicture` gives them. */
  async ofWindow(
    scene: SceneId,
    model: ModelId,
    window: RasterWindow,
    texts: readonly string[],
    blocks: number | null,
    signal: AbortSignal,
  ): Promise<readonly WindowRelevance[]> {
    const picture = await this.#scenes.modelViewPixels(scene, window, signal);
    const found = await this.#relevance.ofPicture(model, picture, texts, blocks, signal);
    return found.map(({ values, ...each }) => ({ ...each, window, values: [...values] }));
  }
}
