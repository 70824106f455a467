/** A small SigLIP with random weights, under the keys of our model folders. */
import { elementCount } from '../../../models/checkpoint/state-dict.ts';
import type { SiglipSizes } from '../../../models/siglip/siglip-config.ts';
import { siglipShapes } from '../../../models/siglip/weight-names.ts';
import { generator, type Weights } from '../tiny-weights.ts';

const TOWER = { width: 64, layers: 1, heads: 1, mlpWidth: 96 };

/** Images of 32 px in patches of 8 px, texts of 16 tokens of the small vocabulary. */
const SMALL_SIGLIP: SiglipSizes = {
  imageSizePx: 32,
  patchSizePx: 8,
  vision: TOWER,
  text: TOWER,
  contextLength: 16,
  vocabularySize: 40,
  embeddingDim: 64,
};

export function randomSiglip(seed: number): Weights {
  const random = generator(seed);
  const weights: Weights = new Map(
    [...siglipShapes(SMALL_SIGLIP)].map(([key, shape]) => {
      const spread = shape.length < 2 ? 0.02 : Math.sqrt(3 / shape.slice(1).reduce((a, b) => a * b, 1));
      const center = /ln[^.]*\.weight$/.test(key) ? 1 : 0;
      const draw = () => center + (2 * random() - 1) * spread;
      return [key, { shape, elements: Float32Array.from({ length: elementCount(shape) }, draw) }];
    }),
  );
  weights.get('logit_scale')!.elements[0] = Math.log(100);
  weights.get('logit_bias')!.elements[0] = -12;
  return weights;
}
