// LERC2, versions 3 and 4 (Esri's Lerc, "lerc2 specification"): blobs in which every pixel is valid. Refuses other kinds and what is
// damaged; Esri's own decoder has the last word on them.

import { lanes } from './lanes';
import { MOST_SPREAD_BITS, setSpreads, stuffedFloats } from './lerc-floats';

/** Values that bit-stuffed numbers stand for, in the work memory. */
// @ts-ignore: decorator
@inline
const TABLE: usize = 0;
const FLOAT: u32 = 6;
const DOUBLE: u32 = 7;

/** Behind the last byte of the blob. */
let end: usize = 0;
let type: u32 = 0;
let depths: u32 = 0;
/** Twice the largest error: the distance of two numbers. */
let step: f64 = 0;

// @ts-ignore: decorator
@inline
function sizeOf(kind: u32): u32 {
  return kind < 2 ? 1 : kind < 4 ? 2 : kind < DOUBLE ? 4 : 8;
}

function numberAt(at: usize, kind: u32): f64 {
  if (kind == 0) return <f64>load<i8>(at);
  if (kind == 1) return <f64>load<u8>(at);
  if (kind == 2) return <f64>load<i16>(at);
  if (kind == 3) return <f64>load<u16>(at);
  if (kind == 4) return <f64>load<i32>(at);
  if (kind == 5) return <f64>load<u32>(at);
  return kind == FLOAT ? <f64>load<f32>(at) : load<f64>(at);
}

function putSample(at: usize, value: f64): void {
  if (type < 2) store<u8>(at, <u8>(<i64>value));
  else if (type < 4) store<u16>(at, <u16>(<i64>value));
  else if (type < FLOAT) store<u32>(at, <u32>(<i64>value));
  else if (type == FLOAT) store<f32>(at, <f32>value);
  else store<f64>(at, value);
}

