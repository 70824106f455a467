// LZW of TIFF files. 8 bytes behind its input may be read, and 16 behind its output written.

const CLEAR: i32 = 256;
const END: i32 = 257;
const FIRST_FREE: i32 = 258;
const CODES: i32 = 4096;

/** Results of `lzw`. */
const COMPLETE: i32 = 0;
const TOO_SHORT: i32 = 1;
const ENDED: i32 = 2;
const UNDEFINED: i32 = 3;

/** Bytes that the last `lzw` wrote, and the code that it read last. */
export let made: u32 = 0;
export let code: i32 = 0;

// @ts-ignore: decorator
@inline
function swapped32(value: u32): u32 {
  const pairs = ((value & 0x00ff00ff) << 8) | ((value >> 8) & 0x00ff00ff);
  return rotl<u32>(pairs, 16);
}

/**
 * TIFF's LZW (TIFF 6.0, section 13), with isOld the variant of TIFF 4: bits in the other order, codes that get longer one code later, and
 * more strings than the table holds. Writes exactly `size` bytes. `table` has 16 bytes for each of 4096 codes: the first 8 bytes of its
 * string, where in the output the string starts, and its length.
 */
export function lzw(from: usize, bytes: u32, out: usize, size: u32, table: usize, isOld: bool): i32 {
  for (let i: i32 = 0; i < CLEAR; i++) {
    store<u64>(table + ((<usize>i) << 4), i);
    store<u64>(table + ((<usize>i) << 4), 1 << 32, 8);
  }
  const bits: u64 = (<u64>bytes) << 3;
  const early: i32 = isOld ? 0 : 1;
  let bitAt: u64 = 0;
  let width: i32 = 9;
  let limit: i32 = (1 << 9) - early;
  let next: i32 = FIRST_FREE;
  let at: u32 = 0;
  let hasPrevious = false;
  let previousText: u64 = 0;
  let previousStart: u32 = 0;
  let previousLength: u32 = 0;
  while (at < size) {
    made = at;
    if (bitAt + <u64>width > bits) return TOO_SHORT;
    const word = load<u32>(from + <usize>(bitAt >> 3));
    const bit = <u32>(bitAt & 7);
    const read: i32 = isOld
      ? <i32>((word >> bit) & ((1 << width) - 1))
      : <i32>((swapped32(word) << bit) >> (32 - width));
    bitAt += <u64>width;
    if (read == CLEAR) {
      width = 9;
      limit = (1 << 9) - early;
      next = FIRST_FREE;
      hasPrevious = false;
      continue;
    }
    if (read == END || read > next || (read >= FIRST_FREE && !hasPrevious) || (read == next && next == CODES)) {
      code = read;
      return read == END ? ENDED : UNDEFINED;
    }
    const record = table + ((<usize>read) << 4);
    if (hasPrevious && next < CODES) {
      // The new string is the previous one and the first byte of this one, which follow each other in the output. A code may stand for
      // the string that it defines; its first byte is that of the previous string.
      const first = read == next ? previousText & 0xff : load<u64>(record) & 0xff;
      const text = previousLength < 8 ? previousText | (first << (<u64>previousLength << 3)) : previousText;
      const added = table + ((<usize>next) << 4);
      store<u64>(added, text);
      store<u32>(added, previousStart, 8);
      store<u32>(added, previousLength + 1, 12);
      next += 1;
      if (next >= limit && width < 12) {
        width += 1;
        limit = (1 << width) - early;
      }
    }
    const text = load<u64>(record);
    let length = load<u32>(record, 12);
    if (length > size - at) length = size - at;
    const to = out + <usize>at;
    store<u64>(to, text);
    if (length > 8) {
      // Eight bytes at a time: the string starts at least its length before its copy, or, if it is defined here, one byte less.
      const source = out + <usize>load<u32>(record, 8);
      for (let i: u32 = 8; i < length; i += 8) store<u64>(to + <usize>i, load<u64>(source + <usize>i));
    }
    hasPrevious = true;
    previousText = text;
    previousStart = at;
    previousLength = length;
    at += length;
  }
  made = at;
  return COMPLETE;
}
