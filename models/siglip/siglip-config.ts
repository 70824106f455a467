/** Sizes of a SigLIP dual encoder, as read from the shapes of its state dict. */
import type { ModelActivation } from '../../core/documents/model.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { TowerConfig } from '../clip/clip-config.ts';

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

const HEAD_WIDTH = 64;
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
export function siglipSizes(shapes: ReadonlyMap<string, readonly number[]>): SiglipSizes {
  const [visionWidth, channels, patchSizePx, patchHeightPx] = shapeOf(shapes, 'visual.conv1.weight', 4);
  if (channels !== 3 || patchSizePx !== patchHeightPx)
    throw new InvalidInput(
      `visual.conv1.weight: expected square patches of 3 channels, found [${shapes.get('visual.conv1.weight')}]`,
    );
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
    vision: tower('visual.transformer', visionWidth, shapes),
    text: tower('transformer', textWidth, shapes),
    contextLength,
    vocabularySize,
    embeddingDim,
  };
}

function tower(prefix: string, width: number, shapes: ReadonlyMap<string, readonly number[]>): SiglipTower {
  const heads = WIDE_HEADS.get(width) ?? width / HEAD_WIDTH;
  if (!Number.isInteger(heads))
    throw new Unsupported(`${prefix}: width ${width} is not a multiple of the head width ${HEAD_WIDTH}`);
  let layers = 0;
  while (shapes.has(`${prefix}.resblocks.${layers}.ln_1.weight`)) layers++;
  if (layers === 0) throw new InvalidInput(`key ${prefix}.resblocks.0.ln_1.weight is missing`);
  const [mlpWidth] = shapeOf(shapes, `${prefix}.resblocks.0.mlp.c_fc.weight`, 2);
  return { width, layers, heads, mlpWidth };
}

function shapeOf(
  shapes: ReadonlyMap<string, readonly number[]>,
  key: string,
  rank: number,
): readonly number[] {
  const shape = shapes.get(key);
  if (!shape)
    throw new InvalidInput(
      `key ${key} is missing: the file is not a SigLIP dual encoder (both towers are needed)`,
    );
  if (shape.length !== rank) throw new InvalidInput(`${key}: expected ${rank} axes, found shape [${shape}]`);
  return shape;
}
