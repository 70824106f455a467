/** The dual encoder as search and training see it: pictures and sentences in, unit vectors out. */
import type { RgbImage } from './tensor/rgb-image.ts';

/**
 * How a model computes: `int8` runs the image tower's linear layers in 8-bit integers, `fp16` keeps weights in half
 * precision and computes in float32.
 */
export type Precision = 'fp32' | 'fp16' | 'int8';

/** What makes two embeddings comparable: same weights, same preprocessing, same precision. Part of every index key. */
export type ModelIdentity = {
  /** Folder name of the model, unique on this machine. */
  readonly id: string;
  /** SHA-256 of the weights, hex. */
  readonly weightsSha256: string;
  readonly precision: Precision;
  readonly embeddingDim: number;
  readonly imageSizePx: number;
  /** Positions of the text tower: 248 or 77. */
  readonly contextLength: number;
};

export interface Encoder {
  readonly model: ModelIdentity;
  /** Unit vectors, row-major [images.length, embeddingDim]. Each row depends on its own picture alone. */
  encodeImages(images: readonly RgbImage[], signal?: AbortSignal): Promise<Float32Array>;
  /** Unit vectors, row-major [texts.length, embeddingDim]; longer texts are cut at the context length. */
  encodeTexts(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array>;
}
