/** Sizes of a CLIP dual encoder, all read off the shapes of its state dict. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';

export type Activation = 'quick_gelu' | 'gelu';

export type TowerConfig = {
  readonly width: number;
  readonly layers: number;
  /** width / 64 */
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

const HEAD_WIDTH = 64;

/** Shapes by published key → sizes. Throws `Unsupported` for a ResNet tower, `InvalidInput` for a missing or wrong key. */
export function configFromShapes(
  shapes: ReadonlyMap<string, readonly number[]>,
  activation: Activation,
): ClipConfig {
  if (shapes.has('visual.layer1.0.conv1.weight') || shapes.has('visual.attnpool.positional_embedding'))
    throw new Unsupported('the image tower is a ResNet (such as RN50); only vision transformers are read');
  const [visionWidth, channels, patchSizePx, patchHeightPx] = shapeOf(shapes, 'visual.conv1.weight', 4);
  if (channels !== 3 || patchSizePx !== patchHeightPx)
    throw new InvalidInput(
      `visual.conv1.weight: expected square patches of 3 channels, found [${shapes.get('visual.conv1.weight')}]`,
    );
  const [tokens] = shapeOf(shapes, 'visual.positional_embedding', 2);
  const grid = Math.sqrt(tokens - 1);
  if (!Number.isInteger(grid))
    throw new InvalidInput(
      `visual.positional_embedding: ${tokens} rows are no class token and square grid of patches`,
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
    activation,
  };
}

function tower(prefix: string, width: number, shapes: ReadonlyMap<string, readonly number[]>): TowerConfig {
  if (width % HEAD_WIDTH !== 0)
    throw new Unsupported(`${prefix}: width ${width} is not a multiple of the head width ${HEAD_WIDTH}`);
  let layers = 0;
  while (shapes.has(`${prefix}.resblocks.${layers}.ln_1.weight`)) layers++;
  if (layers === 0) throw new InvalidInput(`key ${prefix}.resblocks.0.ln_1.weight is missing`);
  return { width, layers, heads: width / HEAD_WIDTH };
}

function shapeOf(
  shapes: ReadonlyMap<string, readonly number[]>,
  key: string,
  rank: number,
): readonly number[] {
  const shape = shapes.get(key);
  if (!shape) throw new InvalidInput(`key ${key} is missing: not a CLIP state dict`);
  if (shape.length !== rank) throw new InvalidInput(`${key}: expected ${rank} axes, found shape [${shape}]`);
  return shape;
}
