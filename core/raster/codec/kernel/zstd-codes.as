// The Huffman codes of literals in zstd blocks (RFC 8878, 3.1.1.3.1 and 4.2).

import { accuracy, described, makeStates, PLAIN, readCounts } from './zstd-tables';

/** For each value of the next `tableBits` bits: the symbol << 8 | the bits of its code. */
// @ts-ignore: decorator
@inline
export const TABLE: usize = 0;
/** For the same, of one code or two: their bits, their number << 8, and their symbols << 16 and << 24. */
// @ts-ignore: decorator
@inline
export const PAIRS: usize = 24576;
// @ts-ignore: decorator
@inline
const WEIGHTS: usize = 16384;
// @ts-ignore: decorator
@inline
const WEIGHT_STATES: usize = 16896;

export let tableBits: u32 = 0;
let hasPairs: bool = false;

/** The table of an earlier frame is not used again. */
export function forgetCodes(): void {
  tableBits = 0;
}

export function haveCodes(): bool {
  return tableBits > 0;
}

/** Makes the table of pairs, if it is not that of the codes yet. */
export function joinCodes(): void {
  if (hasPairs) return;
  hasPairs = true;
  const most: u32 = 1 << tableBits;
  for (let bits: u32 = 0; bits < most; bits++) {
    const first = <u32>load<u16>(TABLE + (<usize>bits << 1));
    const length = first & 15;
    const second = <u32>load<u16>(TABLE + (<usize>((bits << length) & (most - 1)) << 1));
    const both = length + (second & 15);
    let record = length | (1 << 8) | ((first >> 8) << 16);
    if (both <= tableBits) record = both | (2 << 8) | ((first >> 8) << 16) | ((second >> 8) << 24);
    store<u32>(PAIRS + (<usize>bits << 2), record);
  }
}

/** Reads the description of the codes; returns where it ends, 0 if it is damaged. */
export function readCodes(from: usize, end: usize): usize {
  if (from >= end) return 0;
  const head = <u32>load<u8>(from);
  const at = from + 1;
  let weights: u32 = 0;
  let next = at;
  if (head < 128) {
    next = at + <usize>head;
    if (next > end) return 0;
    weights = stateWeights(at, next);
    if (weights == 0) return 0;
  } else {
    weights = head - 127;
    next = at + <usize>((weights + 1) >> 1);
    if (next > end) return 0;
    for (let i: u32 = 0; i < weights; i++) {
      const pair = load<u8>(at + <usize>(i >> 1));
      store<u8>(WEIGHTS + <usize>i, (i & 1) == 0 ? pair >> 4 : pair & 15);
    }
  }
  return makeTable(weights) ? next : 0;
}

/** Weights that two states give in turn; returns their number, 0 if they are damaged. */
function stateWeights(from: usize, end: usize): u32 {
  if (!readCounts(from, end, 255, 6)) return 0;
  makeStates(WEIGHT_STATES, PLAIN, 256);
  const start = from + described;
  const last = end > start ? <u32>load<u8>(end - 1) : 0;
  if (last == 0) return 0;
  // Bits that are left; those below the start are zeros.
  let left = <i32>((end - start) << 3) - <i32>(clz<u32>(last) - 24) - 1;
  left -= <i32>accuracy;
  let one = bitsBelow(start, left, accuracy);
  left -= <i32>accuracy;
  let two = bitsBelow(start, left, accuracy);
  if (left < 0) return 0;
  let count: u32 = 0;
  while (count < 254) {
    const record = WEIGHT_STATES + (<usize>one << 3);
    store<u8>(WEIGHTS + <usize>count, load<u8>(record, 4));
    count += 1;
    const bits = <u32>load<u8>(record, 2);
    left -= <i32>bits;
    if (left < 0) {
      store<u8>(WEIGHTS + <usize>count, load<u8>(WEIGHT_STATES + (<usize>two << 3), 4));
      return count + 1;
    }
    one = two;
    two = <u32>load<u16>(record) + bitsBelow(start, left, bits);
  }
  return 0;
}

/** `count` bits from bit `from` of a stream on. */
function bitsBelow(start: usize, from: i32, count: u32): u32 {
  if (from < 0) return 0;
  return (load<u32>(start + <usize>(from >> 3)) >> <u32>(from & 7)) & ((1 << count) - 1);
}

function makeTable(weights: u32): bool {
  hasPairs = false;
  let space: u32 = 0;
  for (let i: u32 = 0; i < weights; i++) {
    const weight = <u32>load<u8>(WEIGHTS + <usize>i);
    if (weight > 11) return false;
    if (weight > 0) space += 1 << (weight - 1);
  }
  if (space == 0) return false;
  // The last symbol fills the table.
  tableBits = 32 - clz<u32>(space);
  const rest = (1 << tableBits) - space;
  if (tableBits > 11 || (rest & (rest - 1)) != 0) return false;
  store<u8>(WEIGHTS + <usize>weights, <u8>(ctz<u32>(rest) + 1));
  let at: usize = TABLE;
  for (let weight: u32 = 1; weight <= tableBits; weight++)
    for (let i: u32 = 0; i <= weights; i++) {
      if (<u32>load<u8>(WEIGHTS + <usize>i) != weight) continue;
      const record = <u16>((i << 8) | (tableBits + 1 - weight));
      for (let n: u32 = 0; n < 1 << (weight - 1); n++, at += 2) store<u16>(at, record);
    }
  return at == TABLE + (2 << <usize>tableBits);
}
