// zstd frames (RFC 8878) as TIFF files hold them: one frame, without a dictionary or a checksum. Refuses others and what is damaged; the
// reference decoder has the last word on them.

import { copyMatch, copyWild, setPatterns } from './copy-match';
import { forgetCodes, fourStreams, haveCodes, oneStream, readCodes } from './zstd-literals';
import {
  accuracy,
  described,
  LITERAL_LENGTHS,
  makeConstant,
  makeStates,
  MATCH_LENGTHS,
  OFFSETS,
  readCounts,
  usualCounts,
} from './zstd-tables';

/** Bytes that a block decodes to at most. */
const BLOCK_BYTES: u32 = 131_072;

/** Literals of the block, and where the sequences follow. */
let literalsAt: usize = 0;
let literalBytes: u32 = 0;
let sequencesAt: usize = 0;
/** Of the three tables; 99 before there is one. */
let literalAccuracy: u32 = 99;
let offsetAccuracy: u32 = 99;
let matchAccuracy: u32 = 99;
/** The last three offsets. */
let offset1: usize = 1;
let offset2: usize = 4;
let offset3: usize = 8;

/**
 * Decodes a frame to exactly `size` bytes; 32 bytes before and 8 bytes behind it may be read, and 32 behind the output written. `scratch`
 * has room for 131,136 bytes. False if it is refused.
 */
export function zstd(from: usize, bytes: u32, out: usize, size: u32, scratch: usize): bool {
  const end = from + <usize>bytes;
  if (bytes < 9 || load<u32>(from) != 0xfd2fb528) return false;
  const descriptor = <u32>load<u8>(from + 4);
  // A checksum, a reserved bit, or a dictionary.
  if ((descriptor & 15) != 0) return false;
  const isSingle = (descriptor >> 5) & 1;
  const sizeKind = descriptor >> 6;
  const sizeBytes: u32 = sizeKind == 0 ? isSingle : 1 << sizeKind;
  let at = from + 5 + <usize>(1 - isSingle);
  let stated = <u64>size;
  if (sizeBytes == 1) stated = <u64>load<u8>(at);
  else if (sizeBytes == 2) stated = <u64>load<u16>(at) + 256;
  else if (sizeBytes == 4) stated = <u64>load<u32>(at);
  else if (sizeBytes == 8) stated = load<u64>(at);
  if (stated != <u64>size) return false;
  at += <usize>sizeBytes;
  literalAccuracy = 99;
  offsetAccuracy = 99;
  matchAccuracy = 99;
  offset1 = 1;
  offset2 = 4;
  offset3 = 8;
  forgetCodes();
  setPatterns();
  let to = out;
  const stop = out + <usize>size;
  let isLast = false;
  while (!isLast) {
    if (at + 3 > end) return false;
    const head = <u32>load<u16>(at) | (<u32>load<u8>(at + 2) << 16);
    at += 3;
    isLast = (head & 1) == 1;
    const kind = (head >> 1) & 3;
    const length = <usize>(head >> 3);
    if (length > <usize>BLOCK_BYTES || kind == 3) return false;
    if (kind == 1) {
      if (at >= end || to + length > stop) return false;
      memory.fill(to, load<u8>(at), length);
      at += 1;
      to += length;
      continue;
    }
    if (at + length > end) return false;
    if (kind == 0) {
      if (to + length > stop) return false;
      memory.copy(to, at, length);
      to += length;
    } else {
      if (!literals(at, at + length, scratch)) return false;
      to = sequences(at + length, out, to, stop);
      if (to == 0) return false;
    }
    at += length;
  }
  return to == stop && at == end;
}

