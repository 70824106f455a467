/** Sizes of a SigLIP dual encoder, as read from the shapes of its state dict. */
import type { ModelActivation } from '../../core/documents/model.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import { patchesOf, type Shapes, shapeOf, type TowerConfig, towerOf } from '../clip/tower-shapes.ts';

export type SiglipTower = TowerConfig & {
  /** Features between the two layers of each MLP: four times the width, except in the so400m towers. */
  readonly mlpWidth: number;
};

export type SiglipConfig = {
  /** Pixels beyond the last whole patch are ignored. */
  readonly imageSizePx: number;
  readonly patchSizePx: number;
  readonly vision: SiglipTower;
  readonly text: SiglipTower;
  /** Positions of the text tower, all of which are always used: 64. */
  readonly contextLength: number;
  readonly vocabularySize: number;
  readonly embeddingDim: number;
  readonly activation: ModelActivation;
};

/** Sizes that follow from the weights. */
export type SiglipSizes = Omit<SiglipConfig, 'activation'>;

/** The so400m towers have 16 heads of 72. */
const WIDE_HEADS: ReadonlyMap<number, number> = new Map([[1152, 16]]);

/** Whole patches along an edge. */
export function gridOf({
  imageSizePx,
  patchSizePx,
}: Pick<SiglipSizes, 'imageSizePx' | 'patchSizePx'>): number {
  return Math.floor(imageSizePx / patchSizePx);
}

/** Shapes by our keys (`weight-names.ts`) → sizes. Throws `InvalidInput` for a missing or wrong key, `Unsupported` for other sizes. */
export function siglipSizes(byKey: ReadonlyMap<string, readonly number[]>): SiglipSizes {
  const shapes = { byKey, kind: 'SigLIP' };
  const { width: visionWidth, patchSizePx } = patchesOf(shapes);
  const [tokens] = shapeOf(shapes, 'visual.positional_embedding', 2);
  const grid = Math.sqrt(tokens);
  if (!Number.isInteger(grid))
    throw new InvalidInput(`visual.positional_embedding: ${tokens} rows are not a square grid of patches`);
  const [vocabularySize, textWidth] = shapeOf(shapes, 'token_embedding.weight', 2);
  const [contextLength] = shapeOf(shapes, 'positional_embedding', 2);
  const [embeddingDim] = shapeOf(shapes, 'text_head.weight', 2);
  if (embeddingDim !== visionWidth)
    throw new Unsupported(
      `text_head.weight: texts have ${embeddingDim} features and pictures ${visionWidth}; only models in which both are equal are supported`,
    );
  return {
    imageSizePx: grid * patchSizePx,
    patchSizePx,
    vision: tower(shapes, 'visual.transformer', visionWidth),
    text: tower(shapes, 'transformer', textWidth),
    contextLength,
    vocabularySize,
    embeddingDim,
  };
}

function tower(shapes: Shapes, prefix: string, width: number): SiglipTower {
  const [mlpWidth] = shapeOf(shapes, `${prefix}.resblocks.0.mlp.c_fc.weight`, 2);
  return { ...towerOf(shapes, prefix, width, WIDE_HEADS), mlpWidth };
}
