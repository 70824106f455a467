/** Which weights a run changes. */
import { InvalidInput } from '../core/errors.ts';
import type { ClipConfig } from '../models/clip/clip-config.ts';
import { STRETCHED_POSITIONS } from '../models/clip/weight-names.ts';

export type TrainableParts =
  | { readonly kind: 'all' }
  | { readonly kind: 'tower'; readonly tower: Tower }
  /** The last `blocks` of both towers, the normalization after them and the projections. */
  | { readonly kind: 'last-blocks'; readonly blocks: number }
  | { readonly kind: 'projections' };

export type Tower = 'vision' | 'text';

const PROJECTIONS: ReadonlySet<string> = new Set(['visual.proj', 'text_projection']);
const FINAL_NORM = /^(visual\.ln_post|ln_final)\./;

/** `logit_scale` always trains; of two position tables the first never does. Throws `InvalidInput` for too many blocks. */
export function trainableKeys(
  parts: TrainableParts,
  config: ClipConfig,
  keys: Iterable<string>,
): ReadonlySet<string> {
  const all = [...keys];
  const stretched = all.includes(STRETCHED_POSITIONS);
  const trains = partFilter(parts, config);
  return new Set(
    all.filter(
      (key) => key === 'logit_scale' || (trains(key) && !(stretched && key === 'positional_embedding')),
    ),
  );
}

/** The tower that a weight belongs to; null for the temperature, which both share. */
export function towerOf(key: string): Tower | null {
  if (key === 'logit_scale') return null;
  return key.startsWith('visual.') ? 'vision' : 'text';
}

function partFilter(parts: TrainableParts, config: ClipConfig): (key: string) => boolean {
  switch (parts.kind) {
    case 'all':
      return () => true;
    case 'tower':
      return (key) => towerOf(key) === parts.tower;
    case 'last-blocks':
      return lastBlocksFilter(parts.blocks, config);
    case 'projections':
      return (key) => PROJECTIONS.has(key);
  }
}

function lastBlocksFilter(blocks: number, { vision, text }: ClipConfig): (key: string) => boolean {
  const most = Math.min(vision.layers, text.layers);
  if (!Number.isInteger(blocks) || blocks < 1 || blocks > most)
    throw new InvalidInput(`blocks to train: expected 1 to ${most}, found ${blocks}`);
  return (key) => {
    if (PROJECTIONS.has(key) || FINAL_NORM.test(key)) return true;
    const block = /(?:^|\.)transformer\.resblocks\.(\d+)\./.exec(key);
    const { layers } = towerOf(key) === 'vision' ? vision : text;
    return block !== null && Number(block[1]) >= layers - blocks;
  };
}
