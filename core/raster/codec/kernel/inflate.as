// zlib streams (RFC 1950, RFC 1951), with as few decisions for a symbol as possible, after libdeflate. Refuses what is damaged; zlib names
// the fault.

import { copyMatch, setPatterns } from './copy-match';
import {
  CODES,
  DISTANCE_BITS,
  DISTANCE_VALUES,
  DISTANCES,
  IS_END,
  IS_LINK,
  IS_LITERAL,
  LENGTH_BITS,
  LENGTH_VALUES,
  LENGTHS,
  LITERAL_BITS,
  LITERAL_VALUES,
  LITERALS,
  makeCodes,
  setValues,
} from './inflate-tables';
import { lanes } from './lanes';

/** Bits that are read next, the first one lowest; how many of them are known; and where the others follow. */
let buffer: u64 = 0;
let known: i64 = 0;
let next: usize = 0;
let end: usize = 0;

/** Bytes that the last `inflate` made. */
export let inflated: u32 = 0;

// @ts-ignore: decorator
@inline
function refill(): void {
  buffer |= load<u64>(next) << <u64>known;
  next += <usize>((63 - known) >> 3);
  known |= 56;
}

// @ts-ignore: decorator
@inline
function take(count: i32): u32 {
  const value = <u32>buffer & ((1 << count) - 1);
  buffer >>= <u64>count;
  known -= <i64>count;
  return value;
}

/**
 * Decodes a stream of at most `size` bytes; 32 bytes behind it may be read, and 320 behind the output written. False if it is damaged or
 * longer.
 */
export function inflate(from: usize, bytes: u32, out: usize, size: u32): bool {
  const method = load<u8>(from);
  const flags = load<u8>(from + 1);
  if (bytes < 6 || (method & 15) != 8 || method >> 4 > 7) return false;
  if ((((<u32>method << 8) | flags) % 31) != 0 || (flags & 32) != 0) return false;
  setValues();
  setPatterns();
  buffer = 0;
  known = 0;
  next = from + 2;
  end = from + <usize>bytes;
  const stop = out + <usize>size;
  let to = out;
  let isLast = false;
  while (!isLast) {
    refill();
    isLast = take(1) == 1;
    const kind = take(2);
    if (kind == 3 || next > end + 8) return false;
    if (kind == 0) to = stored(to, stop);
    else if (kind == 1) {
      fixedCodes();
      to = symbols(to, out, stop);
    } else if (kind == 2 && statedCodes()) {
      to = symbols(to, out, stop);
    } else return false;
    if (to == 0 || to > stop) return false;
  }
  inflated = <u32>(to - out);
  const at = next - <usize>(known >> 3);
  return at + 4 <= end && bswap<u32>(load<u32>(at)) == adler32(out, inflated);
}

/** Copies a block without compression; returns where its bytes end, 0 if it is damaged. */
function stored(to: usize, stop: usize): usize {
  const at = next - <usize>(known >> 3);
  if (at + 4 > end) return 0;
  const length = <u32>load<u16>(at);
  if ((length ^ 0xffff) != <u32>load<u16>(at + 2)) return 0;
  next = at + 4 + <usize>length;
  buffer = 0;
  known = 0;
  if (next > end || to + <usize>length > stop) return 0;
  memory.copy(to, at + 4, <usize>length);
  return to + <usize>length;
}

function fixedCodes(): void {
  memory.fill(CODES, 8, 144);
  memory.fill(CODES + 144, 9, 112);
  memory.fill(CODES + 256, 7, 24);
  memory.fill(CODES + 280, 8, 8);
  makeCodes(LITERALS, LITERAL_BITS, CODES, 288, 286, LITERAL_VALUES);
  memory.fill(CODES, 5, 32);
  makeCodes(DISTANCES, DISTANCE_BITS, CODES, 32, 30, DISTANCE_VALUES);
}

/** Reads the lengths of a block's codes. False if they are damaged. */
function statedCodes(): bool {
  const literals = take(5) + 257;
  const distances = take(5) + 1;
  const lengths = take(4) + 4;
  if (literals > 286 || distances > 30) return false;
  memory.fill(CODES, 0, 19);
  for (let i: u32 = 0; i < lengths; i++) {
    refill();
    store<u8>(CODES + orderOf(i), <u8>take(3));
  }
  if (!makeCodes(LENGTHS, LENGTH_BITS, CODES, 19, 19, LENGTH_VALUES)) return false;
  const sum = literals + distances;
  for (let i: u32 = 0; i < sum; ) {
    refill();
    if (next > end + 8) return false;
    const record = load<u32>(LENGTHS + (<usize>(<u32>buffer & 127) << 2));
    if (record == 0) return false;
    take(record & 255);
    const symbol = record >> 16;
    if (symbol < 16) {
      store<u8>(CODES + <usize>i, <u8>symbol);
      i += 1;
      continue;
    }
    if (symbol == 16 && i == 0) return false;
    const repeated = symbol == 16 ? load<u8>(CODES + <usize>(i - 1)) : 0;
    const count = symbol == 16 ? 3 + take(2) : symbol == 17 ? 3 + take(3) : 11 + take(7);
    if (i + count > sum) return false;
    memory.fill(CODES + <usize>i, repeated, <usize>count);
    i += count;
  }
  return (
    makeCodes(LITERALS, LITERAL_BITS, CODES, literals, 286, LITERAL_VALUES) &&
    makeCodes(DISTANCES, DISTANCE_BITS, CODES + <usize>literals, distances, 30, DISTANCE_VALUES)
  );
}

