/** Relevance maps: which patches of a picture a text finds, by gradients through the model's image tower. */
import type { ModelId } from '../../../core/documents/ids.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { RgbImage } from '../../../core/tensor/rgb-image.ts';
import { clipOf } from '../../../models/folder/model-config.ts';
import { verifyFiles } from '../../../models/folder/model-files.ts';
import { WEIGHTS_FILE } from '../../../models/folder/model-folder.ts';
import { resizeAndCrop } from '../../../models/preprocess/resize-crop.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import type { ModelService } from './model-service.ts';

/** What `relevanceOf` of training/relevance gives, with the text. */
export type TextRelevance = {
  readonly text: string;
  readonly cosine: number;
  readonly patchesPerEdge: number;
  /** `[patchesPerEdge, patchesPerEdge]` of the picture cropped to a square; none negative. Comparable within one picture only. */
  readonly values: Float32Array;
};

export class ModelRelevance {
  readonly #storage: Storage;
  readonly #models: ModelService;
  readonly #engine: EngineClient;

  constructor(storage: Storage, models: ModelService, engine: EngineClient) {
    this.#storage = storage;
    this.#models = models;
    this.#engine = engine;
  }

  /**
   * For each text, the relevance of the picture's patches. `blocks`: how many of the last blocks count; null for the published choice. Throws
   * `Unsupported` for a model that is not a CLIP, `InvalidInput` for more blocks than the model has.
   */
  async ofPicture(
    id: ModelId,
    picture: RgbImage,
    texts: readonly string[],
    blocks: number | null,
    signal?: AbortSignal,
  ): Promise<readonly TextRelevance[]> {
    const folder = await this.#models.folderOf(id);
    const { layers } = clipOf(folder.config, id, 'relevance maps').vision;
    if (blocks !== null && (blocks < 1 || blocks > layers))
      throw new InvalidInput(`model ${id} has ${layers} blocks: choose 1 to ${layers}, not ${blocks}`);
    await verifyFiles(this.#storage, folder, [WEIGHTS_FILE], signal);
    const { imageSizePx, embeddingDim } = folder.identity;
    const crop = new Uint8Array(imageSizePx * imageSizePx * 3);
    resizeAndCrop(picture, imageSizePx, crop, folder.config.conventions.resize);
    const encoder = await this.#models.encoder(id);
    const vectors = await encoder.encodeTexts(texts, signal);
    const found: TextRelevance[] = [];
    for (const [i, text] of texts.entries()) {
      const vector = vectors.slice(i * embeddingDim, (i + 1) * embeddingDim);
      found.push({
        text,
        ...(await this.#engine.relevance(folder, crop, vector, blocks, signal)),
      });
    }
    return found;
  }
}
