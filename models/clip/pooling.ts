/** Pooling of the text tower: the features of a text are those of its end-of-text token, the first highest id. */
import { InvalidInput } from '../../core/errors.ts';
import type { ClipSizes } from './clip-config.ts';

/** The id that marks the end of text for a vocabulary of any size: the highest one. */
export function endOfTextId({ vocabularySize }: Pick<ClipSizes, 'vocabularySize'>): number {
  return vocabularySize - 1;
}

/** Index of the pooled token; later tokens do not affect it. Throws `InvalidInput` for an empty row. */
export function pooledPosition(ids: ArrayLike<number>): number {
  if (ids.length === 0) throw new InvalidInput('a text without tokens has no end-of-text token');
  let index = 0;
  for (let i = 1; i < ids.length; i++) if (ids[i] > ids[index]) index = i;
  return index;
}

/** 1 at the pooled token of each row, 0 elsewhere. `[positions.length, length]` */
export function pooledMask(positions: readonly number[], length: number): Float32Array {
  const mask = new Float32Array(positions.length * length);
  for (const [row, position] of positions.entries()) mask[row * length + position] = 1;
  return mask;
}
