/** Selection of the weights that a run changes. */
import type { Tower, TrainedParts } from '../../core/documents/run.ts';
import { InvalidInput } from '../../core/errors.ts';
import type { ClipConfig } from '../../models/clip/clip-config.ts';
import {
  blockOf,
  followsBlocks,
  isProjection,
  LOGIT_SCALE,
  POSITIONS,
  STRETCHED_POSITIONS,
  towerOf,
} from '../../models/clip/weight-names.ts';

/** Keys of the trained weights. The temperature is always trained, the first of two position tables never. Throws `InvalidInput` for too many blocks. */
export function trainableKeys(
  parts: TrainedParts,
  config: ClipConfig,
  keys: Iterable<string>,
): ReadonlySet<string> {
  const all = [...keys];
  const stretched = all.includes(STRETCHED_POSITIONS);
  const trains = partFilter(parts, config);
  return new Set(
    all.filter((key) => key === LOGIT_SCALE || (trains(key) && !(stretched && key === POSITIONS))),
  );
}

/** The first block of each tower that must run at every step; null if a tower is trained from its input on. */
export function frozenEntry(
  config: ClipConfig,
  trainable: ReadonlySet<string>,
): Readonly<Record<Tower, number | null>> {
  const entry = (tower: Tower, layers: number) => {
    const firsts = [...trainable]
      .filter((key) => towerOf(key) === tower)
      .map((key) => firstBlock(key, layers));
    return firsts.includes(null) ? null : Math.min(layers - 1, ...firsts.map(Number));
  };
  return { vision: entry('vision', config.vision.layers), text: entry('text', config.text.layers) };
}

/** The block that first uses a weight: the last block for weights after the blocks, null for weights before them. */
function firstBlock(key: string, layers: number): number | null {
  const block = blockOf(key);
  if (block !== null) return block;
  return followsBlocks(key) ? layers - 1 : null;
}

export function trainsIn(trainable: ReadonlySet<string>, tower: Tower): boolean {
  return [...trainable].some((key) => towerOf(key) === tower);
}

function partFilter(parts: TrainedParts, config: ClipConfig): (key: string) => boolean {
  switch (parts.kind) {
    case 'all':
      return () => true;
    case 'tower':
      return (key) => towerOf(key) === parts.tower;
    case 'last-blocks':
      return lastBlocksFilter(parts.blocks, config);
    case 'projections':
      return isProjection;
  }
}

function lastBlocksFilter(blocks: number, { vision, text }: ClipConfig): (key: string) => boolean {
  const most = Math.min(vision.layers, text.layers);
  if (!Number.isInteger(blocks) || blocks < 1 || blocks > most)
    throw new InvalidInput(`parts.blocks: expected 1 to ${most}, found ${blocks}`);
  return (key) => {
    if (followsBlocks(key)) return true;
    const block = blockOf(key);
    const { layers } = towerOf(key) === 'vision' ? vision : text;
    return block !== null && block >= layers - blocks;
  };
}
