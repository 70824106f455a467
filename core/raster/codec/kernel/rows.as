// The inverses of the TIFF predictors, and byte order. 16 bytes behind rows may be read and written.

// @ts-ignore: decorator
@inline
function sum(a: v128, b: v128, sampleBytes: i32): v128 {
  if (sampleBytes == 1) return i8x16.add(a, b);
  if (sampleBytes == 2) return i16x8.add(a, b);
  if (sampleBytes == 4) return i32x4.add(a, b);
  return i64x2.add(a, b);
}

// @ts-ignore: decorator
@inline
function addBefore(at: usize, before: usize, sampleBytes: i32): void {
  if (sampleBytes == 1) store<u8>(at, load<u8>(at) + load<u8>(before));
  else if (sampleBytes == 2) store<u16>(at, load<u16>(at) + load<u16>(before));
  else if (sampleBytes == 4) store<u32>(at, load<u32>(at) + load<u32>(before));
  else store<u64>(at, load<u64>(at) + load<u64>(before));
}

const LANES: v128 = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

const LAST_COLOUR: v128 = i8x16(13, 14, 15, 13, 14, 15, 13, 14, 15, 13, 14, 15, 13, 14, 15, 13);

/** Sixteen pixels of three bytes at a time, as many as there are before `end`. Returns where the rest of the row begins. */
// @ts-ignore: decorator
@inline
function accumulateColours(row: usize, end: usize): usize {
  const zero = i8x16.splat(0);
  const inFirst = LAST_COLOUR;
  const inSecond = i8x16(14, 15, 13, 14, 15, 13, 14, 15, 13, 14, 15, 13, 14, 15, 13, 14);
  const inThird = i8x16(15, 13, 14, 15, 13, 14, 15, 13, 14, 15, 13, 14, 15, 13, 14, 15);
  let before = zero;
  let at = row;
  for (; at + 48 <= end; at += 48) {
    let a = v128.load(at);
    let b = v128.load(at, 16);
    let c = v128.load(at, 32);
    // From one, two and four pixels to the left.
    c = i8x16.add(c, i8x16.shuffle(b, c, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28));
    b = i8x16.add(b, i8x16.shuffle(a, b, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28));
    a = i8x16.add(a, i8x16.shuffle(zero, a, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28));
    c = i8x16.add(c, i8x16.shuffle(b, c, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25));
    b = i8x16.add(b, i8x16.shuffle(a, b, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25));
    a = i8x16.add(a, i8x16.shuffle(zero, a, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25));
    c = i8x16.add(c, i8x16.shuffle(b, c, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19));
    b = i8x16.add(b, i8x16.shuffle(a, b, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19));
    a = i8x16.add(a, i8x16.shuffle(zero, a, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19));
    // From eight pixels to the left.
    c = i8x16.add(c, i8x16.shuffle(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23));
    b = i8x16.add(b, i8x16.shuffle(zero, a, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23));
    a = i8x16.add(a, i8x16.swizzle(before, inFirst));
    b = i8x16.add(b, i8x16.swizzle(before, inSecond));
    c = i8x16.add(c, i8x16.swizzle(before, inThird));
    before = c;
    v128.store(at, a);
    v128.store(at, b, 16);
    v128.store(at, c, 32);
  }
  return at;
}

/** One row in place: to each sample the sum of all before it at multiples of stepBytes is added. */
// @ts-ignore: decorator
@inline
function accumulate(row: usize, rowBytes: usize, stepBytes: usize, sampleBytes: i32): void {
  const end = row + rowBytes;
  let at = row + stepBytes;
  if (stepBytes <= 16) {
    // Whole pixels of a vector; the lanes behind them are written, and then written again by the next vector, which is loaded before.
    const used = 16 - (16 % stepBytes);
    const by1 = i8x16.sub(LANES, i8x16.splat(<i8>stepBytes));
    const by2 = i8x16.sub(LANES, i8x16.splat(<i8>(2 * stepBytes)));
    const by4 = i8x16.sub(LANES, i8x16.splat(<i8>(4 * stepBytes)));
    const by8 = i8x16.sub(LANES, i8x16.splat(<i8>(8 * stepBytes)));
    // The last pixel, in every place.
    let last = LANES;
    for (let i: usize = 0; i < 16; i += stepBytes) last = i8x16.min_u(last, i8x16.sub(LANES, i8x16.splat(<i8>i)));
    last = i8x16.add(last, i8x16.splat(<i8>(used - stepBytes)));
    let carry = i8x16.splat(0);
    at = row;
    if (sampleBytes == 1 && stepBytes == 3) {
      at = accumulateColours(row, end);
      if (at > row) carry = i8x16.swizzle(v128.load(at - 16), LAST_COLOUR);
    }
    if (at + 16 <= end) {
      let loaded = v128.load(at);
      while (at + 16 <= end) {
        let x = loaded;
        // Read before the store below; near the end of the rows, bytes that may be read and are not used.
        loaded = v128.load(at + used);
        x = sum(x, i8x16.swizzle(x, by1), sampleBytes);
        if (stepBytes < 8) x = sum(x, i8x16.swizzle(x, by2), sampleBytes);
        if (stepBytes < 4) x = sum(x, i8x16.swizzle(x, by4), sampleBytes);
        if (stepBytes < 2) x = sum(x, i8x16.swizzle(x, by8), sampleBytes);
        x = sum(x, carry, sampleBytes);
        carry = i8x16.swizzle(x, last);
        if (at + used + 16 <= end) v128.store(at, x);
        else {
          // The lanes behind the whole pixels are those of the rest, which is summed up below.
          const rest = v128.load(at);
          v128.store(at, v128.bitselect(x, rest, i8x16.lt_u(LANES, i8x16.splat(<i8>used))));
        }
        at += used;
      }
    }
    if (at < row + stepBytes) at = row + stepBytes;
  }
  for (; at < end; at += <usize>sampleBytes) addBefore(at, at - stepBytes, sampleBytes);
}

