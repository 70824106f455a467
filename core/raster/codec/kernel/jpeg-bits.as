// Huffman tables and the entropy-coded bits of sequential JPEG (ITU-T T.81, annex F). A table has a record for each value of the next ten
// bits, and for longer codes the largest code of each length and where its values start.

// @ts-ignore: decorator
@inline
const LOOKUP_BITS: i32 = 10;
// @ts-ignore: decorator
@inline
const LARGEST: usize = 4 << LOOKUP_BITS;
// @ts-ignore: decorator
@inline
const OFFSET: usize = LARGEST + 4 * 17;
// @ts-ignore: decorator
@inline
const VALUES: usize = OFFSET + 4 * 17;
/** Bytes of a table. */
export const TABLE_BYTES: usize = 5120;

/** A record with this bit holds the coefficient too: its bits lie within the ten. */
// @ts-ignore: decorator
@inline
const IS_WHOLE: i32 = 32;

/** Bits that are read next, the first one highest; how many of them are known; and where the others follow. */
let buffer: u64 = 0;
let known: i64 = 0;
let next: usize = 0;
/** Behind the last byte. */
let end: usize = 0;
/** True after bits that are no code. */
let isWrong: bool = false;
/** Place in the stream of the last coefficient of the last block that may not be 0. */
export let reach: i32 = 0;

/** `lengths[i]` codes have i + 1 bits; `values` are theirs. False for more codes than the bits allow. */
export function makeTable(table: usize, lengths: usize, values: usize, isFirst: bool): bool {
  memory.fill(table, 0, LARGEST);
  let code: i32 = 0;
  let at: usize = 0;
  for (let length: i32 = 1; length <= 16; length++, code <<= 1) {
    const count = <i32>load<u8>(lengths + <usize>(length - 1));
    if (code + count > 1 << length) return false;
    store<i32>(table + LARGEST + (<usize>length << 2), count > 0 ? code + count - 1 : -1);
    store<i32>(table + OFFSET + (<usize>length << 2), <i32>at - code);
    for (let i: i32 = 0; i < count; i++, code++, at++) {
      const value = <i32>load<u8>(values + at);
      if (isFirst && value > 15) return false;
      store<u8>(table + VALUES + at, <u8>value);
      if (length <= LOOKUP_BITS) enter(table, code, length, value, isFirst);
    }
  }
  return true;
}

/** Fills the records of one code. */
function enter(table: usize, code: i32, length: i32, value: i32, isFirst: bool): void {
  const rest = LOOKUP_BITS - length;
  const size = value & 15;
  const from = table + (<usize>(code << rest) << 2);
  for (let bits: i32 = 0; bits < 1 << rest; bits++) {
    let record = length | (value << 8);
    if (size <= rest && (size > 0 || isFirst)) {
      let number = bits >> (rest - size);
      if (size > 0 && number < 1 << (size - 1)) number += 1 - (1 << size);
      record = (length + size) | IS_WHOLE | ((value >> 4) << 8) | (number << 16);
    }
    store<i32>(from + (<usize>bits << 2), record);
  }
}

/** Reads bits from `from` up to `to`; 16 zero bytes follow. */
export function startBits(from: usize, to: usize): void {
  buffer = 0;
  known = 0;
  next = from;
  end = to;
  isWrong = false;
}

/** False if more bits were read than there are, or some were no code. */
export function bitsAreSound(): bool {
  return !isWrong && next - <usize>(known >> 3) <= end;
}

// @ts-ignore: decorator
@inline
function bigEndian(at: usize): u64 {
  const bytes = v128.load64_zero(at);
  return i64x2.extract_lane(i8x16.shuffle(bytes, bytes, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8), 0);
}

/** Length | value << 8 of a code of more than ten bits. */
function longCode(table: usize, bits: u64): i32 {
  for (let length: i32 = LOOKUP_BITS + 1; length <= 16; length++) {
    const code = <i32>(bits >> <u64>(64 - length));
    if (code > load<i32>(table + LARGEST + (<usize>length << 2))) continue;
    const at = load<i32>(table + OFFSET + (<usize>length << 2)) + code;
    return length | (<i32>load<u8>(table + VALUES + <usize>(at & 255)) << 8);
  }
  isWrong = true;
  return 16;
}

// @ts-ignore: decorator
@inline
function signed(bits: u64, size: i32): i32 {
  const number = <i32>(bits >> <u64>(64 - size));
  return number < 1 << (size - 1) ? number + 1 - (1 << size) : number;
}

/**
 * Reads the coefficients of a block, in their places, into `block`, which is zero but for them. `places` are those of the order of the
 * stream, in bytes. Returns the first one.
 */
export function readBlock(block: usize, places: usize, first: usize, others: usize, previous: i32): i32 {
  let bits = buffer;
  let count = known;
  let at = next;
  bits |= bigEndian(at) >> <u64>count;
  at += <usize>((63 - count) >> 3);
  count |= 56;
  let record = load<i32>(first + (<usize>(bits >> (64 - LOOKUP_BITS)) << 2));
  let direct = previous;
  if (record & IS_WHOLE) {
    direct += record >> 16;
    bits <<= <u64>(record & 31);
    count -= <i64>(record & 31);
  } else {
    if (record == 0) record = longCode(first, bits);
    bits <<= <u64>(record & 31);
    const size = (record >> 8) & 15;
    if (size > 0) direct += signed(bits, size);
    bits <<= <u64>size;
    count -= <i64>((record & 31) + size);
  }
  store<i16>(block, <i16>direct);
  let k: i32 = 1;
  let farthest: i32 = 0;
  while (k < 64) {
    if (count < 32) {
      bits |= bigEndian(at) >> <u64>count;
      at += <usize>((63 - count) >> 3);
      count |= 56;
    }
    record = load<i32>(others + (<usize>(bits >> (64 - LOOKUP_BITS)) << 2));
    if (record & IS_WHOLE) {
      k += (record >> 8) & 15;
      bits <<= <u64>(record & 31);
      count -= <i64>(record & 31);
      store<i16>(block + <usize>load<u8>(places + <usize>k), <i16>(record >> 16));
      farthest = k;
      k += 1;
      continue;
    }
    if (record == 0) record = longCode(others, bits);
    bits <<= <u64>(record & 31);
    count -= <i64>(record & 31);
    const size = (record >> 8) & 15;
    const run = (record >> 12) & 15;
    if (size == 0) {
      if (run < 15) break;
      k += 16;
      continue;
    }
    k += run;
    store<i16>(block + <usize>load<u8>(places + <usize>k), <i16>signed(bits, size));
    bits <<= <u64>size;
    count -= <i64>size;
    farthest = k;
    k += 1;
  }
  reach = farthest;
  buffer = bits;
  known = count;
  next = at;
  return direct;
}
