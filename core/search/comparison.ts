/** Comparison of one sentence with the bank's sentences, in whatever windows both were scored. */
import { type Bank, othersThan } from './bank.ts';
import { driftOf } from './drift.ts';
import { type Standing, standingAmong } from './standing.ts';

export class Comparison {
  /** The bank's sentences that differ in meaning. */
  readonly others: readonly number[];
  readonly #driftOfOthers: readonly number[];
  /** What the model drifted towards the sentence since its base; it does not count. */
  readonly #drift: number;

  /** `sentence` is a unit vector [dim]. */
  constructor(bank: Bank, sentence: Float32Array) {
    const { drift } = bank;
    this.others = othersThan(sentence, bank).flatMap((isOther, b) => (isOther ? [b] : []));
    this.#driftOfOthers = this.others.map((b) => drift?.ofSentences[b] ?? 0);
    this.#drift = drift === null ? 0 : driftOf(sentence, bank, drift.pictures);
  }

  /**
   * Standing of the sentence if it reached `reached` in `windows` windows (null for pictures that do not overlap) and each of `others` what
   * `reachedBy` says, null without windows. Null if too few sentences are left.
   */
  standing(
    reached: number,
    windows: number | null,
    reachedBy: (sentence: number) => number | null,
  ): Standing | null {
    const bank = this.others.flatMap((b, i) => {
      const value = reachedBy(b);
      return value === null ? [] : [value - this.#driftOfOthers[i]];
    });
    const standing = standingAmong(reached - this.#drift, windows, bank);
    // With the drift in the middle, both are cosines of the windows as they are.
    return standing && { ...standing, reached, bankMiddle: standing.bankMiddle + this.#drift };
  }
}
