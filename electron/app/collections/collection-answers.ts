/** Answers of collections for the page: without paths, with what their pictures need, and remembered for exports. */
import { randomUUID } from 'node:crypto';
import { basename, extname, join } from 'node:path';
import { withEnding } from '../../../core/bytes/file-name.ts';
import type {
  AnsweringScene,
  CollectionAnswer,
  CollectionQuery,
  CollectionResult,
  HitFileFormat,
} from '../../../core/documents/collection.ts';
import type { QueryId } from '../../../core/documents/ids.ts';
import { type HitReview, reviewOf } from '../../../core/documents/reviews.ts';
import type { ExportedFile } from '../../../core/documents/search.ts';
import { NotFound } from '../../../core/errors.ts';
import { questionName } from '../../../core/export/export-name.ts';
import type { Host } from '../../../core/host.ts';
import { answerFirst } from '../../../core/questions-first.ts';
import { exportUrl } from '../../../core/urls/export-url.ts';
import { purgeExports } from '../disk/spare-files.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { CollectionQueries } from './collection-queries.ts';
import { keyOf } from './collection-rows.ts';
import { encodeHits, type ReviewOf, type WrittenHit, type WrittenHits } from './write-hits.ts';

/** Answers that can be exported; each holds a thousand hits at most. */
const MOST_KEPT = 16;

/** An answer, and what looks its reviews up when it is exported. */
type Kept = { readonly result: WrittenHits; readonly reviews: () => Promise<ReviewOf> };

export class CollectionAnswers {
  readonly #host: Host;
  readonly #scenes: SceneService;
  readonly #queries: CollectionQueries;
  readonly #exports: string;
  /** Oldest first. */
  readonly #kept = new Map<QueryId, Kept>();

  /** `exports`: folder of files for download. */
  constructor(host: Host, scenes: SceneService, queries: CollectionQueries, exports: string) {
    this.#host = host;
    this.#scenes = scenes;
    this.#queries = queries;
    this.#exports = exports;
  }

  /** `reviews` gives those of the project, for exports. Throws as `CollectionQueries.run` does. */
  ask(
    query: CollectionQuery,
    reviews: () => readonly HitReview[],
    signal: AbortSignal,
  ): Promise<CollectionAnswer> {
    return answerFirst(() => this.#answer(query, reviews, signal), signal);
  }

  async #answer(
    query: CollectionQuery,
    reviews: () => readonly HitReview[],
    signal: AbortSignal,
  ): Promise<CollectionAnswer> {
    const result = await this.#queries.run(query, signal);
    const id = this.keep(result, async () => {
      const all = reviews();
      return ({ sceneId: scene, window }) => reviewOf(all, { scene, window, terms: result.terms });
    });
    const hits = result.hits.map(({ path, ...hit }) => ({ ...hit, key: keyOf(path) }));
    const scenes = await Promise.all(result.scenes.map((scene) => this.#answering(scene, result)));
    return { ...result, id, hits, scenes: scenes.toSorted((a, b) => b.best - a.best), ranking: null };
  }

  /** Remembers an answer for exports. */
  keep<H extends WrittenHit>(result: WrittenHits<H>, reviews: () => Promise<ReviewOf<H>>): QueryId {
    const id = randomUUID() as QueryId;
    // The hits that it is asked about are those of this result.
    this.#kept.set(id, { result, reviews: reviews as Kept['reviews'] });
    for (const old of [...this.#kept.keys()].slice(0, -MOST_KEPT)) this.#kept.delete(old);
    return id;
  }

  /**
   * Writes the hits to `target`, with the usual ending if it has none, or with null to the folder of files for download. Throws `NotFound`
   * for an answer that is no longer remembered.
   */
  async export(
    id: QueryId,
    format: HitFileFormat,
    target: string | null,
    signal: AbortSignal,
  ): Promise<ExportedFile> {
    const kept = this.#kept.get(id);
    if (kept === undefined) throw new NotFound('this answer is no longer in memory: ask again');
    const { result, reviews } = kept;
    const bytes = await encodeHits(this.#host, result, await reviews(), format, signal);
    const own = `${questionName(result.terms)}-hits`;
    // Several exports may have one name: what tells them apart is taken out again when the file is sent.
    const stored = withEnding(own, `.${randomUUID().slice(0, 8)}.${format}`);
    if (target === null) await purgeExports(this.#host.storage, this.#exports, Date.now());
    const path = target === null ? join(this.#exports, stored) : withUsualEnding(target, format);
    await this.#host.storage.writeFile(path, bytes);
    return {
      name: target === null ? withEnding(own, `.${format}`) : basename(path),
      bytes: bytes.length,
      url: target === null ? exportUrl(stored) : '',
      ...{ style: null, note: null, features: result.hits.length },
    };
  }

  async #answering(
    { path, best, verdict }: CollectionResult['scenes'][number],
    { hits }: CollectionResult,
  ): Promise<AnsweringScene> {
    const own = hits.filter((hit) => hit.path === path);
    const [{ sceneId, scene, date }] = own;
    const { content, defaultStyle, metresPerPixel } = await this.#scenes.detail(sceneId);
    return {
      ...{ key: keyOf(path), name: scene, date, metresPerPixel, hits: own.length, best, verdict },
      pictures: { id: sceneId, content, style: defaultStyle },
    };
  }
}

function withUsualEnding(path: string, format: HitFileFormat): string {
  const known = format === 'geojson' ? ['.geojson', '.json'] : [`.${format}`];
  return known.includes(extname(path).toLowerCase()) ? path : withEnding(path, `.${format}`);
}
