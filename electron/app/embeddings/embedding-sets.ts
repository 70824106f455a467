/** Service for embeddings that came from elsewhere: imports and lists them, and asks them by their windows or, with their model, by sentences. */
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { fromHalves } from '../../../core/bytes/float16.ts';
import { closing } from '../../../core/closing.ts';
import { mergePlaces } from '../../../core/collection/merge-places.ts';
import type {
  EmbeddingHit,
  EmbeddingQuery,
  EmbeddingResult,
  EmbeddingSet,
} from '../../../core/documents/embeddings.ts';
import type { EmbeddingSetId, ModelId } from '../../../core/documents/ids.ts';
import { embeddingIdentity } from '../../../core/encoder.ts';
import { InvalidInput, Unsupported } from '../../../core/errors.ts';
import type { ParquetFile } from '../../../core/portable/parquet-file.ts';
import {
  type Quantization,
  quantizationBound,
  readQuantization,
} from '../../../core/portable/quantization.ts';
import { EmbeddingsReader } from '../../../core/portable/read-embeddings.ts';
import { quantizationIn } from '../../../core/portable/stac-documents.ts';
import { bestScores } from '../../../core/search/best-scores.ts';
import { composeQuery, type WeightedVector } from '../../../core/search/compose-query.ts';
import { DotKernel } from '../../../core/search/scan/dot-kernel.ts';
import type { Task } from '../../../core/task.ts';
import { sentenceVector } from '../collections/sentence-vector.ts';
import type { ModelService } from '../models/model-service.ts';
import type { EmbeddingStore, StoredSet } from './embedding-store.ts';

/** Rows that are looked at for each hit that remains after merging places. */
const CANDIDATES_PER_PLACE = 8;

export class EmbeddingSets {
  readonly store: EmbeddingStore;
  readonly #openParquet: (path: string) => Promise<ParquetFile>;
  readonly #models: ModelService;

  constructor(
    openParquet: (path: string) => Promise<ParquetFile>,
    store: EmbeddingStore,
    models: ModelService,
  ) {
    this.#openParquet = openParquet;
    this.store = store;
    this.#models = models;
  }

  /**
   * Imports a Parquet file under `name`. Throws `Unsupported` for integers whose quantization is not stated or not known, `InvalidInput` for a file
   * without embeddings or a name in use.
   */
  async import(path: string, name: string, task: Task): Promise<EmbeddingSet> {
    await using file = closing(await this.#openParquet(path));
    const stop = () => void file.close();
    task.signal.addEventListener('abort', stop, { once: true });
    try {
      const reader = await EmbeddingsReader.open(file, basename(path), await statedBeside(path));
      const bound = reader.quantization === null ? null : quantizationBound(reader.quantization);
      return await this.describe(await this.store.add(name, basename(path), reader, bound, task));
    } catch (error) {
      task.signal.throwIfAborted();
      throw error;
    } finally {
      task.signal.removeEventListener('abort', stop);
    }
  }

  async list(): Promise<readonly EmbeddingSet[]> {
    const all = await this.store.list();
    return Promise.all(all.map((set) => this.#described(set.id, set)));
  }

  async describe(id: EmbeddingSetId): Promise<EmbeddingSet> {
    return this.#described(id, await this.store.set(id));
  }

  /** Throws `Unsupported` for sentences if the model of the embeddings is not installed, `InvalidInput` for rows that are not there. */
  async run(query: EmbeddingQuery, signal: AbortSignal): Promise<EmbeddingResult> {
    const startedMs = performance.now();
    const set = await this.store.set(query.set);
    const vector = await this.#vector(query, set, signal);
    const kernel = new DotKernel(set.storedDim);
    const scores = new Float32Array(set.rows);
    for await (const { first, halves } of this.store.vectors(query.set, signal))
      kernel.scan(halves, vector, scores, first);
    const best = bestScores([scores], Math.min(set.rows, query.hits * CANDIDATES_PER_PLACE));
    const rows = best.map(({ number }) => number + 1);
    const places = await this.store.places(query.set, rows);
    const candidates = places.map(({ scene, window, lonLat }, i): EmbeddingHit => {
      const known = set.meta === null || scene < 0 ? null : set.meta.scenes[scene];
      return {
        ...{ rank: 0, score: best[i].score, row: rows[i], window, lonLat, merged: 0 },
        scene: known === null ? null : known.name,
        date: known === null ? null : known.date,
      };
    });
    const found = mergePlaces(candidates, query.hits).map((hit, i) => ({ ...hit, rank: i + 1 }));
    return { ...query, found, milliseconds: performance.now() - startedMs };
  }

  /** Padded as the stored vectors are. */
  async #vector(
    { set: id, terms, like }: EmbeddingQuery,
    set: StoredSet,
    signal: AbortSignal,
  ): Promise<Float32Array> {
    if (terms.length === 0 && like.length === 0)
      throw new InvalidInput('the question is empty: enter a sentence, or choose a window of the embeddings');
    const parts: WeightedVector[] = [];
    if (terms.length > 0) {
      const { model, why } = await this.#answering(set);
      if (model === null) throw new Unsupported(String(why));
      const sentence = new Float32Array(set.storedDim);
      sentence.set(await sentenceVector(await this.#models.encoder(model), terms, signal));
      parts.push({ weight: 1, vector: sentence });
    }
    const examples: WeightedVector[] = [];
    for (const row of like) {
      const halves = await this.store.vector(id, row);
      examples.push({ weight: 1, vector: fromHalves(halves) });
    }
    if (examples.length > 0) parts.push({ weight: 1, vector: composeQuery(examples) });
    return composeQuery(parts);
  }

  async #described(id: EmbeddingSetId, set: StoredSet): Promise<EmbeddingSet> {
    const { name, importedAt, file, rows, dim, bound, meta } = set;
    return {
      ...{ id, name, importedAt, file, rows, dim, bound },
      scenes: meta === null ? 0 : meta.scenes.length,
      madeBy: meta === null ? null : meta.model.id,
      ...(await this.#answering(set)),
    };
  }

  /** The installed model with the same weights, or why sentences cannot be asked. */
  async #answering({
    meta,
    name,
  }: StoredSet): Promise<{ readonly model: ModelId | null; readonly why: string | null }> {
    if (meta === null)
      return {
        model: null,
        why: `the file of "${name}" does not say which model made its embeddings, so only windows of it can be looked for, not sentences`,
      };
    const { model: made } = meta;
    for (const { id } of await this.#models.list())
      if (embeddingIdentity(await this.#models.identity(id)) === embeddingIdentity(made))
        return { model: id, why: null };
    return {
      model: null,
      why: `"${name}" was made with the model ${made.id} (${made.precision}, weights ${made.weightsSha256.slice(0, 12)}…), which is not installed: only windows of it can be looked for; import that model to ask in sentences`,
    };
  }
}

/** The quantization that a STAC item of the same name states; null without one. */
async function statedBeside(path: string): Promise<Quantization | null> {
  const item = `${path.slice(0, path.length - extname(path).length)}.json`;
  const text = await readFile(item, 'utf8').catch(() => null);
  if (text === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new InvalidInput(
      `${basename(item)}: is not JSON, so the quantization of the embeddings is not known`,
      { cause },
    );
  }
  return readQuantization(quantizationIn(json), basename(item));
}