/** Undoes predictor 2 in place: `step` samples of a pixel are differences from those of the pixel to its left. */
export function horizontal(at: usize, rows: i32, rowBytes: usize, step: i32, sampleBytes: i32): void {
  const stepBytes = <usize>(step * sampleBytes);
  const end = at + <usize>rows * rowBytes;
  if (sampleBytes == 1) for (; at < end; at += rowBytes) accumulate(at, rowBytes, stepBytes, 1);
  else if (sampleBytes == 2) for (; at < end; at += rowBytes) accumulate(at, rowBytes, stepBytes, 2);
  else if (sampleBytes == 4) for (; at < end; at += rowBytes) accumulate(at, rowBytes, stepBytes, 4);
  else for (; at < end; at += rowBytes) accumulate(at, rowBytes, stepBytes, 8);
}

/**
 * Undoes predictor 3: each row holds planes of bytes, most significant first, as differences along the row. Changes the input; writes
 * little-endian samples to `out`.
 */
export function floatingPoint(at: usize, rows: i32, rowSamples: usize, step: i32, sampleBytes: usize, out: usize): void {
  const rowBytes = rowSamples * sampleBytes;
  for (let row: i32 = 0; row < rows; row++, at += rowBytes, out += rowBytes) {
    accumulate(at, rowBytes, <usize>step, 1);
    let i: usize = 0;
    if (sampleBytes == 4)
      for (; i + 16 <= rowSamples; i += 16) {
        const a = v128.load(at + i);
        const b = v128.load(at + rowSamples + i);
        const c = v128.load(at + 2 * rowSamples + i);
        const d = v128.load(at + 3 * rowSamples + i);
        const low1 = i8x16.shuffle(d, c, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const low2 = i8x16.shuffle(d, c, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        const high1 = i8x16.shuffle(b, a, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const high2 = i8x16.shuffle(b, a, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        const to = out + (i << 2);
        v128.store(to, i16x8.shuffle(low1, high1, 0, 8, 1, 9, 2, 10, 3, 11));
        v128.store(to, i16x8.shuffle(low1, high1, 4, 12, 5, 13, 6, 14, 7, 15), 16);
        v128.store(to, i16x8.shuffle(low2, high2, 0, 8, 1, 9, 2, 10, 3, 11), 32);
        v128.store(to, i16x8.shuffle(low2, high2, 4, 12, 5, 13, 6, 14, 7, 15), 48);
      }
    for (let plane: usize = 0; plane < sampleBytes; plane++) {
      const from = at + plane * rowSamples;
      const to = out + (sampleBytes - 1 - plane);
      for (let j: usize = i; j < rowSamples; j++) store<u8>(to + j * sampleBytes, load<u8>(from + j));
    }
  }
}

/** Reverses each group of `size` bytes (2, 3, 4 or 8) in place. */
export function swapBytes(at: usize, bytes: usize, size: i32): void {
  const end = at + bytes;
  if (size == 2)
    for (; at + 16 <= end; at += 16) {
      const x = v128.load(at);
      v128.store(at, i8x16.shuffle(x, x, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14));
    }
  else if (size == 4)
    for (; at + 16 <= end; at += 16) {
      const x = v128.load(at);
      v128.store(at, i8x16.shuffle(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12));
    }
  else if (size == 8)
    for (; at + 16 <= end; at += 16) {
      const x = v128.load(at);
      v128.store(at, i8x16.shuffle(x, x, 7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8));
    }
  const last = <usize>(size - 1);
  for (; at + <usize>size <= end; at += <usize>size)
    for (let i: usize = 0; i < <usize>(size >> 1); i++) {
      const byte = load<u8>(at + i);
      store<u8>(at + i, load<u8>(at + last - i));
      store<u8>(at + last - i, byte);
    }
}

/** Copies rows of `bytes` bytes each to places that are `step` apart, and nothing behind them. */
export function copyRows(from: usize, bytes: usize, to: usize, step: usize, rows: i32): void {
  for (let row: i32 = 0; row < rows; row++, from += bytes, to += step) {
    if (bytes < 16) {
      memory.copy(to, from, bytes);
      continue;
    }
    const last = bytes - 16;
    for (let i: usize = 0; i < last; i += 16) v128.store(to + i, v128.load(from + i));
    v128.store(to + last, v128.load(from + last));
  }
}
