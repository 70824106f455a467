/** Size of batches, limited so that a waiting query is never delayed for long. */

/** A question is to be answered within 200 ms, of which it takes some itself. */
const TARGET_MS = 80;

/** Starts small and follows the measured time per item, between 1 and `largest`. */
export class BatchSize {
  #size = 4;
  readonly #largest: number;

  constructor(largest: number) {
    this.#largest = largest;
  }

  get items(): number {
    return Math.min(this.#size, this.#largest);
  }

  /** Notes that `items` took `elapsedMs`. The size at most doubles, so that one outlier does no harm. */
  observe(items: number, elapsedMs: number): void {
    const fitting = Math.floor((TARGET_MS * items) / Math.max(elapsedMs, 1));
    this.#size = Math.max(1, Math.min(fitting, items * 2, this.#largest));
  }
}