function literals(from: usize, end: usize, scratch: usize): bool {
  if (from + 3 > end) return false;
  const kind = load<u8>(from) & 3;
  const sizes = (<u32>load<u8>(from) >> 2) & 3;
  const head = load<u64>(from);
  if (kind < 2) {
    const headBytes: usize = (sizes & 1) == 0 ? 1 : sizes == 1 ? 2 : 3;
    literalBytes = (sizes & 1) == 0 ? (<u32>head & 0xff) >> 3 : sizes == 1 ? (<u32>head & 0xffff) >> 4 : (<u32>head & 0xffffff) >> 4;
    if (literalBytes > BLOCK_BYTES) return false;
    const at = from + headBytes;
    literalsAt = at;
    sequencesAt = at + (kind == 0 ? <usize>literalBytes : 1);
    if (sequencesAt > end) return false;
    if (kind == 0) return true;
    literalsAt = scratch;
    memory.fill(scratch, load<u8>(at), <usize>literalBytes);
    return true;
  }
  const bits: u64 = sizes < 2 ? 10 : sizes == 2 ? 14 : 18;
  const headBytes: usize = sizes < 2 ? 3 : sizes == 2 ? 4 : 5;
  const mask: u64 = (1 << bits) - 1;
  literalBytes = <u32>((head >> 4) & mask);
  let at = from + headBytes;
  sequencesAt = at + <usize>((head >> (4 + bits)) & mask);
  if (sequencesAt > end || literalBytes > BLOCK_BYTES) return false;
  if (kind == 2) {
    at = readCodes(at, sequencesAt);
    if (at == 0) return false;
  } else if (!haveCodes()) return false;
  literalsAt = scratch;
  return sizes == 0
    ? oneStream(at, sequencesAt, scratch, literalBytes)
    : fourStreams(at, sequencesAt, scratch, literalBytes);
}

/** Makes or keeps the table of one part of the sequences; returns where its description ends, 0 if it is damaged. */
function readTable(at: usize, end: usize, mode: u32, table: usize, last: u32, mostBits: u32): usize {
  if (mode == 3) return accuracyOf(table) == 99 ? 0 : at;
  let next = at;
  if (mode == 0) {
    usualCounts(table);
    makeStates(table, table, last + 1);
  } else if (mode == 1) {
    if (at >= end || <u32>load<u8>(at) > last) return 0;
    makeConstant(table, <u32>load<u8>(at));
    next = at + 1;
  } else {
    if (!readCounts(at, end, last, mostBits)) return 0;
    makeStates(table, table, last + 1);
    next = at + described;
  }
  if (table == LITERAL_LENGTHS) literalAccuracy = accuracy;
  else if (table == OFFSETS) offsetAccuracy = accuracy;
  else matchAccuracy = accuracy;
  return next;
}

function accuracyOf(table: usize): u32 {
  return table == LITERAL_LENGTHS ? literalAccuracy : table == OFFSETS ? offsetAccuracy : matchAccuracy;
}

/** The first `count` bits, as the lowest ones. */
// @ts-ignore: decorator
@inline
function taken(bits: u64, count: u64): usize {
  return <usize>((bits >> 1) >> (count ^ 63));
}

