// Literals of zstd blocks (RFC 8878, 3.1.1.3.1 and 4.2): Huffman codes, in one stream or four, which are read from their ends.

import { accuracy, described, makeStates, PLAIN, readCounts } from './zstd-tables';

/** Bits of the longest codes. The table has as many in any case, so that the places in it are found by a constant shift. */
// @ts-ignore: decorator
@inline
const TABLE_BITS: u32 = 11;
// @ts-ignore: decorator
@inline
const SHIFT: u64 = 64 - 11;
/** For each value of the next bits: the symbol << 8 | the bits of its code, of which a shift sees the lowest six. */
// @ts-ignore: decorator
@inline
const TABLE: usize = 0;
// @ts-ignore: decorator
@inline
const WEIGHTS: usize = 16384;
// @ts-ignore: decorator
@inline
const WEIGHT_STATES: usize = 16896;

let hasTable: bool = false;

/** The table of an earlier frame is not used again. */
export function forgetCodes(): void {
  hasTable = false;
}

export function haveCodes(): bool {
  return hasTable;
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
  let space: u32 = 0;
  for (let i: u32 = 0; i < weights; i++) {
    const weight = <u32>load<u8>(WEIGHTS + <usize>i);
    if (weight > TABLE_BITS) return false;
    if (weight > 0) space += 1 << (weight - 1);
  }
  if (space == 0) return false;
  // The last symbol fills the table.
  const most: u32 = 32 - clz<u32>(space);
  const rest: u32 = (1 << most) - space;
  if (most > TABLE_BITS || (rest & (rest - 1)) != 0) return false;
  store<u8>(WEIGHTS + <usize>weights, <u8>(ctz<u32>(rest) + 1));
  let at: usize = TABLE;
  for (let weight: u32 = 1; weight <= most; weight++) {
    const bytes: usize = 2 << <usize>(weight - 1 + TABLE_BITS - most);
    for (let i: u32 = 0; i <= weights; i++) {
      if (<u32>load<u8>(WEIGHTS + <usize>i) != weight) continue;
      // Short runs are written too far, and then written again: of at most 256, the last one has 16 bytes or more.
      const records = i16x8.splat(<i16>((i << 8) | (most + 1 - weight)));
      for (let n: usize = 0; n < bytes; n += 16) v128.store(at + n, records);
      at += bytes;
    }
  }
  hasTable = at == TABLE + (2 << <usize>TABLE_BITS);
  return hasTable;
}

/** The first bits of a stream that ends at `end`, the next one highest. The lowest bit that is set tells how many were shifted out. */
function startOf(start: usize, end: usize): u64 {
  const last = end > start ? <u32>load<u8>(end - 1) : 0;
  if (last == 0) return 0;
  return (load<u64>(end - 8) | 1) << <u64>(clz<u32>(last) - 23);
}

// @ts-ignore: decorator
@inline
function refilled(at: usize, bits: u64): u64 {
  return (load<u64>(at) | 1) << (ctz<u64>(bits) & 7);
}

// @ts-ignore: decorator
@inline
function isUsedUp(start: usize, at: usize, bits: u64): bool {
  return <i32>((at + 8 - start) << 3) == <i32>ctz<u64>(bits);
}

/** Decodes `count` literals of one stream. False if it is damaged. */
export function oneStream(start: usize, end: usize, out: usize, count: u32): bool {
  let bits = startOf(start, end);
  if (bits == 0) return false;
  let at = end - 8;
  for (let i: u32 = 0; i < count; i++) {
    const record = load<u16>(TABLE + (<usize>(bits >> SHIFT) << 1));
    store<u8>(out + <usize>i, <u8>(record >> 8));
    bits <<= <u64>record;
    at -= <usize>(ctz<u64>(bits) >> 3);
    bits = refilled(at, bits);
    if (at + 8 < start) return false;
  }
  return isUsedUp(start, at, bits);
}

// @ts-ignore: decorator
@inline
function put(to: usize, record: u32): void {
  store<u8>(to, <u8>(record >> 8));
}

/** Decodes `count` literals of four streams, the sizes of three of which come first. False if they are damaged. */
export function fourStreams(from: usize, end: usize, out: usize, count: u32): bool {
  const part = (count + 3) >> 2;
  const start0 = from + 6;
  const start1 = start0 + <usize>load<u16>(from);
  const start2 = start1 + <usize>load<u16>(from, 2);
  const start3 = start2 + <usize>load<u16>(from, 4);
  if (start0 > end || start3 > end || part * 3 > count) return false;
  let bits0 = startOf(start0, start1);
  let bits1 = startOf(start1, start2);
  let bits2 = startOf(start2, start3);
  let bits3 = startOf(start3, end);
  if (bits0 == 0 || bits1 == 0 || bits2 == 0 || bits3 == 0) return false;
  let at0 = start1 - 8;
  let at1 = start2 - 8;
  let at2 = start3 - 8;
  let at3 = end - 8;
  let to0 = out;
  let to1 = out + <usize>part;
  let to2 = to1 + <usize>part;
  let to3 = to2 + <usize>part;
  const stop = out + <usize>count;
  // Five codes take at most 55 bits.
  while (to3 + 5 <= stop) {
    for (let i: usize = 0; i < 5; i++) {
      const a = <u32>load<u16>(TABLE + (<usize>(bits0 >> SHIFT) << 1));
      const b = <u32>load<u16>(TABLE + (<usize>(bits1 >> SHIFT) << 1));
      const c = <u32>load<u16>(TABLE + (<usize>(bits2 >> SHIFT) << 1));
      const d = <u32>load<u16>(TABLE + (<usize>(bits3 >> SHIFT) << 1));
      bits0 <<= <u64>a;
      bits1 <<= <u64>b;
      bits2 <<= <u64>c;
      bits3 <<= <u64>d;
      put(to0 + i, a);
      put(to1 + i, b);
      put(to2 + i, c);
      put(to3 + i, d);
    }
    at0 -= <usize>(ctz<u64>(bits0) >> 3);
    at1 -= <usize>(ctz<u64>(bits1) >> 3);
    at2 -= <usize>(ctz<u64>(bits2) >> 3);
    at3 -= <usize>(ctz<u64>(bits3) >> 3);
    if (at0 + 8 < start0 || at1 + 8 < start1 || at2 + 8 < start2 || at3 + 8 < start3) return false;
    bits0 = refilled(at0, bits0);
    bits1 = refilled(at1, bits1);
    bits2 = refilled(at2, bits2);
    bits3 = refilled(at3, bits3);
    to0 += 5;
    to1 += 5;
    to2 += 5;
    to3 += 5;
  }
  return (
    rest(start0, at0, bits0, to0, out + <usize>part) &&
    rest(start1, at1, bits1, to1, out + <usize>(2 * part)) &&
    rest(start2, at2, bits2, to2, out + <usize>(3 * part)) &&
    rest(start3, at3, bits3, to3, stop)
  );
}

/** The last literals of a stream. */
function rest(start: usize, from: usize, first: u64, out: usize, stop: usize): bool {
  let bits = first;
  let at = from;
  for (let to = out; to < stop; to++) {
    const record = <u32>load<u16>(TABLE + (<usize>(bits >> SHIFT) << 1));
    put(to, record);
    bits <<= <u64>record;
    at -= <usize>(ctz<u64>(bits) >> 3);
    if (at + 8 < start) return false;
    bits = refilled(at, bits);
  }
  return isUsedUp(start, at, bits);
}
