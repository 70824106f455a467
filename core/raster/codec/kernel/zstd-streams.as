// Literals of zstd blocks, in one stream of Huffman codes or four, which are read from their ends.

import { joinCodes, PAIRS, TABLE, tableBits } from './zstd-codes';

/** Four streams, 32 bytes for each: the next bits, where they lie, where the next literal goes, and where both end. */
// @ts-ignore: decorator
@inline
const STREAMS: usize = 20480;
/** Literals below which a table of pairs is not worth making. */
const FEW: u32 = 4096;
/** With more bits for each, few codes are so short that two fit. */
const SHORT_BITS: u32 = 6;

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

/** Decodes `count` literals of one stream. False if it is damaged. */
export function oneStream(start: usize, end: usize, out: usize, count: u32): bool {
  return begun(0, start, end, out, out + <usize>count) && rest(0);
}

/** Decodes `count` literals of four streams, the sizes of three of which come first. False if they are damaged. */
export function fourStreams(from: usize, end: usize, out: usize, count: u32): bool {
  const part = <usize>((count + 3) >> 2);
  const start0 = from + 6;
  const start1 = start0 + <usize>load<u16>(from);
  const start2 = start1 + <usize>load<u16>(from, 2);
  const start3 = start2 + <usize>load<u16>(from, 4);
  if (start0 > end || start3 > end || part * 3 > <usize>count) return false;
  const areBegun =
    begun(0, start0, start1, out, out + part) &&
    begun(1, start1, start2, out + part, out + 2 * part) &&
    begun(2, start2, start3, out + 2 * part, out + 3 * part) &&
    begun(3, start3, end, out + 3 * part, out + <usize>count);
  if (!areBegun) return false;
  const areShort = count >= FEW && <u32>(end - start0) << 3 < count * SHORT_BITS;
  if (areShort) {
    joinCodes();
    if (!pairs()) return false;
  } else if (!singles()) return false;
  return rest(0) && rest(1) && rest(2) && rest(3);
}

function begun(stream: usize, start: usize, end: usize, out: usize, stop: usize): bool {
  const bits = startOf(start, end);
  const state = STREAMS + (stream << 5);
  store<u64>(state, bits);
  store<usize>(state, end - 8, 8);
  store<usize>(state, out, 12);
  store<usize>(state, start, 16);
  store<usize>(state, stop, 20);
  return bits != 0;
}

// @ts-ignore: decorator
@inline
function keep(stream: usize, bits: u64, at: usize, to: usize): void {
  const state = STREAMS + (stream << 5);
  store<u64>(state, bits);
  store<usize>(state, at, 8);
  store<usize>(state, to, 12);
}

// @ts-ignore: decorator
@inline
function word(stream: usize, place: usize): usize {
  return load<usize>(STREAMS + (stream << 5) + place);
}

// @ts-ignore: decorator
@inline
function put(to: usize, record: u32): void {
  store<u8>(to, <u8>(record >> 8));
}

/** Most of the literals, five of each stream at a time. False if they are damaged. */
function singles(): bool {
  const shift = 64 - <u64>tableBits;
  let bits0 = load<u64>(STREAMS);
  let bits1 = load<u64>(STREAMS, 32);
  let bits2 = load<u64>(STREAMS, 64);
  let bits3 = load<u64>(STREAMS, 96);
  let at0 = word(0, 8);
  let at1 = word(1, 8);
  let at2 = word(2, 8);
  let at3 = word(3, 8);
  let to = word(0, 12);
  const part = word(1, 12) - to;
  // The last stream has the fewest.
  const stop = word(3, 20) - 3 * part;
  // Five codes take at most 55 bits.
  while (to + 5 <= stop) {
    for (let i: usize = 0; i < 5; i++) {
      const a = <u32>load<u16>(TABLE + (<usize>(bits0 >> shift) << 1));
      const b = <u32>load<u16>(TABLE + (<usize>(bits1 >> shift) << 1));
      const c = <u32>load<u16>(TABLE + (<usize>(bits2 >> shift) << 1));
      const d = <u32>load<u16>(TABLE + (<usize>(bits3 >> shift) << 1));
      bits0 <<= <u64>(a & 15);
      bits1 <<= <u64>(b & 15);
      bits2 <<= <u64>(c & 15);
      bits3 <<= <u64>(d & 15);
      put(to + i, a);
      put(to + part + i, b);
      put(to + 2 * part + i, c);
      put(to + 3 * part + i, d);
    }
    at0 -= <usize>(ctz<u64>(bits0) >> 3);
    at1 -= <usize>(ctz<u64>(bits1) >> 3);
    at2 -= <usize>(ctz<u64>(bits2) >> 3);
    at3 -= <usize>(ctz<u64>(bits3) >> 3);
    if (areBehind(at0, at1, at2, at3)) return false;
    bits0 = refilled(at0, bits0);
    bits1 = refilled(at1, bits1);
    bits2 = refilled(at2, bits2);
    bits3 = refilled(at3, bits3);
    to += 5;
  }
  keep(0, bits0, at0, to);
  keep(1, bits1, at1, to + part);
  keep(2, bits2, at2, to + 2 * part);
  keep(3, bits3, at3, to + 3 * part);
  return true;
}

