/** Caption lengths in tokens, as in the paper's Fig. 6. */
import type { CaptionLengths } from '../../core/documents/dataset.ts';
import { tokenCount } from '../../models/tokenizer/tokenize.ts';

/** The last bin also counts all longer texts: a damaged list may hold one text of millions of tokens. */
const MOST_BINS = 200;

export function tokenLengths(texts: readonly string[], limit: number, binTokens: number): CaptionLengths {
  const counter = new LengthCounter(limit, binTokens);
  for (const text of texts) counter.add(text);
  return counter.lengths();
}

/** Counts texts one by one. */
export class LengthCounter {
  readonly #limit: number;
  readonly #binTokens: number;
  readonly #histogram: number[] = [0];
  #texts = 0;
  #tokens = 0;
  #longest = 0;
  #overLimit = 0;

  constructor(limit: number, binTokens: number) {
    this.#limit = limit;
    this.#binTokens = binTokens;
  }

  add(text: string): void {
    const count = tokenCount(text);
    this.#texts++;
    this.#tokens += count;
    this.#longest = Math.max(this.#longest, count);
    if (count > this.#limit) this.#overLimit++;
    const bin = Math.min(Math.floor(count / this.#binTokens), MOST_BINS - 1);
    while (this.#histogram.length <= bin) this.#histogram.push(0);
    this.#histogram[bin]++;
  }

  lengths(): CaptionLengths {
    return {
      texts: this.#texts,
      mean: this.#tokens / Math.max(1, this.#texts),
      longest: this.#longest,
      overLimit: this.#overLimit,
      binTokens: this.#binTokens,
      histogram: [...this.#histogram],
    };
  }
}
