/** The published key layout (OpenAI, Long-CLIP, LRSCLIP): every weight of a dual encoder and its shape. */

import type { Tower } from '../../core/documents/run.ts';
import { type ClipSizes, imageTokens } from './clip-config.ts';
import type { TowerConfig } from './tower-shapes.ts';

/** Natural logarithm of the factor on the cosine in the training loss: the temperature. */
export const LOGIT_SCALE = 'logit_scale';
/** The position table of the text tower. */
export const POSITIONS = 'positional_embedding';
/** Trained position table of stretched checkpoints; it gives the rows from `KEPT_POSITIONS` on. */
export const STRETCHED_POSITIONS = 'positional_embedding_res';
/** The last layer of each tower, `[width, embeddingDim]`. */
export const PROJECTIONS: Readonly<Record<Tower, string>> = {
  vision: 'visual.proj',
  text: 'text_projection',
};

const BLOCK = /(?:^|\.)transformer\.resblocks\.(\d+)\./;
const FINAL_NORM = /^(visual\.ln_post|ln_final)\./;
const GAIN = /(^|\.)ln_\w+\.weight$/;

/** Key → shape, in the order of the published state dict. `stretched`: the checkpoint has a second position table. */
export function weightShapes(config: ClipSizes, stretched: boolean): Map<string, readonly number[]> {
  const { vision, text, patchSizePx, embeddingDim, contextLength } = config;
  const tokens = imageTokens(config);
  return new Map<string, readonly number[]>([
    [POSITIONS, [contextLength, text.width]],
    ...(stretched ? ([[STRETCHED_POSITIONS, [contextLength, text.width]]] as const) : []),
    [PROJECTIONS.text, [text.width, embeddingDim]],
    [LOGIT_SCALE, []],
    ['visual.class_embedding', [vision.width]],
    ['visual.positional_embedding', [tokens, vision.width]],
    [PROJECTIONS.vision, [vision.width, embeddingDim]],
    ['visual.conv1.weight', [vision.width, 3, patchSizePx, patchSizePx]],
    ...normShapes('visual.ln_pre', vision.width),
    ...transformerShapes('visual.transformer', vision),
    ...normShapes('visual.ln_post', vision.width),
    ...transformerShapes('transformer', text),
    ['token_embedding.weight', [config.vocabularySize, text.width]],
    ...normShapes('ln_final', text.width),
  ]);
}

/** The tower that a weight belongs to; null for the temperature, which both share. */
export function towerOf(key: string): Tower | null {
  if (key === LOGIT_SCALE) return null;
  return key.startsWith('visual.') ? 'vision' : 'text';
}

/** The number of the block that a weight belongs to; null outside the blocks. */
export function blockOf(key: string): number | null {
  const block = BLOCK.exec(key);
  return block === null ? null : Number(block[1]);
}

/** Whether a weight is used after the last block: the final normalization and the projection of either tower. */
export function followsBlocks(key: string): boolean {
  return isProjection(key) || FINAL_NORM.test(key);
}

export function isProjection(key: string): boolean {
  return key === PROJECTIONS.vision || key === PROJECTIONS.text;
}

/** Whether a weight is the gain of a layer normalization, which is near 1. */
export function isGain(key: string): boolean {
  return GAIN.test(key);
}

export type NamedShape = readonly [string, readonly number[]];

/** The blocks of a tower; `mlpWidth` features between the two layers of each MLP. */
export function transformerShapes(
  prefix: string,
  { width, layers }: Pick<TowerConfig, 'width' | 'layers'>,
  mlpWidth = 4 * width,
): NamedShape[] {
  return Array.from({ length: layers }, (_, i) => block(`${prefix}.resblocks.${i}`, width, mlpWidth)).flat();
}

function block(prefix: string, width: number, mlpWidth: number): NamedShape[] {
  return [
    [`${prefix}.attn.in_proj_weight`, [3 * width, width]],
    [`${prefix}.attn.in_proj_bias`, [3 * width]],
    [`${prefix}.attn.out_proj.weight`, [width, width]],
    [`${prefix}.attn.out_proj.bias`, [width]],
    ...normShapes(`${prefix}.ln_1`, width),
    [`${prefix}.mlp.c_fc.weight`, [mlpWidth, width]],
    [`${prefix}.mlp.c_fc.bias`, [mlpWidth]],
    [`${prefix}.mlp.c_proj.weight`, [width, mlpWidth]],
    [`${prefix}.mlp.c_proj.bias`, [width]],
    ...normShapes(`${prefix}.ln_2`, width),
  ];
}

/** Gain and offset of a normalization over `width` features. */
export function normShapes(prefix: string, width: number): NamedShape[] {
  return [
    [`${prefix}.weight`, [width]],
    [`${prefix}.bias`, [width]],
  ];
}
