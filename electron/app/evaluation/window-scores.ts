/** Scores of windows of a picture: each window is encoded once for all sentences, and kept on disk. */
import type { RasterWindow } from '../../../core/documents/scene.ts';
import type { Encoder } from '../../../core/encoder.ts';
import { isWorthEncoding } from '../../../core/search/is-worth-encoding.ts';
import type { Task } from '../../../core/task.ts';
import { type EmbeddingCache, type EmbeddingKey, sha256 } from './embedding-cache.ts';
import { encodePictures } from './encode-pictures.ts';
import type { PictureScene } from './picture-scene.ts';

export type WindowVectors = {
  readonly dim: number;
  /** [windows, dim]; zeros for windows that show nothing. */
  readonly vectors: Float32Array;
};

/** `content` is the SHA-256 of the picture's file. */
export async function windowVectors(
  cache: EmbeddingCache,
  encoder: Encoder,
  picture: { readonly scene: PictureScene; readonly content: EmbeddingKey },
  windows: readonly RasterWindow[],
  task: Task,
): Promise<WindowVectors> {
  const items = windows.map((win) => ({
    key: sha256(`${picture.content} ${win.col} ${win.row} ${win.widthPx} ${win.heightPx}`),
    read: async () => {
      const pixels = await picture.scene.read(win, task.signal);
      return isWorthEncoding(pixels) ? pixels : null;
    },
  }));
  return { dim: cache.dim, vectors: await encodePictures(cache, encoder, items, task) };
}

/** Cosines with the unit vector `query`; NaN for windows that show nothing. */
export function cosines({ dim, vectors }: WindowVectors, query: Float32Array): Float32Array {
  return Float32Array.from({ length: vectors.length / dim }, (_, window) => {
    let [score, squares] = [0, 0];
    for (let i = 0; i < dim; i++) {
      const value = vectors[window * dim + i];
      score += value * query[i];
      squares += value * value;
    }
    return squares === 0 ? Number.NaN : score;
  });
}
