/** Splits pairs into training and validation, which share no picture and no group. */
import { InvalidInput } from '../../core/errors.ts';
import { shuffled } from '../../core/seeded-random.ts';
import type { CaptionPair } from './caption-pair.ts';
import { countBy } from './count-by.ts';

export type SplitPairs = {
  readonly train: readonly CaptionPair[];
  readonly validation: readonly CaptionPair[];
};

/**
 * Moves whole groups (pictures, for pairs without a group) to the validation as long as they fit into `share` of the pairs,
 * rounded up; if none fits, the smallest one. The seed decides which, whatever the order of the records. Throws `InvalidInput`
 * when one of the two would be empty.
 */
export function splitPairs(pairs: readonly CaptionPair[], share: number, seed: number): SplitPairs {
  if (!(share > 0 && share < 1))
    throw new InvalidInput(`validation share ${share}: expected a number between 0 and 1`);
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
      `${pairs.length} pairs in ${sizes.size === 1 ? 'one group' : `${sizes.size} groups`} cannot be split: add pairs from other places, or train without validation`,
    );
  return {
    train: pairs.filter((pair) => !held.has(groupOf(pair))),
    validation: pairs.filter((pair) => held.has(groupOf(pair))),
  };
}

function groupOf({ group, image }: CaptionPair): string {
  return group === null ? `image ${image}` : `group ${group}`;
}
