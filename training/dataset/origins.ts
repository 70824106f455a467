/** Stores where the records of a list were read. Most differ only in their line, and take a few bytes each. */

type Run = { readonly first: number; readonly prefix: string };

export class Origins {
  /** Number at the end of each origin; -1 if it has none. */
  readonly #numbers: number[] = [];
  /** Runs of neighbours with the same beginning. */
  readonly #runs: Run[] = [];

  /** The number of the record, counted from 0. */
  add(origin: string): number {
    const record = this.#numbers.length;
    const digits = /[1-9]\d{0,8}$/.exec(origin.slice(-9));
    const prefix = digits === null ? origin : origin.slice(0, origin.length - digits[0].length);
    this.#numbers.push(digits === null ? -1 : Number(digits[0]));
    if (this.#runs.at(-1)?.prefix !== prefix) this.#runs.push({ first: record, prefix });
    return record;
  }

  at(record: number): string {
    let [low, high] = [0, this.#runs.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.#runs[middle].first <= record) low = middle;
      else high = middle - 1;
    }
    const number = this.#numbers[record];
    return `${this.#runs[low].prefix}${number < 0 ? '' : number}`;
  }
}
