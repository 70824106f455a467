/** Texts of a run that mean the same: a picture fits all of them, not only its own. */
import { InvalidInput } from '../../core/errors.ts';

export class AlikeTexts {
  readonly #features: ReadonlyMap<string, Float32Array>;
  readonly #least: number;

  /** `features` are unit vectors, one for each of `texts`. Two texts are alike from the cosine `least` on. */
  constructor(texts: readonly string[], features: readonly Float32Array[], least: number) {
    this.#features = new Map(texts.map((text, i) => [text, features[i]]));
    this.#least = least;
  }

  /** Which of the texts are alike, `[N, N]`, in shares: the sum of a row is 1. */
  shares(texts: readonly string[]): Float32Array {
    const rows = texts.map((text) => {
      const features = this.#features.get(text);
      if (features === undefined)
        throw new InvalidInput(`the text ${JSON.stringify(text)} is not of this run`);
      return features;
    });
    const count = texts.length;
    const shares = new Float32Array(count * count);
    for (const [i, row] of rows.entries()) {
      const isAlike = rows.map((other, j) => i === j || cosineOfUnits(row, other) >= this.#least);
      const share = 1 / isAlike.filter(Boolean).length;
      for (const [j, is] of isAlike.entries()) if (is) shares[i * count + j] = share;
    }
    return shares;
  }
}

/** Of two unit vectors. */
export function cosineOfUnits(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  for (let i = 0; i < a.length; i++) dot += a[i] * b[i];
  return dot;
}
