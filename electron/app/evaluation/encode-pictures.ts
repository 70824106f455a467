/** Encodes pictures and windows once: those whose embedding is stored are not read again. */
import { abortable } from '../../../core/abortable.ts';
import type { Encoder } from '../../../core/encoder.ts';
import type { Task } from '../../../core/task.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import type { EmbeddingCache, EmbeddingKey } from './embedding-cache.ts';

/** Pictures in memory at a time. */
const AT_ONCE = 32;

/** `read` gives null for what shows nothing; its embedding is then all zeros. */
export type Encodable = { readonly key: EmbeddingKey; readonly read: () => Promise<RgbImage | null> };

/** Unit vectors [items, dim], in order. Every batch is stored before the next begins; an abort takes effect at once. */
export async function encodePictures(
  cache: EmbeddingCache,
  encoder: Encoder,
  items: readonly Encodable[],
  task: Task,
): Promise<Float32Array> {
  const missing = [...new Map(items.map((item) => [item.key, item])).values()].filter(
    ({ key }) => cache.get(key) === undefined,
  );
  for (let at = 0; at < missing.length; at += AT_ONCE) {
    task.signal.throwIfAborted();
    task.report({ phase: 'encoding', done: at, total: missing.length });
    const batch = missing.slice(at, at + AT_ONCE);
    const pictures = await abortable(Promise.all(batch.map(({ read }) => read())), task.signal);
    const shown = pictures.filter((picture) => picture !== null);
    const found = await abortable(encoder.encodeImages(shown, task.signal), task.signal);
    const vectors = new Float32Array(batch.length * cache.dim);
    let row = 0;
    pictures.forEach((picture, i) => {
      if (picture === null) return;
      vectors.set(found.subarray(row * cache.dim, (row + 1) * cache.dim), i * cache.dim);
      row++;
    });
    await cache.add(
      batch.map(({ key }) => key),
      vectors,
    );
  }
  const vectors = new Float32Array(items.length * cache.dim);
  items.forEach(({ key }, i) => {
    vectors.set(cache.get(key)!, i * cache.dim);
  });
  return vectors;
}

/** Unit vectors [texts, dim]. Texts are cut to the model's limit, or to `mostTokens` if that is less. */
export async function encodeTexts(
  encoder: Encoder,
  texts: readonly string[],
  task: Task,
  mostTokens?: number,
): Promise<Float32Array> {
  const { embeddingDim } = encoder.model;
  const vectors = new Float32Array(texts.length * embeddingDim);
  const step = 256;
  for (let at = 0; at < texts.length; at += step) {
    task.signal.throwIfAborted();
    task.report({ phase: 'reading texts', done: at, total: texts.length });
    const batch = texts.slice(at, at + step);
    vectors.set(
      await abortable(encoder.encodeTexts(batch, task.signal, mostTokens), task.signal),
      at * embeddingDim,
    );
  }
  return vectors;
}