/** Decodes the rest of a block behind its literals; returns where the output ends, 0 if it is damaged. */
function sequences(end: usize, start: usize, from: usize, stop: usize): usize {
  let at = sequencesAt;
  if (at >= end) return 0;
  let count = <u32>load<u8>(at);
  at += 1;
  if (count == 255) {
    count = <u32>load<u16>(at) + 0x7f00;
    at += 2;
  } else if (count > 127) {
    count = ((count - 128) << 8) + <u32>load<u8>(at);
    at += 1;
  }
  let literal = literalsAt;
  const literalsEnd = literalsAt + <usize>literalBytes;
  let to = from;
  if (count > 0) {
    if (at >= end) return 0;
    const modes = <u32>load<u8>(at);
    if ((modes & 3) != 0) return 0;
    at = readTable(at + 1, end, modes >> 6, LITERAL_LENGTHS, 35, 9);
    if (at != 0) at = readTable(at, end, (modes >> 4) & 3, OFFSETS, 31, 8);
    if (at != 0) at = readTable(at, end, (modes >> 2) & 3, MATCH_LENGTHS, 52, 9);
    const last = at != 0 && at < end ? <u32>load<u8>(end - 1) : 0;
    if (last == 0) return 0;
    // Bits are read from the end of the block on, the next one highest in `bits`; `used` of those from `at` on have been.
    const first = at;
    at = end - 8;
    let used = <u64>(clz<u32>(last) - 23);
    let bits = load<u64>(at) << used;
    let literalState = LITERAL_LENGTHS + (taken(bits, literalAccuracy) << 3);
    used += literalAccuracy;
    bits <<= literalAccuracy;
    let offsetState = OFFSETS + (taken(bits, offsetAccuracy) << 3);
    used += offsetAccuracy;
    bits <<= offsetAccuracy;
    let matchState = MATCH_LENGTHS + (taken(bits, matchAccuracy) << 3);
    used += matchAccuracy;
    let rep1 = offset1;
    let rep2 = offset2;
    let rep3 = offset3;
    for (; count > 0; count--) {
      at -= <usize>(used >> 3);
      used &= 7;
      bits = load<u64>(at) << used;
      const offsetBits = <u64>load<u8>(offsetState, 3);
      // 33 million bytes back: blocks as large are left to the reference decoder.
      if (offsetBits > 24) return 0;
      let distance = <usize>load<u32>(offsetState, 4) + taken(bits, offsetBits);
      used += offsetBits;
      bits <<= offsetBits;
      let length = <usize>load<u32>(matchState, 4);
      let run = <usize>load<u32>(literalState, 4);
      const matchBits = <u64>load<u8>(matchState, 3);
      const literalBits = <u64>load<u8>(literalState, 3);
      // Most lengths have no further bits.
      if ((matchBits | literalBits) != 0) {
        length += taken(bits, matchBits);
        bits <<= matchBits;
        run += taken(bits, literalBits);
        used += matchBits + literalBits;
        at -= <usize>(used >> 3);
        used &= 7;
        bits = load<u64>(at) << used;
      }
      if (count > 1) {
        const literalCount = <u64>load<u8>(literalState, 2);
        const matchCount = <u64>load<u8>(matchState, 2);
        const offsetCount = <u64>load<u8>(offsetState, 2);
        literalState = <usize>load<u16>(literalState) + (taken(bits, literalCount) << 3);
        bits <<= literalCount;
        matchState = <usize>load<u16>(matchState) + (taken(bits, matchCount) << 3);
        bits <<= matchCount;
        offsetState = <usize>load<u16>(offsetState) + (taken(bits, offsetCount) << 3);
        used += literalCount + matchCount + offsetCount;
      }
      if (offsetBits > 1) {
        distance -= 3;
        rep3 = rep2;
        rep2 = rep1;
        rep1 = distance;
      } else {
        const number = distance + (run == 0 ? 1 : 0);
        if (number == 1) distance = rep1;
        else {
          distance = number == 2 ? rep2 : number == 3 ? rep3 : rep1 - 1;
          if (distance == 0) return 0;
          if (number != 2) rep3 = rep2;
          rep2 = rep1;
          rep1 = distance;
        }
      }
      // Below 0 for too many literals, too much output, a place before the output, or too many bits.
      const room =
        <i32>(literalsEnd - literal - run) |
        <i32>(stop - to - run - length) |
        <i32>(to + run - start - distance) |
        <i32>(at + 8 - first);
      if (room < 0) return 0;
      copyWild(to, literal, run);
      to += run;
      literal += run;
      copyMatch(to, distance, length);
      to += length;
    }
    if (<u64>((at + 8 - first) << 3) != used) return 0;
    offset1 = rep1;
    offset2 = rep2;
    offset3 = rep3;
  } else if (at != end) return 0;
  const rest = literalsEnd - literal;
  if (rest > stop - to) return 0;
  memory.copy(to, literal, rest);
  return to + rest;
}