/** The same with the table of pairs, up to ten of each stream at a time. */
function pairs(): bool {
  const shift = 64 - <u64>tableBits;
  let bits0 = load<u64>(STREAMS);
  let bits1 = load<u64>(STREAMS, 32);
  let bits2 = load<u64>(STREAMS, 64);
  let bits3 = load<u64>(STREAMS, 96);
  let at0 = word(0, 8);
  let at1 = word(1, 8);
  let at2 = word(2, 8);
  let at3 = word(3, 8);
  let to0 = word(0, 12);
  let to1 = word(1, 12);
  let to2 = word(2, 12);
  let to3 = word(3, 12);
  const stop0 = word(0, 20) - 10;
  const stop1 = word(1, 20) - 10;
  const stop2 = word(2, 20) - 10;
  const stop3 = word(3, 20) - 10;
  while (to0 <= stop0 && to1 <= stop1 && to2 <= stop2 && to3 <= stop3) {
    for (let i: usize = 0; i < 5; i++) {
      const a = load<u32>(PAIRS + (<usize>(bits0 >> shift) << 2));
      const b = load<u32>(PAIRS + (<usize>(bits1 >> shift) << 2));
      const c = load<u32>(PAIRS + (<usize>(bits2 >> shift) << 2));
      const d = load<u32>(PAIRS + (<usize>(bits3 >> shift) << 2));
      bits0 <<= <u64>(a & 15);
      bits1 <<= <u64>(b & 15);
      bits2 <<= <u64>(c & 15);
      bits3 <<= <u64>(d & 15);
      store<u16>(to0, <u16>(a >> 16));
      store<u16>(to1, <u16>(b >> 16));
      store<u16>(to2, <u16>(c >> 16));
      store<u16>(to3, <u16>(d >> 16));
      to0 += <usize>((a >> 8) & 3);
      to1 += <usize>((b >> 8) & 3);
      to2 += <usize>((c >> 8) & 3);
      to3 += <usize>((d >> 8) & 3);
    }
    at0 -= <usize>(ctz<u64>(bits0) >> 3);
    at1 -= <usize>(ctz<u64>(bits1) >> 3);
    at2 -= <usize>(ctz<u64>(bits2) >> 3);
    at3 -= <usize>(ctz<u64>(bits3) >> 3);
    if (areBehind(at0, at1, at2, at3)) return false;
    bits0 = refilled(at0, bits0);
    bits1 = refilled(at1, bits1);
    bits2 = refilled(at2, bits2);
    bits3 = refilled(at3, bits3);
  }
  keep(0, bits0, at0, to0);
  keep(1, bits1, at1, to1);
  keep(2, bits2, at2, to2);
  keep(3, bits3, at3, to3);
  return true;
}

/** Whether a stream was read beyond its start. */
// @ts-ignore: decorator
@inline
function areBehind(at0: usize, at1: usize, at2: usize, at3: usize): bool {
  return at0 + 8 < word(0, 16) || at1 + 8 < word(1, 16) || at2 + 8 < word(2, 16) || at3 + 8 < word(3, 16);
}

/** The last literals of a stream. False if it is damaged, or bits are left. */
function rest(stream: usize): bool {
  const shift = 64 - <u64>tableBits;
  const start = word(stream, 16);
  const stop = word(stream, 20);
  let bits = load<u64>(STREAMS + (stream << 5));
  let at = word(stream, 8);
  for (let to = word(stream, 12); to < stop; to++) {
    const record = <u32>load<u16>(TABLE + (<usize>(bits >> shift) << 1));
    put(to, record);
    bits <<= <u64>(record & 15);
    at -= <usize>(ctz<u64>(bits) >> 3);
    if (at + 8 < start) return false;
    bits = refilled(at, bits);
  }
  return <i32>((at + 8 - start) << 3) == <i32>ctz<u64>(bits);
}
