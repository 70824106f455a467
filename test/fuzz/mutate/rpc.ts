/** Changes to what a page sends. An input is `F` and a binary frame, or `U` and the path of a request. */
import type { Dice } from '../dice.ts';
import { EDGE_NUMBERS, mutateBytes, pokeNumber, spliced } from './bytes.ts';
import { mutateJson } from './json.ts';
import type { Mutator } from './mutator.ts';

const FRAME = 0x46;
const PARTS = [
  '',
  '%',
  '%00',
  '%2f',
  '..',
  '%ff',
  '-1',
  '1e9',
  '99999999999999999999',
  'a'.repeat(3000),
  '0x1',
  '__proto__',
  '\u00e9',
  '?',
  '#',
];

export const mutateRpc: Mutator = (input, other, dice) => {
  const content = input.subarray(1);
  const changed =
    input[0] === FRAME
      ? changedFrame(content, other.subarray(1), dice)
      : changedPath(content, other.subarray(1), dice);
  return spliced(input, 1, input.length, changed.slice(0, 96 << 10));
};

function changedFrame(frame: Uint8Array, other: Uint8Array, dice: Dice): Uint8Array {
  const header = headerOf(frame);
  if (header === null || dice.chance(0.15)) return mutateBytes(frame, other, dice);
  const text = new TextEncoder().encode(mutateJson(header.text, headerOf(other)?.text ?? '{}', dice));
  const start = Math.ceil((4 + text.length) / 8) * 8;
  const segments = frame.subarray(Math.min(frame.length, header.end));
  const out = new Uint8Array(start + segments.length);
  new DataView(out.buffer).setUint32(0, text.length, true);
  out.set(text, 4);
  out.set(segments, start);
  if (dice.chance(0.05)) pokeNumber(out, dice, 0, 4);
  return out;
}

function headerOf(frame: Uint8Array): { readonly text: string; readonly end: number } | null {
  if (frame.length < 4) return null;
  const length = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0, true);
  if (4 + length > frame.length) return null;
  return {
    text: new TextDecoder().decode(frame.subarray(4, 4 + length)),
    end: Math.ceil((4 + length) / 8) * 8,
  };
}

function changedPath(path: Uint8Array, other: Uint8Array, dice: Dice): Uint8Array {
  const text = new TextDecoder().decode(path);
  if (dice.chance(0.2)) return mutateBytes(path, other, dice);
  const parts = text.split('/');
  const taken = new TextDecoder().decode(other).split('/');
  for (let change = dice.few(4); change > 0; change--) {
    const at = dice.below(parts.length);
    const choice = dice.below(7);
    if (choice === 0) parts.splice(at, 1);
    else if (choice === 1) parts.splice(at, 0, dice.pick(taken));
    else if (choice === 2) parts[at] = dice.pick(PARTS);
    else if (choice === 3) parts[at] = String(dice.pick(EDGE_NUMBERS));
    else if (choice === 4) parts[at] = `${parts[at]}${dice.pick(PARTS)}`;
    else if (choice === 5) parts[at] = encodeURIComponent(mutateJson(decoded(parts[at]), '[]', dice));
    else parts[at] = (parts[at] ?? '').replace(/\d+/, () => String(dice.pick(EDGE_NUMBERS)));
  }
  return new TextEncoder().encode(parts.join('/'));
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A part of an earlier change that is no longer valid.
    return part;
  }
}
