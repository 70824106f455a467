/** Refuses embeddings that are not numbers: figures of them would look like those of a bad model. */
import { InvalidInput } from '../errors.ts';

/** Throws `InvalidInput` that names the first row of `vectors` [rows, dim] with a number that is not finite. */
export function checkFinite(vectors: Float32Array, dim: number, what: string): void {
  const at = vectors.findIndex((value) => !Number.isFinite(value));
  if (at >= 0)
    throw new InvalidInput(
      `the embedding of ${what} ${Math.floor(at / dim)} is not a vector of finite numbers: the model's weights may be damaged`,
    );
}
