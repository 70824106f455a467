// Pillow's two passes of 8-bit resampling in WASM SIMD. AssemblyScript; build/kernel.mjs compiles it into resample.generated.ts.
// A weight of 23 bits is split as high * 2^11 + low: both parts fit the 16-bit products that are summed by pairs of taps. Sums are taken
// modulo 2^32, so the result is that of 32-bit weights, bit for bit.
// Taps: for each output sample the i32 number of its first input sample, then `pairs` times i16 high, high, low, low of two samples in a row.

const HALF: v128 = i32x4.splat(1 << 21);

// @ts-ignore: decorator
@inline
function rounded(high: v128, low: v128): v128 {
  return i32x4.shr_s(i32x4.add(i32x4.add(i32x4.shl(high, 11), low), HALF), 22);
}

/** Rows of RGB pixels -> rows of n RGB pixels, each from 2 * pairs pixels. Reads up to 6 * pairs + 2 bytes past the last row, writes one byte. */
export function columns(rgb: usize, rowBytes: i32, rows: i32, taps: usize, n: i32, pairs: i32, out: usize, outBytes: i32): void {
  for (let row: i32 = 0; row < rows; row++) {
    let tap = taps;
    let to = out;
    for (let x: i32 = 0; x < n; x++, to += 3) {
      let from = rgb + <usize>(i32.load(tap) * 3);
      tap += 4;
      let high = i32x4.splat(0);
      let low = i32x4.splat(0);
      for (let k: i32 = 0; k < pairs; k++, tap += 8, from += 6) {
        const two = v128.load64_zero(from);
        const apart = i16x8.extend_low_i8x16_u(i8x16.shuffle(two, two, 0, 3, 1, 4, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
        high = i32x4.add(high, i32x4.dot_i16x8_s(apart, v128.load32_splat(tap)));
        low = i32x4.add(low, i32x4.dot_i16x8_s(apart, v128.load32_splat(tap, 4)));
      }
      const levels = i16x8.narrow_i32x4_s(rounded(high, low), high);
      v128.store32_lane(to, i8x16.narrow_i16x8_u(levels, levels), 0);
    }
    rgb += <usize>rowBytes;
    out += <usize>outBytes;
  }
}

/** Rows of rowBytes bytes, a multiple of 16, from number firstRow on -> n rows, each from 2 * pairs rows. */
export function rows(narrowed: usize, rowBytes: i32, firstRow: i32, taps: usize, n: i32, pairs: i32, out: usize): void {
  const tapBytes: usize = 4 + (<usize>pairs << 3);
  for (let y: i32 = 0; y < n; y++, taps += tapBytes) {
    const first = narrowed + <usize>((i32.load(taps) - firstRow) * rowBytes);
    for (let at: i32 = 0; at < rowBytes; at += 16, out += 16) {
      let high0 = i32x4.splat(0);
      let high1 = i32x4.splat(0);
      let high2 = i32x4.splat(0);
      let high3 = i32x4.splat(0);
      let low0 = i32x4.splat(0);
      let low1 = i32x4.splat(0);
      let low2 = i32x4.splat(0);
      let low3 = i32x4.splat(0);
      let from = first + <usize>at;
      let tap = taps + 4;
      for (let k: i32 = 0; k < pairs; k++, tap += 8) {
        const upper = v128.load(from);
        const lower = v128.load(from + <usize>rowBytes);
        from += <usize>rowBytes << 1;
        const left = i8x16.shuffle(upper, lower, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
        const right = i8x16.shuffle(upper, lower, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
        const pair0 = i16x8.extend_low_i8x16_u(left);
        const pair1 = i16x8.extend_high_i8x16_u(left);
        const pair2 = i16x8.extend_low_i8x16_u(right);
        const pair3 = i16x8.extend_high_i8x16_u(right);
        const highs = v128.load32_splat(tap);
        const lows = v128.load32_splat(tap, 4);
        high0 = i32x4.add(high0, i32x4.dot_i16x8_s(pair0, highs));
        high1 = i32x4.add(high1, i32x4.dot_i16x8_s(pair1, highs));
        high2 = i32x4.add(high2, i32x4.dot_i16x8_s(pair2, highs));
        high3 = i32x4.add(high3, i32x4.dot_i16x8_s(pair3, highs));
        low0 = i32x4.add(low0, i32x4.dot_i16x8_s(pair0, lows));
        low1 = i32x4.add(low1, i32x4.dot_i16x8_s(pair1, lows));
        low2 = i32x4.add(low2, i32x4.dot_i16x8_s(pair2, lows));
        low3 = i32x4.add(low3, i32x4.dot_i16x8_s(pair3, lows));
      }
      const left16 = i16x8.narrow_i32x4_s(rounded(high0, low0), rounded(high1, low1));
      const right16 = i16x8.narrow_i32x4_s(rounded(high2, low2), rounded(high3, low3));
      v128.store(out, i8x16.narrow_i16x8_u(left16, right16));
    }
  }
}
