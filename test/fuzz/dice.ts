/** Seeded choices: the same seed makes the same inputs on every machine. */
import { seededRandom } from '../../core/seeded-random.ts';

export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
  }

  /** An integer in [0, count). */
  below(count: number): number {
    return Math.floor(this.#next() * count);
  }

  chance(share: number): boolean {
    return this.#next() < share;
  }

  /** Throws for an empty list. */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error('nothing to pick from');
    return list[this.below(list.length)];
  }

  /** Small numbers are likely, large ones possible: 1, mostly up to 4, at most `most`. */
  few(most: number): number {
    let count = 1;
    while (count < most && this.chance(0.4)) count++;
    return count;
  }
}
