/** The published key layout (OpenAI, Long-CLIP, LRSCLIP): every weight of a dual encoder and its shape. */
import type { ClipConfig, TowerConfig } from './clip-config.ts';

/** Trained table of stretched checkpoints; rows from `KEPT_POSITIONS` on come from it. */
export const STRETCHED_POSITIONS = 'positional_embedding_res';

/** Key → shape, in the order of the published state dict. `stretched`: the checkpoint has a second position table. */
export function weightShapes(config: ClipConfig, stretched: boolean): Map<string, readonly number[]> {
  const { vision, text, patchSizePx, embeddingDim, contextLength } = config;
  const tokens = (config.imageSizePx / patchSizePx) ** 2 + 1;
  return new Map<string, readonly number[]>([
    ['positional_embedding', [contextLength, text.width]],
    ...(stretched ? ([[STRETCHED_POSITIONS, [contextLength, text.width]]] as const) : []),
    ['text_projection', [text.width, embeddingDim]],
    ['logit_scale', []],
    ['visual.class_embedding', [vision.width]],
    ['visual.positional_embedding', [tokens, vision.width]],
    ['visual.proj', [vision.width, embeddingDim]],
    ['visual.conv1.weight', [vision.width, 3, patchSizePx, patchSizePx]],
    ...layerNorm('visual.ln_pre', vision.width),
    ...transformer('visual.transformer', vision),
    ...layerNorm('visual.ln_post', vision.width),
    ...transformer('transformer', text),
    ['token_embedding.weight', [config.vocabularySize, text.width]],
    ...layerNorm('ln_final', text.width),
  ]);
}

type NamedShape = readonly [string, readonly number[]];

function transformer(prefix: string, { width, layers }: TowerConfig): NamedShape[] {
  return Array.from({ length: layers }, (_, i) => block(`${prefix}.resblocks.${i}`, width)).flat();
}

function block(prefix: string, width: number): NamedShape[] {
  return [
    [`${prefix}.attn.in_proj_weight`, [3 * width, width]],
    [`${prefix}.attn.in_proj_bias`, [3 * width]],
    [`${prefix}.attn.out_proj.weight`, [width, width]],
    [`${prefix}.attn.out_proj.bias`, [width]],
    ...layerNorm(`${prefix}.ln_1`, width),
    [`${prefix}.mlp.c_fc.weight`, [4 * width, width]],
    [`${prefix}.mlp.c_fc.bias`, [4 * width]],
    [`${prefix}.mlp.c_proj.weight`, [width, 4 * width]],
    [`${prefix}.mlp.c_proj.bias`, [width]],
    ...layerNorm(`${prefix}.ln_2`, width),
  ];
}

function layerNorm(prefix: string, width: number): NamedShape[] {
  return [
    [`${prefix}.weight`, [width]],
    [`${prefix}.bias`, [width]],
  ];
}
