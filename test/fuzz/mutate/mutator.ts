/** What each format offers the campaign: one changed copy of an input. */
import type { Dice } from '../dice.ts';

/** A changed copy of `input`; `other` is another input of the same format, to take parts from. */
export type Mutator = (input: Uint8Array, other: Uint8Array, dice: Dice) => Uint8Array;

/** Longer inputs cost time and find nothing new. */
export const MOST_INPUT_BYTES = 640 << 10;
