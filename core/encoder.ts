/** Interface of the dual encoder: pictures and sentences in, unit vectors out. */
import type { Precision } from './documents/model.ts';
import type { RgbImage } from './tensor/rgb-image.ts';

/** Identity of a model. Part of every index key, so that its fields decide which indexes belong to a model. */
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
  /**
   * Activation, conventions and vocabulary that differ from those of OpenAI's CLIP, as canonical text. Absent if none differ, so that keys written
   * before this field existed stay valid.
   */
  readonly departures?: string;
};

/** Text that is equal for two models if their embeddings are comparable: same weights, precision, activation and conventions. */
export function embeddingIdentity({
  weightsSha256,
  precision,
  departures = '',
}: Pick<ModelIdentity, 'weightsSha256' | 'precision' | 'departures'>): string {
  return [weightsSha256, precision, departures].join(' ');
}

/** Pictures and their patches, as unit vectors. */
export type PatchEmbeddings = {
  /** [images.length, embeddingDim]: the same as by `encodeImages`, bit for bit. */
  readonly pictures: Float32Array;
  /** Patches along either edge of a picture, which is cropped to a square. */
  readonly patchesPerEdge: number;
  /** [images.length, patchesPerEdge², embeddingDim], row by row from the upper left. */
  readonly patches: Float32Array;
};

export interface Encoder {
  readonly model: ModelIdentity;
  /** Unit vectors, row-major [images.length, embeddingDim]. Each row depends only on its own picture. */
  encodeImages(images: readonly RgbImage[], signal?: AbortSignal): Promise<Float32Array>;
  /** Unit vectors, row-major [texts.length, embeddingDim]. Texts are truncated at the context length, or at `mostTokens` if that is less. */
  encodeTexts(texts: readonly string[], signal?: AbortSignal, mostTokens?: number): Promise<Float32Array>;
}

/** An encoder that also says what each part of a picture shows. */
export interface PatchEncoder extends Encoder {
  encodePatches(images: readonly RgbImage[], signal?: AbortSignal): Promise<PatchEmbeddings>;
}
