/** Keeps an even sample of a sequence whose length is not known. */

/** Between half of `most` and `most` items, evenly spaced, once more than `most` were added. */
export class EvenSample<T> {
  readonly #most: number;
  #kept: T[] = [];
  #step = 1;
  #seen = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get items(): readonly T[] {
    return this.#kept;
  }

  add(item: T): void {
    if (this.#seen++ % this.#step !== 0) return;
    this.#kept.push(item);
    if (this.#kept.length <= this.#most) return;
    this.#kept = this.#kept.filter((_, i) => i % 2 === 0);
    this.#step *= 2;
  }
}
