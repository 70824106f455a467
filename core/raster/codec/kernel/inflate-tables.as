// Tables for the Huffman codes of deflate streams (RFC 1951), of two levels, after libdeflate.

/** Bits of the first level of the tables, and records of both levels at most: those of zlib's `enough` for 288 and 32 symbols. */
// @ts-ignore: decorator
@inline
export const LITERAL_BITS: i32 = 11;
// @ts-ignore: decorator
@inline
export const DISTANCE_BITS: i32 = 8;
// @ts-ignore: decorator
@inline
export const LENGTH_BITS: i32 = 7;

// Places in the work memory.
// @ts-ignore: decorator
@inline
export const LITERALS: usize = 0;
// @ts-ignore: decorator
@inline
export const DISTANCES: usize = 4 * 2400;
// @ts-ignore: decorator
@inline
export const LENGTHS: usize = DISTANCES + 4 * 512;
/** Lengths of the codes, in bytes. */
// @ts-ignore: decorator
@inline
export const CODES: usize = LENGTHS + 4 * 128;
/** Values of symbols: extra bits, and base. */
// @ts-ignore: decorator
@inline
export const LITERAL_VALUES: usize = CODES + 512;
// @ts-ignore: decorator
@inline
export const DISTANCE_VALUES: usize = LITERAL_VALUES + 4 * 288;
// @ts-ignore: decorator
@inline
export const LENGTH_VALUES: usize = DISTANCE_VALUES + 4 * 32;
/** Symbols in the order of their codes, and 16 counts and 16 places. */
// @ts-ignore: decorator
@inline
export const SORTED: usize = LENGTH_VALUES + 4 * 19;
// @ts-ignore: decorator
@inline
export const COUNTS: usize = SORTED + 2 * 288;

// A record is 0 for bits that are no code. Otherwise its lowest byte is the number of bits to go on by, with those of the value's extra
// bits; its second byte is that number without them; and its upper half is the value.
// @ts-ignore: decorator
@inline
export const IS_LITERAL: u32 = 1 << 15;
// @ts-ignore: decorator
@inline
export const IS_END: u32 = 1 << 14;
/** The rest of the code is looked up from the place that the upper half states, by as many bits as the lowest byte has above the first level. */
// @ts-ignore: decorator
@inline
export const IS_LINK: u32 = 1 << 13;

export function setValues(): void {
  for (let i: u32 = 0; i < 256; i++) store<u32>(LITERAL_VALUES + (<usize>i << 2), IS_LITERAL | (i << 16));
  store<u32>(LITERAL_VALUES + 1024, IS_END);
  let base: u32 = 3;
  for (let i: u32 = 0; i < 29; i++) {
    const extra: u32 = i < 8 || i == 28 ? 0 : (i >> 2) - 1;
    if (i == 28) base = 258;
    store<u32>(LITERAL_VALUES + 1028 + (<usize>i << 2), extra | (base << 16));
    base += 1 << extra;
  }
  base = 1;
  for (let i: u32 = 0; i < 30; i++) {
    const extra: u32 = i < 4 ? 0 : (i >> 1) - 1;
    store<u32>(DISTANCE_VALUES + (<usize>i << 2), extra | (base << 16));
    base += 1 << extra;
  }
  for (let i: u32 = 0; i < 19; i++) store<u32>(LENGTH_VALUES + (<usize>i << 2), IS_LITERAL | (i << 16));
}

// @ts-ignore: decorator
@inline
function reversed(code: u32, length: u32): u32 {
  let bits = ((code & 0x5555) << 1) | ((code >> 1) & 0x5555);
  bits = ((bits & 0x3333) << 2) | ((bits >> 2) & 0x3333);
  bits = ((bits & 0x0f0f) << 4) | ((bits >> 4) & 0x0f0f);
  bits = ((bits & 0x00ff) << 8) | (bits >> 8);
  return bits >> (16 - length);
}