/** The checksum that Lerc takes over everything behind it. */
function fletcher32(from: usize, bytes: u32): u32 {
  let a: u32 = 0xffff;
  let b: u32 = 0xffff;
  let at = from;
  const weights = i16x8(8, 7, 6, 5, 4, 3, 2, 1);
  for (let words = bytes >> 1; words > 0; ) {
    // More would overflow.
    const piece = min<u32>(words, 352);
    words -= piece;
    let sums = i32x4.splat(0);
    let before = i32x4.splat(0);
    let weighted = i32x4.splat(0);
    const vectors = piece >> 3;
    for (let i: u32 = 0; i < vectors; i++, at += 16) {
      const stored = v128.load(at);
      const x = i8x16.shuffle(stored, stored, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
      before = i32x4.add(before, sums);
      sums = i32x4.add(sums, i32x4.extadd_pairwise_i16x8_u(x));
      weighted = i32x4.add(weighted, i32x4.extmul_low_i16x8_u(x, weights));
      weighted = i32x4.add(weighted, i32x4.extmul_high_i16x8_u(x, weights));
    }
    b += a * (vectors << 3) + (lanes(before) << 3) + lanes(weighted);
    a += lanes(sums);
    for (let i: u32 = 0; i < (piece & 7); i++, at += 2) {
      a += (<u32>load<u8>(at) << 8) | load<u8>(at + 1);
      b += a;
    }
    a = (a & 0xffff) + (a >> 16);
    b = (b & 0xffff) + (b >> 16);
  }
  if (bytes & 1) {
    a += <u32>load<u8>(at) << 8;
    b += a;
  }
  a = (a & 0xffff) + (a >> 16);
  b = (b & 0xffff) + (b >> 16);
  return (b << 16) | a;
}

/**
 * Decodes a blob of `pixels` pixels into `size` bytes, in the order of its pixels. 32 bytes behind it may be read. False if it is refused.
 */
export function lerc(from: usize, bytes: u32, out: usize, pixels: u32, size: u32): bool {
  if (bytes < 66 || load<u32>(from) != 0x6372654c || load<u16>(from + 4) != 0x2032) return false;
  const version = load<u32>(from + 6);
  if (version != 3 && version != 4) return false;
  const rows = load<u32>(from + 14);
  const cols = load<u32>(from + 18);
  let at = from + 22;
  depths = 1;
  if (version == 4) {
    depths = load<u32>(at);
    at += 4;
  }
  const valid = load<u32>(at);
  const side = load<u32>(at + 4);
  const blobBytes = load<u32>(at + 8);
  type = load<u32>(at + 12);
  step = 2 * load<f64>(at + 16);
  const least = load<f64>(at + 24);
  const most = load<f64>(at + 32);
  at += 40;
  end = from + <usize>blobBytes;
  if (blobBytes < 66 || blobBytes > bytes || bytes > blobBytes + 9) return false;
  if (<u64>rows * <u64>cols != <u64>pixels || valid != pixels || depths < 1 || depths > 0xffff) return false;
  if (type > DOUBLE || <u64>pixels * <u64>(depths * sizeOf(type)) != <u64>size || side < 1 || side > 64) return false;
  if (load<u32>(from + 10) != fletcher32(from + 14, blobBytes - 14)) return false;
  // Bytes of the mask.
  if (load<u32>(at) != 0) return false;
  at += 4;
  if (least == most) {
    for (let i: u32 = 0; i < pixels * depths; i++) putSample(out + <usize>(i * sizeOf(type)), least);
    return true;
  }
  const ranges = at;
  if (version == 4) at += <usize>(2 * depths * sizeOf(type));
  if (at + 2 > end) return false;
  if (version == 4 && memory.compare(ranges, ranges + <usize>(depths * sizeOf(type)), <usize>(depths * sizeOf(type))) == 0)
    return false;
  const isPlain = load<u8>(at);
  at += 1;
  if (isPlain != 0) {
    if (at + <usize>size > end) return false;
    memory.copy(out, at, <usize>size);
    return true;
  }
  // Bytes without loss may be stored in another way, which the next byte tells.
  if (type < 2 && step == 1) {
    if (load<u8>(at) != 0) return false;
    at += 1;
  }
  setSpreads();
  const tops = version == 4 && depths > 1 ? ranges + <usize>(depths * sizeOf(type)) : 0;
  if (type == 0) return tiles<i8>(at, out, rows, cols, side, most, tops);
  if (type == 1) return tiles<u8>(at, out, rows, cols, side, most, tops);
  if (type == 2) return tiles<i16>(at, out, rows, cols, side, most, tops);
  if (type == 3) return tiles<u16>(at, out, rows, cols, side, most, tops);
  if (type == 4) return tiles<i32>(at, out, rows, cols, side, most, tops);
  if (type == 5) return tiles<u32>(at, out, rows, cols, side, most, tops);
  if (type == FLOAT) return tiles<f32>(at, out, rows, cols, side, most, tops);
  return tiles<f64>(at, out, rows, cols, side, most, tops);
}

function tiles<T>(from: usize, out: usize, rows: u32, cols: u32, side: u32, most: f64, tops: usize): bool {
  let at = from;
  for (let row: u32 = 0; row < rows; row += side)
    for (let col: u32 = 0; col < cols; col += side)
      for (let depth: u32 = 0; depth < depths; depth++) {
        const top = tops == 0 ? most : numberAt(tops + <usize>(depth * sizeOf(type)), type);
        const place = out + (<usize>((row * cols + col) * depths + depth)) * sizeof<T>();
        at = tile<T>(at, place, cols, col, min(side, cols - col), min(side, rows - row), top);
        if (at == 0) return false;
      }
  return true;
}

// @ts-ignore: decorator
@inline
function asSample<T>(value: f64): T {
  if (isFloat<T>()) return <T>value;
  return <T>(<i64>value);
}

/** Decodes one tile of one depth; returns where it ends, 0 if it is refused. */
function tile<T>(from: usize, out: usize, cols: u32, col: u32, width: u32, height: u32, top: f64): usize {
  const stride = <usize>depths * sizeof<T>();
  const rowStride = <usize>cols * stride;
  if (from >= end) return 0;
  const flags = load<u8>(from);
  let at = from + 1;
  if (((<u32>flags >> 2) & 15) != ((col >> 3) & 15)) return 0;
  const kind = flags & 3;
  if (kind == 0) {
    if (at + <usize>(width * height) * sizeof<T>() > end) return 0;
    for (let y: u32 = 0; y < height; y++)
      for (let x: u32 = 0, to = out + <usize>y * rowStride; x < width; x++, to += stride, at += sizeof<T>())
        store<T>(to, load<T>(at));
    return at;
  }
  let offset: f64 = 0;
  if (kind != 2) {
    const stated = offsetType(<u32>flags >> 6);
    if (stated > DOUBLE) return 0;
    offset = numberAt(at, stated);
    at += <usize>sizeOf(stated);
  }
  if (kind == 1) return at < end ? stuffed<T>(at, out, rowStride, width, height, offset, top) : 0;
  const value = asSample<T>(offset);
  for (let y: u32 = 0; y < height; y++)
    for (let x: u32 = 0, to = out + <usize>y * rowStride; x < width; x++, to += stride) store<T>(to, value);
  return at <= end ? at : 0;
}

/** An offset may be stored as a smaller type. */
function offsetType(smaller: u32): u32 {
  if (type == 2 || type == 4) return type - smaller;
  if (type == 3 || type == 5) return type - 2 * smaller;
  if (type == FLOAT) return smaller == 0 ? type : smaller == 1 ? 2 : 1;
  if (type == DOUBLE) return smaller == 0 ? type : type - 2 * smaller + 1;
  return type;
}

// @ts-ignore: decorator
@inline
function bitsAt(from: usize, bit: u32, mask: u64): u32 {
  return <u32>((load<u64>(from + <usize>(bit >> 3)) >> <u64>(bit & 7)) & mask);
}

function stuffed<T>(
  from: usize,
  out: usize,
  rowStride: usize,
  width: u32,
  height: u32,
  offset: f64,
  top: f64,
): usize {
  const head = <u32>load<u8>(from);
  const countBytes = head >> 6 == 0 ? 4 : 3 - (head >> 6);
  let at = from + 1 + <usize>countBytes;
  if (at > end || countBytes == 0) return 0;
  const stated = load<u32>(from + 1);
  const count = countBytes == 4 ? stated : stated & ((1 << (countBytes << 3)) - 1);
  if (count != width * height) return 0;
  let bits = head & 31;
  const hasTable = (head & 32) != 0;
  if (hasTable) {
    if (bits == 0 || at >= end) return 0;
    const entries = <u32>load<u8>(at);
    at += 1;
    if (entries < 2 || at + <usize>(((entries - 1) * bits + 7) >> 3) > end) return 0;
    memory.fill(TABLE, 0, 1024);
    for (let i: u32 = 1; i < entries; i++)
      store<u32>(TABLE + (<usize>i << 2), bitsAt(at, (i - 1) * bits, (1 << <u64>bits) - 1));
    at += <usize>(((entries - 1) * bits + 7) >> 3);
    bits = 32 - clz<u32>(entries - 1);
  }
  const bytes = <usize>((count * bits + 7) >> 3);
  if (at + bytes > end) return 0;
  if (sizeof<T>() == 4 && isFloat<T>() && !hasTable && width == 8 && depths == 1 && bits - 1 < MOST_SPREAD_BITS) {
    stuffedFloats(at, out, rowStride, height, bits, offset, step, top);
    return at + bytes;
  }
  const mask: u64 = (1 << <u64>bits) - 1;
  const stride = <usize>depths * sizeof<T>();
  let bit: u32 = 0;
  for (let y: u32 = 0; y < height; y++)
    for (let x: u32 = 0, to = out + <usize>y * rowStride; x < width; x++, to += stride, bit += bits) {
      let number = bitsAt(at, bit, mask);
      if (hasTable) number = load<u32>(TABLE + (<usize>number << 2));
      const value = offset + <f64>number * step;
      store<T>(to, asSample<T>(top < value ? top : value));
    }
  return at + bytes;
}
