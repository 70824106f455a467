/** The SeLo paper's maps as further maps of a question, and their metrics for regions that the user drew or loaded. */
import type { QueryId } from '../../../core/documents/ids.ts';
import type { Region, SeloAnswer, SeloFigures, SeloVersion } from '../../../core/documents/selo.ts';
import { NotFound } from '../../../core/errors.ts';
import type { SimilarityMap } from '../../../core/search/similarity-map.ts';
import { cellsOfMap } from '../../../core/selo/map-cells.ts';
import { regionsOf } from '../../../core/selo/regions-of.ts';
import { seloMetrics } from '../../../core/selo/selo-metrics.ts';
import type { Task } from '../../../core/task.ts';
import { seloUrl } from '../../../core/urls/selo-url.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import { sentenceOf } from './phrase-service.ts';
import { mapGrid, type QueryService } from './query-service.ts';
import type { SeloResult, SeloService } from './selo-service.ts';

/** A map holds a byte for each pixel of its scene. */
const MOST_BYTES = 256 << 20;

type Answered = Pick<SeloResult, 'map' | 'centres'>;

export class SeloAnswers {
  readonly #scenes: SceneService;
  readonly #queries: QueryService;
  readonly #selo: SeloService;
  readonly #answers = new Map<string, Answered>();

  constructor(scenes: SceneService, queries: QueryService, selo: SeloService) {
    this.#scenes = scenes;
    this.#queries = queries;
    this.#selo = selo;
  }

  /**
   * The values of `longsight selo` with the published window sizes. Throws `InvalidInput` for a query that is not a single sentence,
   * `NotFound` for one that is no longer in memory.
   */
  async run(id: QueryId, version: SeloVersion, task: Task): Promise<SeloAnswer> {
    const { result, scene } = this.#queries.ran(id);
    const text = sentenceOf(result);
    const request = { scene: result.scene, model: result.model, text, version, sizesPx: null, regions: [] };
    const { map, centres, windows } = await this.#selo.run(request, task);
    this.#keep(keyOf(id, version), { map, centres });
    const address = { query: id, version };
    return { version, map: mapGrid(seloUrl(address), cellsOfMap(map), scene), centres, windows };
  }

  /** Throws `NotFound` for a map that is no longer in memory. */
  map(id: QueryId, version: SeloVersion): SimilarityMap {
    return cellsOfMap(this.#answered(id, version).map);
  }

  /** Throws `NotFound` for a map that is no longer in memory, `InvalidInput` unless there are regions, all of three points or more. */
  measure(id: QueryId, version: SeloVersion, regions: readonly Region[]): SeloFigures {
    const { map, centres } = this.#answered(id, version);
    return seloMetrics(map, regions, centres);
  }

  /** The regions that an annotation file of AIR-SLT has for the sentence of a query on its scene. */
  async regionsIn(id: QueryId, annotations: string, file: string): Promise<readonly Region[]> {
    const { result } = this.#queries.ran(id);
    const sentence = sentenceOf(result);
    return regionsOf(annotations, file, this.#scenes.pathOf(result.scene), sentence);
  }

  #answered(id: QueryId, version: SeloVersion): Answered {
    const answered = this.#answers.get(keyOf(id, version));
    if (!answered) throw new NotFound(`the SeLo map of query ${id} is no longer in memory: choose it again`);
    return answered;
  }

  /** The latest maps; always the last one. */
  #keep(key: string, answered: Answered): void {
    this.#answers.delete(key);
    this.#answers.set(key, answered);
    let bytes = [...this.#answers.values()].reduce((sum, { map }) => sum + map.values.byteLength, 0);
    for (const [oldest, { map }] of this.#answers) {
      if (bytes <= MOST_BYTES || oldest === key) return;
      this.#answers.delete(oldest);
      bytes -= map.values.byteLength;
    }
  }
}

function keyOf(id: QueryId, version: SeloVersion): string {
  return `${id} ${version}`;
}