/**
 * A table of the codes whose lengths are `lengths`. False for more codes than the bits allow, or fewer, unless there is just one. A symbol
 * at or above `used` has no value: its code is refused.
 */
export function makeCodes(table: usize, tableBits: u32, lengths: usize, symbols: u32, used: u32, values: usize): bool {
  memory.fill(COUNTS, 0, 64);
  memory.fill(table, 0, 4 << tableBits);
  for (let i: usize = 0; i < <usize>symbols; i++) {
    const at = COUNTS + (<usize>load<u8>(lengths + i) << 1);
    store<u16>(at, load<u16>(at) + 1);
  }
  const codes = symbols - <u32>load<u16>(COUNTS);
  let space: i32 = 0;
  let first: u32 = 0;
  for (let length: usize = 1; length < 16; length++) {
    const count = <u32>load<u16>(COUNTS + (length << 1));
    store<u16>(COUNTS + 32 + (length << 1), <u16>first);
    first += count;
    space += <i32>count << <i32>(15 - length);
  }
  if (space > 1 << 15) return false;
  if (space < 1 << 15 && (codes != 1 || load<u16>(COUNTS + 2) != 1) && codes != 0) return false;
  for (let i: u32 = 0; i < symbols; i++) {
    const length = <usize>load<u8>(lengths + <usize>i);
    if (length == 0) continue;
    const at = COUNTS + 32 + (length << 1);
    const place = load<u16>(at);
    store<u16>(SORTED + (<usize>place << 1), <u16>i);
    store<u16>(at, place + 1);
  }
  return fill(table, tableBits, codes, used, values, lengths);
}

function fill(table: usize, tableBits: u32, codes: u32, used: u32, values: usize, lengths: usize): bool {
  let code: u32 = 0;
  let previous: u32 = 0;
  let free: u32 = 1 << tableBits;
  let link: i32 = -1;
  let linked: u32 = 0;
  let linkBits: u32 = 0;
  for (let i: u32 = 0; i < codes; i++) {
    const symbol = <u32>load<u16>(SORTED + (<usize>i << 1));
    const length = <u32>load<u8>(lengths + <usize>symbol);
    code <<= length - previous;
    previous = length;
    const value = symbol < used ? load<u32>(values + (<usize>symbol << 2)) : 0;
    const bits = reversed(code, length);
    code += 1;
    if (length <= tableBits) {
      const record = recordOf(value, length);
      for (let at = bits; at < 1 << tableBits; at += 1 << length) store<u32>(table + (<usize>at << 2), record);
      continue;
    }
    const start = <i32>(bits & ((1 << tableBits) - 1));
    if (start != link) {
      link = start;
      linked = free;
      linkBits = widthOf(length - tableBits, i, codes, lengths, tableBits);
      free += 1 << linkBits;
      memory.fill(table + (<usize>linked << 2), 0, 4 << linkBits);
      store<u32>(table + (<usize>start << 2), IS_LINK | (linked << 16) | linkBits);
    }
    const record = recordOf(value, length - tableBits);
    for (let at = bits >> tableBits; at < 1 << linkBits; at += 1 << (length - tableBits))
      store<u32>(table + (<usize>(linked + at) << 2), record);
  }
  return true;
}

// @ts-ignore: decorator
@inline
function recordOf(value: u32, length: u32): u32 {
  return value == 0 ? 0 : value + length + (length << 8);
}

/** Bits of a table of the second level that begins with code `from`, of `bits` bits above the first: until its codes fill it. */
function widthOf(bits: u32, from: u32, codes: u32, lengths: usize, tableBits: u32): u32 {
  let width = bits;
  let space: i32 = 1 << width;
  let i = from;
  while (i < codes) {
    const length = <u32>load<u8>(lengths + <usize>load<u16>(SORTED + (<usize>i << 1))) - tableBits;
    if (length > width) {
      space <<= length - width;
      width = length;
    }
    space -= 1;
    if (space <= 0) break;
    i += 1;
  }
  return width;
}
