/** Sizes of a CLIP dual encoder, as read from the shapes of its state dict. */

import type { Activation } from '../../core/documents/model.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';

export type TowerConfig = {
  readonly width: number;
  readonly layers: number;
  /** width / 64 except in the largest models, see `WIDE_HEADS`. */
  readonly heads: number;
};

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

const HEAD_WIDTH = 64;
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
export function sizesFromShapes(shapes: ReadonlyMap<string, readonly number[]>): ClipSizes {
  const [visionWidth, channels, patchSizePx, patchHeightPx] = shapeOf(shapes, 'visual.conv1.weight', 4);
  if (channels !== 3 || patchSizePx !== patchHeightPx)
    throw new InvalidInput(
      `visual.conv1.weight: expected square patches of 3 channels, found [${shapes.get('visual.conv1.weight')}]`,
    );
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
    vision: tower('visual.transformer', visionWidth, shapes),
    text: tower('transformer', textWidth, shapes),
    contextLength,
    vocabularySize,
    embeddingDim,
  };
}

function tower(prefix: string, width: number, shapes: ReadonlyMap<string, readonly number[]>): TowerConfig {
  const isVision = prefix.startsWith('visual');
  const heads = (isVision ? WIDE_HEADS.get(width) : undefined) ?? width / HEAD_WIDTH;
  if (!Number.isInteger(heads))
    throw new Unsupported(`${prefix}: width ${width} is not a multiple of the head width ${HEAD_WIDTH}`);
  let layers = 0;
  while (shapes.has(`${prefix}.resblocks.${layers}.ln_1.weight`)) layers++;
  if (layers === 0) throw new InvalidInput(`key ${prefix}.resblocks.0.ln_1.weight is missing`);
  return { width, layers, heads };
}

function shapeOf(
  shapes: ReadonlyMap<string, readonly number[]>,
  key: string,
  rank: number,
): readonly number[] {
  const shape = shapes.get(key);
  if (!shape)
    throw new InvalidInput(
      `key ${key} is missing: the file is not a CLIP dual encoder (both towers are needed)`,
    );
  if (shape.length !== rank) throw new InvalidInput(`${key}: expected ${rank} axes, found shape [${shape}]`);
  return shape;
}
