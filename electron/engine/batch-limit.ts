/** How many windows of a batch the device has room for: half after each refusal, more again after a run of successes. */

const FIRST_STREAK = 16;

export class BatchLimit {
  #most = Number.POSITIVE_INFINITY;
  #successes = 0;
  /** Successes before the next try at more; doubled by each refusal, so that a limit once found is rarely tested. */
  #streak = FIRST_STREAK;

  /** At least 1. */
  get most(): number {
    return this.#most;
  }

  /** False where `count` cannot be halved any more. */
  refused(count: number): boolean {
    if (count <= 1) return false;
    this.#streak = Math.min(this.#streak * 2, 1 << 20);
    this.#successes = 0;
    this.#most = Math.floor(count / 2);
    return true;
  }

  /** Only batches at the limit count: smaller ones say nothing about it. */
  succeeded(count: number): void {
    if (count < this.#most || ++this.#successes < this.#streak) return;
    this.#successes = 0;
    this.#most *= 2;
  }
}
