/** CLIP weights drawn as PyTorch initializes them, so that activations look like those of a real tower. */
import { elementCount } from '../../models/checkpoint/state-dict.ts';
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import { weightShapes } from '../../models/clip/weight-names.ts';
import { generator, type Weights } from './tiny-weights.ts';

/** Image 32 px of 8 px patches, two blocks of 128, texts of up to 77 of 60 ids, embedding 32. */
export const SMALL_CLIP: ClipConfig = {
  imageSizePx: 32,
  patchSizePx: 8,
  vision: { width: 128, layers: 2, heads: 2 },
  text: { width: 64, layers: 1, heads: 1 },
  contextLength: 77,
  vocabularySize: 60,
  embeddingDim: 32,
  activation: 'quick_gelu',
};

export function randomClip(config: ClipConfig, seed: number): Weights {
  const random = generator(seed);
  return new Map(
    [...weightShapes(config, false)].map(([key, shape]) => {
      const spread = shape.length < 2 ? 0.02 : Math.sqrt(3 / shape.slice(1).reduce((a, b) => a * b, 1));
      const center = /ln_[^.]*\.weight$/.test(key) ? 1 : 0;
      const draw = () => center + (2 * random() - 1) * spread;
      return [key, { shape, elements: Float32Array.from({ length: elementCount(shape) }, draw) }];
    }),
  );
}
