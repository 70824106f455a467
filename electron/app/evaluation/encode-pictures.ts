/** Encodes pictures and windows once: those whose embedding is stored are not read again. */
import { abortable } from '../../../core/abortable.ts';
import type { Encoder } from '../../../core/encoder.ts';
import type { Task } from '../../../core/task.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import type { EmbeddingCache, EmbeddingKey } from './embedding-cache.ts';

/** Pictures in memory at a time. */
const AT_ONCE = 32;

export type Encodable = { readonly key: EmbeddingKey; readonly read: () => Promise<RgbImage> };

/** Unit vectors [items, dim]. Every batch is stored before the next begins; an abort takes effect at once. */
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
    const vectors = await abortable(encoder.encodeImages(pictures, task.signal), task.signal);
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

/** Unit vectors [texts, dim]. */
export async function encodeTexts(
  encoder: Encoder,
  texts: readonly string[],
  task: Task,
): Promise<Float32Array> {
  const { embeddingDim } = encoder.model;
  const vectors = new Float32Array(texts.length * embeddingDim);
  const step = 256;
  for (let at = 0; at < texts.length; at += step) {
    task.signal.throwIfAborted();
    task.report({ phase: 'reading texts', done: at, total: texts.length });
    const batch = texts.slice(at, at + step);
    vectors.set(await abortable(encoder.encodeTexts(batch, task.signal), task.signal), at * embeddingDim);
  }
  return vectors;
}
