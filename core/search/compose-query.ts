/** Composition of weighted terms into one query vector. */
import { InvalidInput } from '../errors.ts';

/** `vector` is the unit vector of a text, picture or window; a negative weight leads away from it. */
export type WeightedVector = { readonly weight: number; readonly vector: Float32Array };

/** normalize(Σ weight · vector), a unit vector [dim]. Throws `InvalidInput` if there are no terms, lengths differ or the terms cancel out. */
export function composeQuery(terms: readonly WeightedVector[]): Float32Array {
  if (terms.length === 0) throw new InvalidInput('a query needs at least one term');
  const sum = new Float32Array(terms[0].vector.length);
  for (const { weight, vector } of terms) {
    if (vector.length !== sum.length)
      throw new InvalidInput(
        `query terms have different lengths (${sum.length} and ${vector.length} numbers)`,
      );
    for (let i = 0; i < sum.length; i++) sum[i] += weight * vector[i];
  }
  return normalize(sum);
}

/** `vector` scaled to length 1. Throws `InvalidInput` for a zero vector. */
export function normalize(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  if (!(length > 1e-6)) throw new InvalidInput('the query has no direction: its terms cancel each other out');
  return vector.map((x) => x / length);
}
