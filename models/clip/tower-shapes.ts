/** Sizes of towers, as read from the shapes of a state dict under the published keys of CLIP. */
import { InvalidInput, Unsupported } from '../../core/errors.ts';

export type TowerConfig = {
  readonly width: number;
  readonly layers: number;
  /** width / 64 except in the largest models. */
  readonly heads: number;
};

/** Shapes by key, and the kind of model that they should be of, for errors. */
export type Shapes = { readonly byKey: ReadonlyMap<string, readonly number[]>; readonly kind: string };

const HEAD_WIDTH = 64;

/**
 * Layers and heads of the tower with this prefix; `wideHeads`: number of heads by width, where they are not 64 wide. Throws
 * `Unsupported` for a width without whole heads, `InvalidInput` for a missing key.
 */
export function towerOf(
  { byKey }: Shapes,
  prefix: string,
  width: number,
  wideHeads: ReadonlyMap<number, number>,
): TowerConfig {
  const heads = wideHeads.get(width) ?? width / HEAD_WIDTH;
  if (!Number.isInteger(heads))
    throw new Unsupported(`${prefix}: width ${width} is not a multiple of the head width ${HEAD_WIDTH}`);
  let layers = 0;
  while (byKey.has(`${prefix}.resblocks.${layers}.ln_1.weight`)) layers++;
  if (layers === 0) throw new InvalidInput(`key ${prefix}.resblocks.0.ln_1.weight is missing`);
  return { width, layers, heads };
}

/** Width of the image tower and edge length of its patches. Throws `InvalidInput` unless they are square and of three channels. */
export function patchesOf(shapes: Shapes): { readonly width: number; readonly patchSizePx: number } {
  const [width, channels, patchSizePx, patchHeightPx] = shapeOf(shapes, 'visual.conv1.weight', 4);
  if (channels !== 3 || patchSizePx !== patchHeightPx)
    throw new InvalidInput(
      `visual.conv1.weight: expected square patches of 3 channels, found [${shapes.byKey.get('visual.conv1.weight')}]`,
    );
  return { width, patchSizePx };
}

/** Throws `InvalidInput` if the key is missing or has another number of axes. */
export function shapeOf({ byKey, kind }: Shapes, key: string, rank: number): readonly number[] {
  const shape = byKey.get(key);
  if (!shape)
    throw new InvalidInput(
      `key ${key} is missing: the file is not a ${kind} dual encoder (both towers are needed)`,
    );
  if (shape.length !== rank) throw new InvalidInput(`${key}: expected ${rank} axes, found shape [${shape}]`);
  return shape;
}
