/** Training and validation pairs that share no picture and no group. */
import { InvalidInput } from '../../core/errors.ts';
import type { CaptionPair } from './caption-pair.ts';
import { shuffled } from './seeded-random.ts';

export type SplitPairs = {
  readonly train: readonly CaptionPair[];
  readonly validation: readonly CaptionPair[];
};

/**
 * Whole groups (pictures, where a pair has no group) go to the validation until it holds `share` of the pairs. Which,
 * the seed says, whatever the order of the records. Throws `InvalidInput` where one of the two would be empty.
 */
export function splitPairs(pairs: readonly CaptionPair[], share: number, seed: number): SplitPairs {
  if (!(share > 0 && share < 1)) throw new InvalidInput(`a validation share of ${share}: expected 0 to 1`);
  const sizes = new Map<string, number>();
  for (const pair of pairs) sizes.set(groupOf(pair), (sizes.get(groupOf(pair)) ?? 0) + 1);
  const held = new Set<string>();
  let count = 0;
  for (const group of shuffled([...sizes.keys()].sort(), seed)) {
    if (count >= share * pairs.length) break;
    held.add(group);
    count += sizes.get(group)!;
  }
  if (count === 0 || count === pairs.length)
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
