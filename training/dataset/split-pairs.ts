/** Training and validation pairs that share no picture and no group. */
import { InvalidInput } from '../../core/errors.ts';
import type { CaptionPair } from './caption-pair.ts';
import { countBy } from './count-by.ts';
import { shuffled } from './seeded-random.ts';

export type SplitPairs = {
  readonly train: readonly CaptionPair[];
  readonly validation: readonly CaptionPair[];
};

/**
 * Whole groups (pictures, where a pair has no group) go to the validation as long as they fit into `share` of the pairs,
 * rounded up, or else the smallest. Which, the seed says, whatever the order of the records. Throws `InvalidInput` where
 * one of the two would be empty.
 */
export function splitPairs(pairs: readonly CaptionPair[], share: number, seed: number): SplitPairs {
  if (!(share > 0 && share < 1)) throw new InvalidInput(`a validation share of ${share}: expected 0 to 1`);
  const sizes = countBy(pairs, groupOf);
  const order = shuffled([...sizes.keys()].sort(), seed).map((group) => ({ group, size: sizes.get(group)! }));
  const held = new Set<string>();
  let room = Math.ceil(share * pairs.length);
  for (const { group, size } of order)
    if (size <= room) {
      held.add(group);
      room -= size;
    }
  if (held.size === 0 && order.length > 1)
    held.add(order.reduce((least, each) => (each.size < least.size ? each : least)).group);
  if (held.size === 0 || held.size === order.length)
    throw new InvalidInput(
      `${pairs.length} pairs in ${sizes.size} groups cannot be split: add pairs of other places, change the share, or train without a validation`,
    );
  return {
    train: pairs.filter((pair) => !held.has(groupOf(pair))),
    validation: pairs.filter((pair) => held.has(groupOf(pair))),
  };
}

function groupOf({ group, image }: CaptionPair): string {
  return group === null ? `image ${image}` : `group ${group}`;
}
