/** Changes to Parquet files, most of them in the footer that says where everything lies, and to the STAC item beside one. */
import { mutateBytes, pokeNumber, spliced } from './bytes.ts';
import { mutateJson } from './json.ts';
import type { Mutator } from './mutator.ts';

/** Its length and the magic. */
const END_BYTES = 8;

export const mutateParquet: Mutator = (input, other, dice) => {
  if (input[0] === '{'.charCodeAt(0)) {
    const [text, taken] = [input, other].map((bytes) => new TextDecoder('latin1').decode(bytes));
    return new TextEncoder().encode(mutateJson(text, taken, dice));
  }
  const start = footerStart(input);
  if (start === null || dice.chance(0.3)) return mutateBytes(input, other, dice);
  const end = input.length - END_BYTES;
  if (dice.chance(0.7)) {
    const bytes = input.slice();
    for (let change = dice.few(6); change > 0; change--) pokeNumber(bytes, dice, start, end);
    return bytes;
  }
  // Of another length: the number before the magic follows, or does not.
  const footer = mutateBytes(input.subarray(start, end), other, dice);
  const bytes = spliced(input, start, end, footer);
  if (dice.chance(0.8)) new DataView(bytes.buffer).setUint32(bytes.length - END_BYTES, footer.length, true);
  return bytes;
};

function footerStart(bytes: Uint8Array): number | null {
  if (bytes.length < END_BYTES + 4) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = bytes.length - END_BYTES - view.getUint32(bytes.length - END_BYTES, true);
  return start >= 0 ? start : null;
}
