/** Splits pairs into training and validation, which share no picture and no group. */
import { InvalidInput } from '../../core/errors.ts';
import { shuffled } from '../../core/seeded-random.ts';
import type { CaptionPair } from './caption-pair.ts';

type Grouped = Pick<CaptionPair, 'group' | 'image'>;

export type SplitPairs<P extends Grouped = CaptionPair> = {
  readonly train: readonly P[];
  readonly validation: readonly P[];
};

/** See `PairSplit`. The result depends on the seed, and not on the order of the records. */
export function splitPairs<P extends Grouped>(
  pairs: readonly P[],
  share: number,
  seed: number,
): SplitPairs<P> {
  const split = new PairSplit();
  for (const pair of pairs) split.count(pair);
  const isHeld = split.decide(share, seed);
  return {
    train: pairs.filter((pair) => !isHeld(pair)),
    validation: pairs.filter((pair) => isHeld(pair)),
  };
}

/** Counts all pairs first, then tells where each belongs, so that the pairs need not be in memory. */
export class PairSplit {
  readonly #sizes = new Map<string, number>();
  #pairs = 0;

  count(pair: Grouped): void {
    const group = groupOf(pair);
    const before = this.#sizes.get(group);
    this.#sizes.set(group, before === undefined ? 1 : before + 1);
    this.#pairs++;
  }

  /**
   * Moves whole groups (pictures, for pairs without a group) to the validation as long as they fit into `share` of the pairs,
   * rounded up; if none fits, the smallest one. Returns whether a pair is held out. Throws `InvalidInput` when one of the two
   * would be empty.
   */
  decide(share: number, seed: number): (pair: Grouped) => boolean {
    if (!(share > 0 && share < 1))
      throw new InvalidInput(`validation share ${share}: expected a number between 0 and 1`);
    const order = shuffled([...this.#sizes.keys()].sort(), seed);
    const sizeOf = (group: string): number => this.#sizes.get(group)!;
    const held = new Set<string>();
    let room = Math.ceil(share * this.#pairs);
    for (const group of order)
      if (sizeOf(group) <= room) {
        held.add(group);
        room -= sizeOf(group);
      }
    if (held.size === 0 && order.length > 1)
      held.add(order.reduce((least, each) => (sizeOf(each) < sizeOf(least) ? each : least)));
    if (held.size === 0 || held.size === order.length)
      throw new InvalidInput(
        `${this.#pairs} pairs in ${order.length === 1 ? 'one group' : `${order.length} groups`} cannot be split: add pairs from other places, or train without validation`,
      );
    return (pair) => held.has(groupOf(pair));
  }
}

function groupOf({ group, image }: Grouped): string {
  return group === null ? `image ${image}` : `group ${group}`;
}
