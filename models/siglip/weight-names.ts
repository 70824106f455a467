/**
 * Keys of a SigLIP model in our model folders, and their shapes. Blocks have the names of CLIP's published layout, so that
 * both families share the transformer and its int8 weights.
 */
import { type NamedShape, normShapes, transformerShapes } from '../clip/weight-names.ts';
import { gridOf, type SiglipSizes } from './siglip-config.ts';

/** Added to the scaled cosine before the sigmoid. */
export const LOGIT_BIAS = 'logit_bias';

/** Key → shape of every weight. */
export function siglipShapes(config: SiglipSizes): Map<string, readonly number[]> {
  const { vision, text, patchSizePx, embeddingDim, contextLength } = config;
  const tokens = gridOf(config) ** 2;
  return new Map<string, readonly number[]>([
    ['logit_scale', []],
    [LOGIT_BIAS, []],
    ['visual.conv1.weight', [vision.width, 3, patchSizePx, patchSizePx]],
    ['visual.conv1.bias', [vision.width]],
    ['visual.positional_embedding', [tokens, vision.width]],
    ...transformerShapes('visual.transformer', vision, vision.mlpWidth),
    ...normShapes('visual.ln_post', vision.width),
    ...headShapes(vision.width, vision.mlpWidth),
    ['token_embedding.weight', [config.vocabularySize, text.width]],
    ['positional_embedding', [contextLength, text.width]],
    ...transformerShapes('transformer', text, text.mlpWidth),
    ...normShapes('ln_final', text.width),
    ['text_head.weight', [embeddingDim, text.width]],
    ['text_head.bias', [embeddingDim]],
  ]);
}

/** The attention pooling of the image tower. `probe` is its one query. */
function headShapes(width: number, mlpWidth: number): NamedShape[] {
  return [
    ['visual.head.probe', [1, width]],
    ['visual.head.attn.in_proj_weight', [3 * width, width]],
    ['visual.head.attn.in_proj_bias', [3 * width]],
    ['visual.head.attn.out_proj.weight', [width, width]],
    ['visual.head.attn.out_proj.bias', [width]],
    ...normShapes('visual.head.ln', width),
    ['visual.head.mlp.c_fc.weight', [mlpWidth, width]],
    ['visual.head.mlp.c_fc.bias', [mlpWidth]],
    ['visual.head.mlp.c_proj.weight', [width, mlpWidth]],
    ['visual.head.mlp.c_proj.bias', [width]],
  ];
}
