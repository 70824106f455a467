/** Interface of the dual encoder: pictures and sentences in, unit vectors out. */
import type { Precision } from './documents/model.ts';
import type { RgbImage } from './tensor/rgb-image.ts';

/** Identity of a model. Embeddings are comparable only if it is equal: same weights, preprocessing and precision. Part of every index key. */
export type ModelIdentity = {
  /** Name of the model folder, unique on this machine. */
  readonly id: string;
  /** SHA-256 of the weights, in hexadecimal. */
  readonly weightsSha256: string;
  readonly precision: Precision;
  readonly embeddingDim: number;
  readonly imageSizePx: number;
  /** Number of text positions: 248 or 77. */
  readonly contextLength: number;
};

export interface Encoder {
  readonly model: ModelIdentity;
  /** Unit vectors, row-major [images.length, embeddingDim]. Each row depends only on its own picture. */
  encodeImages(images: readonly RgbImage[], signal?: AbortSignal): Promise<Float32Array>;
  /** Unit vectors, row-major [texts.length, embeddingDim]. Texts are truncated at the context length. */
  encodeTexts(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array>;
}
