/** Embeddings of pictures and windows on disk, by content and by what decides a model's embeddings. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fromHex } from '../../../core/bytes/hex.ts';
import { embeddingIdentity, type ModelIdentity } from '../../../core/encoder.ts';
import {
  embeddingHeader,
  embeddingRecords,
  readEmbeddings,
} from '../../../core/evaluation/embedding-file.ts';
import type { AppendFile, Storage } from '../../../core/host.ts';
import { takeLock } from '../disk/lock-file.ts';

/** A picture to encode: 64 hexadecimal digits that change with what is encoded. */
export type EmbeddingKey = string;

export class EmbeddingCache implements AsyncDisposable {
  readonly dim: number;
  readonly #file: AppendFile;
  readonly #release: () => Promise<void>;
  readonly #known: Map<EmbeddingKey, Float32Array>;

  private constructor(
    dim: number,
    file: AppendFile,
    release: () => Promise<void>,
    known: Map<EmbeddingKey, Float32Array>,
  ) {
    this.dim = dim;
    this.#file = file;
    this.#release = release;
    this.#known = known;
  }

  /** Opens or begins the model's file in `folder`. Throws `Busy` while another evaluation of the model writes it. */
  static async open(storage: Storage, folder: string, model: ModelIdentity): Promise<EmbeddingCache> {
    const path = pathOf(folder, model);
    const lock = await takeLock(`${path}.lock`, `the file of stored embeddings of model ${model.id}`);
    try {
      const stored = await read(storage, path, model.embeddingDim);
      if (stored === null) await storage.remove(path);
      const file = await storage.openAppend(path);
      if (stored === null) await file.append(embeddingHeader(model.embeddingDim));
      // A kill cut the last record.
      else if (stored.soundBytes < file.sizeBytes) await file.truncate(stored.soundBytes);
      const known = stored === null ? new Map<EmbeddingKey, Float32Array>() : stored.embeddings;
      return new EmbeddingCache(model.embeddingDim, file, lock.release, known);
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Which of `keys` are stored, without opening the file for writing. */
  static async stored(
    storage: Storage,
    folder: string,
    model: ModelIdentity,
  ): Promise<(key: EmbeddingKey) => boolean> {
    const found = await read(storage, pathOf(folder, model), model.embeddingDim);
    return (key) => found?.embeddings.has(key) === true;
  }

  get(key: EmbeddingKey): Float32Array | undefined {
    return this.#known.get(key);
  }

  /** `vectors` is [keys.length, dim]. On disk when the promise resolves. */
  async add(keys: readonly EmbeddingKey[], vectors: Float32Array): Promise<void> {
    await this.#file.append(embeddingRecords(keys.map(fromHex), vectors, this.dim));
    keys.forEach((key, i) => {
      this.#known.set(key, vectors.slice(i * this.dim, (i + 1) * this.dim));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
    await this.#release();
  }
}

function pathOf(folder: string, model: ModelIdentity): string {
  const { embeddingDim, imageSizePx } = model;
  const digest = sha256(`${embeddingIdentity(model)} ${embeddingDim} ${imageSizePx}`);
  return join(folder, 'embeddings', `${digest.slice(0, 24)}.lsev`);
}

/** Null without a file that fits. */
async function read(storage: Storage, path: string, dim: number) {
  return (await storage.exists(path)) ? readEmbeddings(await storage.readFile(path), dim) : null;
}

export function sha256(value: string | Uint8Array): EmbeddingKey {
  return createHash('sha256').update(value).digest('hex');
}
