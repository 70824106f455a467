/** Changes to state files. An input is the name of the file in the data folder, a line feed, and its content. */
import type { Dice } from '../dice.ts';
import { mutateBytes, spliced } from './bytes.ts';
import { mutateJson } from './json.ts';
import { MOST_INPUT_BYTES, type Mutator } from './mutator.ts';

const NEWLINE = 10;

export const mutateState: Mutator = (input, other, dice) => {
  const nameEnd = input.indexOf(NEWLINE) + 1;
  const content = input.subarray(nameEnd);
  const donor = other.subarray(other.indexOf(NEWLINE) + 1);
  const changed = dice.chance(0.15) ? mutateBytes(content, donor, dice) : changedText(content, donor, dice);
  return spliced(input, nameEnd, input.length, changed).slice(0, MOST_INPUT_BYTES);
};

/** One line of a list of lines, or the whole text. */
function changedText(content: Uint8Array, donor: Uint8Array, dice: Dice): Uint8Array {
  const text = new TextDecoder().decode(content);
  const lines = text.split('\n');
  const isLines = lines.length > 2 && lines[0].startsWith('{') && lines[0].endsWith('}');
  const taken = new TextDecoder().decode(donor);
  if (!isLines) return new TextEncoder().encode(mutateJson(text, taken, dice));
  const at = dice.below(lines.length - 1);
  if (dice.chance(0.15)) lines.splice(at, dice.chance(0.5) ? 1 : 0, dice.pick(lines), '');
  else lines[at] = mutateJson(lines[at], taken, dice);
  return new TextEncoder().encode(lines.join('\n'));
}
