/** Changes to safetensors files: fields of the JSON header, its length, or bytes. */
import { mutateBytes, pokeNumber } from './bytes.ts';
import { mutateJson } from './json.ts';
import { MOST_INPUT_BYTES, type Mutator } from './mutator.ts';

const LENGTH_BYTES = 8;

export const mutateSafetensors: Mutator = (input, other, dice) => {
  const header = headerOf(input);
  if (header === null || dice.chance(0.2)) return mutateBytes(input, other, dice);
  const text = new TextEncoder().encode(mutateJson(header, headerOf(other) ?? '{}', dice));
  const tensors = input.subarray(LENGTH_BYTES + new TextEncoder().encode(header).length);
  const out = new Uint8Array(LENGTH_BYTES + text.length + tensors.length);
  new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
  out.set(text, LENGTH_BYTES);
  out.set(tensors, LENGTH_BYTES + text.length);
  if (dice.chance(0.1)) pokeNumber(out, dice, 0, LENGTH_BYTES);
  if (dice.chance(0.1)) return out.slice(0, dice.below(out.length));
  return out.length > MOST_INPUT_BYTES ? mutateBytes(input, other, dice) : out;
};

function headerOf(bytes: Uint8Array): string | null {
  if (bytes.length < LENGTH_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > bytes.length - LENGTH_BYTES) return null;
  return new TextDecoder('latin1').decode(bytes.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
}
