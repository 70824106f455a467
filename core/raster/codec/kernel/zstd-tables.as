// Tables of zstd (RFC 8878, 4.1): finite state entropy, for sequences and for the weights of Huffman codes.

// Places in the work memory, behind the Huffman table.
// @ts-ignore: decorator
@inline
export const LITERAL_LENGTHS: usize = 4096;
// @ts-ignore: decorator
@inline
export const OFFSETS: usize = 8192;
// @ts-ignore: decorator
@inline
export const MATCH_LENGTHS: usize = 10240;
// @ts-ignore: decorator
@inline
const COUNTS: usize = 14336;
// @ts-ignore: decorator
@inline
const STATES: usize = 14848;
// @ts-ignore: decorator
@inline
const SYMBOLS: usize = 15360;
// @ts-ignore: decorator
@inline
const VALUES: usize = 17408;
/** Without a place for the values of symbols: the symbols themselves. */
// @ts-ignore: decorator
@inline
export const PLAIN: usize = 0;

/** Accuracy of the table made last, and bytes of its description. */
export let accuracy: u32 = 0;
export let described: usize = 0;

/** Reads the counts of symbols 0 to `last` (RFC 8878, 4.1.1). False for counts that do not fill a table of `mostBits` bits. */
export function readCounts(from: usize, end: usize, last: u32, mostBits: u32): bool {
  if (from >= end) return false;
  memory.fill(COUNTS, 0, 512);
  accuracy = (load<u8>(from) & 15) + 5;
  if (accuracy > mostBits) return false;
  let bit: u32 = 4;
  let remaining: i32 = (1 << accuracy) + 1;
  let threshold: i32 = 1 << accuracy;
  let bits: u32 = accuracy + 1;
  let symbol: u32 = 0;
  while (remaining > 1) {
    if (symbol > last || from + <usize>(bit >> 3) >= end) return false;
    const word = load<u32>(from + <usize>(bit >> 3)) >> (bit & 7);
    const most = 2 * threshold - 1 - remaining;
    let count = <i32>word & (threshold - 1);
    if (count < most) bit += bits - 1;
    else {
      count = <i32>word & (2 * threshold - 1);
      if (count >= threshold) count -= most;
      bit += bits;
    }
    count -= 1;
    remaining -= count < 0 ? -count : count;
    if (remaining < 1) return false;
    store<i16>(COUNTS + (<usize>symbol << 1), <i16>count);
    symbol += 1;
    while (remaining < threshold) {
      bits -= 1;
      threshold >>= 1;
    }
    if (count != 0) continue;
    let zeros: u32 = 3;
    while (zeros == 3) {
      if (from + <usize>(bit >> 3) >= end || symbol > last + 1) return false;
      zeros = (load<u32>(from + <usize>(bit >> 3)) >> (bit & 7)) & 3;
      bit += 2;
      symbol += zeros;
    }
  }
  described = <usize>((bit + 7) >> 3);
  return symbol <= last + 1 && from + described <= end;
}

/** The counts of blocks that describe none (RFC 8878, 3.1.1.3.2.2). */
export function usualCounts(table: usize): void {
  memory.fill(COUNTS, 0, 512);
  accuracy = table == OFFSETS ? 5 : 6;
  const symbols: i32 = table == LITERAL_LENGTHS ? 36 : table == OFFSETS ? 29 : 53;
  for (let i: i32 = 0; i < symbols; i++) {
    let count: i16 = 1;
    if (table == LITERAL_LENGTHS) {
      if (i == 0) count = 4;
      else if (i == 1 || i == 25) count = 3;
      else if (i < 13 || (i > 15 && i < 27)) count = 2;
      else if (i > 31) count = -1;
    } else if (table == OFFSETS) {
      if (i > 5 && i < 9) count = 2;
      else if (i > 23) count = -1;
    } else if (i == 1) count = 4;
    else if (i == 2) count = 3;
    else if (i > 2 && i < 9) count = 2;
    else if (i > 45) count = -1;
    store<i16>(COUNTS + (<usize>i << 1), count);
  }
}

/**
 * A record of eight bytes for each state: the lowest next state, its bits, extra bits of the value, and the lowest value. `table` also tells
 * which values the symbols have.
 */
export function makeStates(table: usize, kind: usize, symbols: u32): void {
  const size: u32 = 1 << accuracy;
  const mask = size - 1;
  let high = mask;
  for (let i: u32 = 0; i < symbols; i++) {
    const count = load<i16>(COUNTS + (<usize>i << 1));
    store<u16>(STATES + (<usize>i << 1), count == -1 ? 1 : <u16>count);
    if (count == -1) {
      store<u8>(SYMBOLS + <usize>high, <u8>i);
      high -= 1;
    }
  }
  setValues(kind, symbols);
  const step = (size >> 1) + (size >> 3) + 3;
  let place: u32 = 0;
  for (let i: u32 = 0; i < symbols; i++)
    for (let count = <i32>load<i16>(COUNTS + (<usize>i << 1)); count > 0; count--) {
      store<u8>(SYMBOLS + <usize>place, <u8>i);
      do place = (place + step) & mask;
      while (place > high);
    }
  for (let i: u32 = 0; i < size; i++) {
    const symbol = <u32>load<u8>(SYMBOLS + <usize>i);
    const at = STATES + (<usize>symbol << 1);
    const state = <u32>load<u16>(at);
    store<u16>(at, <u16>(state + 1));
    const bits = accuracy - (31 - clz<u32>(state));
    const next = (state << bits) - size;
    putRecord(table + (<usize>i << 3), symbol, kind == PLAIN ? next : <u32>table + (next << 3), bits);
  }
}

/** A table of one state. */
export function makeConstant(table: usize, symbol: u32): void {
  accuracy = 0;
  setValues(table, symbol + 1);
  putRecord(table, symbol, <u32>table, 0);
}

/** Extra bits and lowest values of the symbols, eight bytes for each. */
function setValues(kind: usize, symbols: u32): void {
  let base: u32 = kind == OFFSETS ? 1 : kind == MATCH_LENGTHS ? 3 : 0;
  for (let i: u32 = 0; i < symbols; i++) {
    const extra = kind == PLAIN ? 0 : kind == OFFSETS ? i : kind == MATCH_LENGTHS ? matchBits(i) : literalBits(i);
    store<u32>(VALUES + (<usize>i << 3), extra);
    store<u32>(VALUES + (<usize>i << 3), base, 4);
    base += 1 << extra;
  }
}

function putRecord(at: usize, symbol: u32, next: u32, bits: u32): void {
  const value = VALUES + (<usize>symbol << 3);
  store<u16>(at, <u16>next);
  store<u8>(at, <u8>bits, 2);
  store<u8>(at, load<u8>(value), 3);
  store<u32>(at, load<u32>(value, 4), 4);
}

function literalBits(symbol: u32): u32 {
  if (symbol < 20) return symbol < 16 ? 0 : 1;
  if (symbol < 24) return symbol < 22 ? 2 : 3;
  return symbol == 24 ? 4 : symbol - 19;
}

function matchBits(symbol: u32): u32 {
  if (symbol < 32) return 0;
  if (symbol < 36) return 1;
  if (symbol < 42) return (symbol - 32) >> 1;
  return symbol == 42 ? 5 : symbol - 36;
}
