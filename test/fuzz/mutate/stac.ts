/** Changes to STAC documents, and to lists of paths. */
import { mutateBytes } from './bytes.ts';
import { mutateJson } from './json.ts';
import type { Mutator } from './mutator.ts';

export const mutateStac: Mutator = (input, other, dice) => {
  if (input[0] !== '{'.charCodeAt(0)) return mutateBytes(input, other, dice);
  const [text, taken] = [input, other].map((bytes) => new TextDecoder().decode(bytes));
  return new TextEncoder().encode(mutateJson(text, taken, dice));
};
