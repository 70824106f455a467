/** Largest batch that fits the device's memory: halved after each refusal, doubled after a series of successes. */

const FIRST_STREAK = 16;

export class BatchLimit {
  #most = Number.POSITIVE_INFINITY;
  #successes = 0;
  /** Successes before a larger batch is tried; doubled by each refusal, so that a known limit is rarely tested again. */
  #streak = FIRST_STREAK;

  /** Items in a batch, at least 1. */
  get most(): number {
    return this.#most;
  }

  /** Notes that a batch of `count` did not fit. False if it cannot be halved any further. */
  refused(count: number): boolean {
    if (count <= 1) return false;
    this.#streak = Math.min(this.#streak * 2, 1 << 20);
    this.#successes = 0;
    this.#most = Math.floor(count / 2);
    return true;
  }

  /** Notes that a batch of `count` fitted. Only batches at the limit count. */
  succeeded(count: number): void {
    if (count < this.#most || ++this.#successes < this.#streak) return;
    this.#successes = 0;
    this.#most *= 2;
  }
}
