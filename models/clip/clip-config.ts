/** Sizes of a CLIP dual encoder, as read from the shapes of its state dict. */

import type { Activation } from '../../core/documents/model.ts';
import { InvalidInput } from '../../core/errors.ts';
import { patchesOf, shapeOf, type TowerConfig, towerOf } from './tower-shapes.ts';

export type ClipConfig = {
  readonly imageSizePx: number;
  readonly patchSizePx: number;
  readonly vision: TowerConfig;
  readonly text: TowerConfig;
  /** Positions of the text tower: 248 (stretched) or 77. */
  readonly contextLength: number;
  readonly vocabularySize: number;
  readonly embeddingDim: number;
  readonly activation: Activation;
};

/** Sizes that follow from the weights. */
export type ClipSizes = Omit<ClipConfig, 'activation'>;

/** Image towers of ViT-H/14, g/14 and bigG/14 have wider heads (80, 88 and 104): all three have 16. */
const WIDE_HEADS: ReadonlyMap<number, number> = new Map([
  [1280, 16],
  [1408, 16],
  [1664, 16],
]);

/** Tokens of a picture: its patches and the class token. */
export function imageTokens({
  imageSizePx,
  patchSizePx,
}: Pick<ClipSizes, 'imageSizePx' | 'patchSizePx'>): number {
  return (imageSizePx / patchSizePx) ** 2 + 1;
}

export function configFromShapes(
  shapes: ReadonlyMap<string, readonly number[]>,
  activation: Activation,
): ClipConfig {
  return { ...sizesFromShapes(shapes), activation };
}

/** Shapes by published key → sizes. Throws `Unsupported` for a width without whole heads, `InvalidInput` for a missing or wrong key. */
export function sizesFromShapes(byKey: ReadonlyMap<string, readonly number[]>): ClipSizes {
  const shapes = { byKey, kind: 'CLIP' };
  const { width: visionWidth, patchSizePx } = patchesOf(shapes);
  const [tokens] = shapeOf(shapes, 'visual.positional_embedding', 2);
  const grid = Math.sqrt(tokens - 1);
  if (!Number.isInteger(grid))
    throw new InvalidInput(
      `visual.positional_embedding: ${tokens} rows are not a class token and a square grid of patches`,
    );
  const [vocabularySize, textWidth] = shapeOf(shapes, 'token_embedding.weight', 2);
  const [contextLength] = shapeOf(shapes, 'positional_embedding', 2);
  const [, embeddingDim] = shapeOf(shapes, 'text_projection', 2);
  return {
    imageSizePx: grid * patchSizePx,
    patchSizePx,
    vision: towerOf(shapes, 'visual.transformer', visionWidth, WIDE_HEADS),
    text: towerOf(shapes, 'transformer', textWidth, new Map()),
    contextLength,
    vocabularySize,
    embeddingDim,
  };
}
