/** Changes to bytes without a structure: flips, numbers at the limits of their types, pieces that are cut, copied or swapped. */
import type { Dice } from '../dice.ts';
import { MOST_INPUT_BYTES, type Mutator } from './mutator.ts';

/** Numbers at which sizes, counts and offsets go wrong. */
export const EDGE_NUMBERS: readonly number[] = [
  0, 1, 2, 3, 4, 7, 8, 15, 16, 17, 31, 32, 63, 64, 65, 100, 127, 128, 255, 256, 257, 1000, 4095, 4096, 32_767,
  32_768, 65_535, 65_536, 100_000, 1_000_000, 0x00ff_ffff, 0x1000_0000, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0,
  0xffff_ffff,
];

export const mutateBytes: Mutator = (input, other, dice) => {
  let bytes = input.slice();
  for (let change = dice.few(6); change > 0; change--) bytes = changedOnce(bytes, other, dice);
  return bytes.length > MOST_INPUT_BYTES ? bytes.slice(0, MOST_INPUT_BYTES) : bytes;
};

/** Sets a random place in `bytes` to a random value of 1, 2, 4 or 8 bytes, in place. */
export function pokeNumber(bytes: Uint8Array, dice: Dice, from = 0, to = bytes.length): void {
  const size = dice.pick([1, 1, 2, 2, 4, 4, 8]);
  if (to - from < size) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = from + dice.below(to - from - size + 1);
  const value = dice.chance(0.7) ? dice.pick(EDGE_NUMBERS) : dice.below(2 ** 32);
  const isLittle = dice.chance(0.7);
  if (size === 1) bytes[at] = value;
  else if (size === 2) view.setUint16(at, value & 0xffff, isLittle);
  else if (size === 4) view.setUint32(at, value, isLittle);
  else if (dice.chance(0.5))
    view.setFloat64(at, dice.pick([Number.NaN, 1e30, -1e30, 1e308, 1 / 0, 0]), isLittle);
  else view.setBigUint64(at, BigInt(value) << BigInt(dice.pick([0, 0, 20, 31])), isLittle);
}

function changedOnce(bytes: Uint8Array<ArrayBuffer>, other: Uint8Array, dice: Dice): Uint8Array<ArrayBuffer> {
  if (bytes.length === 0) return Uint8Array.from(other);
  const at = dice.below(bytes.length);
  switch (dice.below(9)) {
    case 0:
      bytes[at] ^= 1 << dice.below(8);
      return bytes;
    case 1:
      bytes[at] = dice.below(256);
      return bytes;
    case 2:
    case 3:
    case 4:
      pokeNumber(bytes, dice);
      return bytes;
    case 5:
      return bytes.slice(0, at);
    case 6: {
      const end = Math.min(bytes.length, at + 1 + dice.below(dice.chance(0.8) ? 16 : 4096));
      return spliced(bytes, at, end, new Uint8Array(0));
    }
    case 7: {
      const from = dice.below(bytes.length);
      const piece = bytes.slice(from, from + 1 + dice.below(dice.chance(0.8) ? 32 : 2048));
      const isOver = dice.chance(0.5);
      return spliced(bytes, at, isOver ? Math.min(bytes.length, at + piece.length) : at, piece);
    }
    default: {
      const from = dice.below(Math.max(1, other.length));
      const piece = other.slice(from, from + 1 + dice.below(256));
      return spliced(bytes, at, Math.min(bytes.length, at + piece.length), piece);
    }
  }
}

/** `bytes` with [from, to) replaced by `piece`. */
export function spliced(
  bytes: Uint8Array,
  from: number,
  to: number,
  piece: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(from + piece.length + bytes.length - to);
  out.set(bytes.subarray(0, from));
  out.set(piece, from);
  out.set(bytes.subarray(to), from + piece.length);
  return out;
}
