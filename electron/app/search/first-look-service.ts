/** First answers on scenes without an index: a few hundred windows at most, coarse ones first, then finer ones around the best. */
import { randomUUID } from 'node:crypto';
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { FirstLook, QueryTerm } from '../../../core/documents/search.ts';
import { embeddingIdentity, type PatchEncoder } from '../../../core/encoder.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { modelViewText } from '../../../core/raster/model-view.ts';
import { composeQuery } from '../../../core/search/compose-query.ts';
import { firstLook } from '../../../core/search/first-look.ts';
import { windowCount } from '../../../core/search/grid.ts';
import { isWorthEncoding } from '../../../core/search/is-worth-encoding.ts';
import { rankHits } from '../../../core/search/rank.ts';
import { sortedScores } from '../../../core/search/score-distribution.ts';
import { type SimilarityMap, similarityMap } from '../../../core/search/similarity-map.ts';
import { windowKey } from '../../../core/search/windows-to-sharpen.ts';
import type { Task } from '../../../core/task.ts';
import { lookUrl } from '../../../core/urls/look-url.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from './index-service.ts';
import { KeptMaps } from './kept-maps.ts';
import { mapGrid } from './query-service.ts';

const MAPS_KEPT = 4;
const BEST_SHOWN = 10;
const ENCODED_AT_ONCE = 8;

/** Embeddings of the windows of one scene, by window; null for a window that shows nothing. */
type Seen = { readonly place: string; readonly windows: Map<string, Float32Array | null> };

export class FirstLookService {
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  readonly #indexes: IndexService;
  readonly #maps = new KeptMaps('first look', MAPS_KEPT);
  /** Of the scene looked at last, so that its next question needs only new windows. */
  #seen: Seen = { place: '', windows: new Map() };

  constructor(scenes: SceneService, models: ModelService, indexes: IndexService) {
    this.#scenes = scenes;
    this.#models = models;
    this.#indexes = indexes;
  }

  /** Throws `InvalidInput` for terms that are not sentences. */
  async run(scene: SceneId, model: ModelId, terms: readonly QueryTerm[], task: Task): Promise<FirstLook> {
    const startedMs = performance.now();
    const encoder = await this.#models.encoder(model);
    const vector = await queryVector(encoder, terms, task.signal);
    const grid = await this.#indexes.defaultGrid(scene, model);
    const seen = await this.#seenOf(scene, encoder);
    const { description, raster } = await this.#scenes.scene(scene);
    let encoded = 0;
    const { scores, windows, refined } = await firstLook(grid, async (wanted) => {
      const fresh = wanted.filter((win) => !seen.windows.has(windowKey(win)));
      for (let i = 0; i < fresh.length; i += ENCODED_AT_ONCE) {
        task.report({ phase: 'looking', done: encoded, total: encoded + fresh.length - i });
        const batch = fresh.slice(i, i + ENCODED_AT_ONCE);
        await this.#encode(scene, encoder, batch, seen, task.signal);
        encoded += batch.length;
      }
      return Float32Array.from(wanted, (win) => dot(seen.windows.get(windowKey(win)) ?? null, vector));
    });
    const sorted = sortedScores(scores);
    if (sorted.length === 0) throw new InvalidInput('no window of the scene shows anything');
    const map = similarityMap(grid, scores);
    const id = randomUUID();
    this.#maps.set(id, map);
    return {
      map: mapGrid(lookUrl(id), map, { description, geoTags: raster.geoTags }),
      range: { min: sorted[0], max: sorted[sorted.length - 1] },
      best: rankHits(grid, scores, BEST_SHOWN).map(({ window, score }) => ({ window, score })),
      windows,
      windowsPlanned: windowCount(grid),
      refined,
      milliseconds: performance.now() - startedMs,
    };
  }

  /** Throws `NotFound` for a map that is no longer in memory. */
  map(id: string): SimilarityMap {
    return this.#maps.get(id);
  }

  async #seenOf(scene: SceneId, { model }: PatchEncoder): Promise<Seen> {
    const { modelView, sampleType } = await this.#scenes.detail(scene);
    const content = await this.#scenes.contentIdentity(scene);
    const place = [content, modelViewText(modelView, sampleType), embeddingIdentity(model)].join(' ');
    if (this.#seen.place !== place) this.#seen = { place, windows: new Map() };
    return this.#seen;
  }

  async #encode(
    scene: SceneId,
    encoder: PatchEncoder,
    windows: readonly RasterWindow[],
    { windows: seen }: Seen,
    signal: AbortSignal,
  ): Promise<void> {
    const pictures = [];
    for (const win of windows) pictures.push(await this.#scenes.modelViewPixels(scene, win, signal));
    const shown = pictures.filter(isWorthEncoding);
    const embeddings = await encoder.encodeImages(shown, signal);
    const dim = encoder.model.embeddingDim;
    for (const [i, win] of windows.entries()) {
      const row = shown.indexOf(pictures[i]);
      seen.set(windowKey(win), row < 0 ? null : embeddings.slice(row * dim, (row + 1) * dim));
    }
  }
}

async function queryVector(
  encoder: PatchEncoder,
  terms: readonly QueryTerm[],
  signal: AbortSignal,
): Promise<Float32Array> {
  const texts = terms.flatMap((term) => (term.kind === 'text' && term.text.trim() !== '' ? [term] : []));
  if (texts.length === 0 || texts.length < terms.length)
    throw new InvalidInput('a first look takes sentences only: index the scene for example windows');
  const flat = await encoder.encodeTexts(
    texts.map(({ text }) => text),
    signal,
  );
  const dim = encoder.model.embeddingDim;
  return composeQuery(
    texts.map(({ weight }, i) => ({ weight, vector: flat.subarray(i * dim, (i + 1) * dim) })),
  );
}

function dot(embedding: Float32Array | null, vector: Float32Array): number {
  return embedding === null ? Number.NaN : vector.reduce((sum, x, i) => sum + x * embedding[i], 0);
}
