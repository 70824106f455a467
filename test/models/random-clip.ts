/** CLIP weights drawn as PyTorch initializes them, so that activations look like those of a real tower. */
import { elementCount } from '../../models/checkpoint/state-dict.ts';
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import { weightShapes } from '../../models/clip/weight-names.ts';
import { generator, type Weights } from './tiny-weights.ts';

/** Images of 32 px in patches of 8 px, an image tower of two blocks 128 wide, texts of up to 77 tokens, 60 ids, embeddings of 32 numbers. */
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

/** Draws the weights. `stretched` adds the second position table of checkpoints with 248 positions. */
export function randomClip(config: ClipConfig, seed: number, stretched = false): Weights {
  const random = generator(seed);
  return new Map(
    [...weightShapes(config, stretched)].map(([key, shape]) => {
      const spread = shape.length < 2 ? 0.02 : Math.sqrt(3 / shape.slice(1).reduce((a, b) => a * b, 1));
      const center = /ln_[^.]*\.weight$/.test(key) ? 1 : 0;
      const draw = () => center + (2 * random() - 1) * spread;
      return [key, { shape, elements: Float32Array.from({ length: elementCount(shape) }, draw) }];
    }),
  );
}
