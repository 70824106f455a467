/**
 * Changes to index files (`.lsix`, `.cells`, `.bank`). Checksums are made right again in most of them, so that the code behind the checksum
 * is reached too: a disk does not do that, but another program or an older version may.
 */
import { crc32 } from '../../../core/bytes/crc32.ts';
import type { Dice } from '../dice.ts';
import { mutateBytes, pokeNumber, spliced } from './bytes.ts';
import { mutateJson } from './json.ts';
import { MOST_INPUT_BYTES, type Mutator } from './mutator.ts';

const HEADER_BYTES = 64;
const RECORD_HEAD_BYTES = 32;
const RECORD_END = Uint8Array.of(0x4c, 0x53, 0x52, 0x45);

export const mutateIndexFile: Mutator = (input, other, dice) => {
  const magic = String.fromCharCode(...input.subarray(0, 4));
  if (magic !== 'LSIX' || input.length < HEADER_BYTES + RECORD_HEAD_BYTES) {
    const changed = mutateBytes(input, other, dice);
    // `.cells` and `.bank`: the checksum is the number at byte 12.
    const headBytes = magic === 'LCSL' ? 16 : 48;
    if (dice.chance(0.7) && changed.length >= headBytes)
      new DataView(changed.buffer).setUint32(12, crc32(changed.subarray(headBytes)), true);
    return changed;
  }
  if (dice.chance(0.2)) return mutateBytes(input, other, dice);
  const changed = dice.chance(0.5) ? withChangedKey(input, dice) : withChangedRecord(input, dice);
  const cut = dice.chance(0.08) ? changed.slice(0, dice.below(changed.length)) : changed;
  return cut.length > MOST_INPUT_BYTES ? mutateBytes(input, other, dice) : cut;
};

function withChangedKey(input: Uint8Array, dice: Dice): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const before = view.getUint32(56, true);
  const padded = Math.ceil(before / 16) * 16;
  if (HEADER_BYTES + padded > input.length) return input.slice(0, HEADER_BYTES);
  const text = new TextDecoder().decode(input.subarray(HEADER_BYTES, HEADER_BYTES + before));
  const key = new TextEncoder().encode(dice.chance(0.7) ? mutateJson(text, '{}', dice) : text);
  const block = new Uint8Array(Math.ceil(key.length / 16) * 16);
  block.set(key);
  const out = spliced(input, HEADER_BYTES, HEADER_BYTES + padded, block);
  const head = new DataView(out.buffer);
  head.setUint32(56, key.length, true);
  if (dice.chance(0.4)) pokeNumber(out, dice, 4, 24);
  if (dice.chance(0.9)) sealHeader(out, HEADER_BYTES + block.length);
  return out;
}

/** The checksum of the header covers all of it but its own place. */
function sealHeader(bytes: Uint8Array, end: number): void {
  const sum = crc32(bytes.subarray(HEADER_BYTES, end), crc32(bytes.subarray(0, 60)));
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).setUint32(60, sum, true);
}

function withChangedRecord(input: Uint8Array, dice: Dice): Uint8Array {
  const out = input.slice();
  const view = new DataView(out.buffer);
  const start = HEADER_BYTES + Math.ceil(view.getUint32(56, true) / 16) * 16;
  const records = recordsFrom(out, start);
  if (records.length === 0) return out;
  const { at, end } = dice.pick(records);
  for (let change = dice.few(3); change > 0; change--)
    pokeNumber(out, dice, at, dice.chance(0.6) ? at + RECORD_HEAD_BYTES : end);
  if (dice.chance(0.85)) view.setUint32(end - 4, crc32(out.subarray(at, end - 4)), true);
  if (dice.chance(0.1)) {
    const from = dice.pick(records);
    return spliced(out, at, dice.chance(0.5) ? end : at, out.slice(from.at, from.end));
  }
  return out;
}

function recordsFrom(
  bytes: Uint8Array,
  start: number,
): readonly { readonly at: number; readonly end: number }[] {
  const records: { at: number; end: number }[] = [];
  let at = start;
  for (let i = start; i + 16 <= bytes.length; i += 16)
    if (RECORD_END.every((byte, k) => bytes[i + k] === byte)) {
      records.push({ at, end: i + 16 });
      at = i + 16;
    }
  return records;
}