/** The code whose length is stated in place `i`: 16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15. */
function orderOf(i: u32): usize {
  if (i < 3) return <usize>(16 + i);
  if (i == 3) return 0;
  return <usize>((i & 1) == 0 ? 6 + (i >> 1) : 9 - (i >> 1));
}

// @ts-ignore: decorator
@inline
function bitsOf(bits: u64, count: u32): u32 {
  return <u32>bits & ((1 << count) - 1);
}

// @ts-ignore: decorator
@inline
function literalsAt(bits: u64): u32 {
  return load<u32>(LITERALS + (<usize>bitsOf(bits, LITERAL_BITS) << 2));
}

/**
 * Decodes the symbols of a block; returns where the output ends, 0 if it is damaged. It may end behind `stop` by less than 300 bytes. Only
 * the lowest six bits of `count` count, so that a whole record can be subtracted from it, and be the number of bits of a shift.
 */
function symbols(from: usize, start: usize, stop: usize): usize {
  let bits = buffer;
  let count = known;
  let at = next;
  let to = from;
  const limit = end + 8;
  bits |= load<u64>(at) << <u64>count;
  at += <usize>((63 - count) >> 3) & 7;
  count |= 56;
  let record = literalsAt(bits);
  // The record of what comes next is there before more bits are.
  while (at <= limit && to <= stop) {
    if (record & IS_LITERAL) {
      store<u8>(to, <u8>(record >> 16));
      to += 1;
      bits >>= <u64>record;
      count -= <i64>record;
      record = literalsAt(bits);
      if (record & IS_LITERAL) {
        store<u8>(to, <u8>(record >> 16));
        to += 1;
        bits >>= <u64>record;
        count -= <i64>record;
        record = literalsAt(bits);
        if (record & IS_LITERAL) {
          store<u8>(to, <u8>(record >> 16));
          to += 1;
          bits >>= <u64>record;
          count -= <i64>record;
          record = literalsAt(bits);
          bits |= load<u64>(at) << <u64>count;
          at += <usize>((63 - count) >> 3) & 7;
          count |= 56;
          continue;
        }
      }
      bits |= load<u64>(at) << <u64>count;
      at += <usize>((63 - count) >> 3) & 7;
      count |= 56;
    }
    if (record & IS_LINK) {
      bits >>= LITERAL_BITS;
      count -= LITERAL_BITS;
      record = load<u32>(LITERALS + (<usize>((record >> 16) + bitsOf(bits, record & 15)) << 2));
    }
    if (record == 0) return 0;
    let before = bits;
    bits >>= <u64>record;
    count -= <i64>record;
    if (record & IS_LITERAL) {
      store<u8>(to, <u8>(record >> 16));
      to += 1;
      record = literalsAt(bits);
      bits |= load<u64>(at) << <u64>count;
      at += <usize>((63 - count) >> 3) & 7;
      count |= 56;
      continue;
    }
    if (record & IS_END) {
      buffer = bits;
      known = count & 63;
      next = at;
      return to;
    }
    const length = (record >> 16) + (bitsOf(before, record & 255) >> ((record >> 8) & 15));
    record = load<u32>(DISTANCES + (<usize>bitsOf(bits, DISTANCE_BITS) << 2));
    if (record & IS_LINK) {
      bits >>= DISTANCE_BITS;
      count -= DISTANCE_BITS;
      record = load<u32>(DISTANCES + (<usize>((record >> 16) + bitsOf(bits, record & 15)) << 2));
    }
    before = bits;
    bits >>= <u64>record;
    count -= <i64>record;
    const distance = <usize>((record >> 16) + (bitsOf(before, record & 255) >> ((record >> 8) & 15)));
    if (record == 0 || distance > to - start) return 0;
    bits |= load<u64>(at) << <u64>count;
    at += <usize>((63 - count) >> 3) & 7;
    count |= 56;
    record = literalsAt(bits);
    copyMatch(to, distance, <usize>length);
    to += <usize>length;
  }
  return 0;
}

/** The checksum of RFC 1950. */
function adler32(from: usize, bytes: u32): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  let at = from;
  let rest = bytes;
  const weights = i8x16(16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
  while (rest > 0) {
    // More would overflow.
    const piece = min<u32>(rest, 5552);
    rest -= piece;
    let sums = i32x4.splat(0);
    let before = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    const vectors = piece >> 4;
    for (let i: u32 = 0; i < vectors; i++, at += 16) {
      const x = v128.load(at);
      before = i32x4.add(before, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(x)));
      const products = i16x8.add(i16x8.extmul_low_i8x16_u(x, weights), i16x8.extmul_high_i8x16_u(x, weights));
      weighted = i32x4.add(weighted, i32x4.extadd_pairwise_i16x8_u(products));
    }
    b += a * (vectors << 4) + (lanes(before) << 4) + lanes(weighted);
    a += lanes(sums);
    for (let i: u32 = 0; i < (piece & 15); i++, at++) {
      a += load<u8>(at);
      b += a;
    }
    a %= 65521;
    b %= 65521;
  }
  return (b << 16) | a;
}
