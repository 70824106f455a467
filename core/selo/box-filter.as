// Box filter of 8-bit rows, in WASM SIMD. AssemblyScript; build/kernel.mjs compiles it into box-filter.generated.ts.
// Rows are summed along first; the sums of `size` rows then slide down, eight columns at a time.

/**
 * out[x] = row[x] + … + row[x + size - 1], 16 bits, for n places, a multiple of 8; `row` has bytes for n + size + 8 places, and `prefix` room for
 * as many of 16 bits. `prefix` gets the sums of all bytes before each place; they may wrap, their differences of at most 257 bytes do not.
 */
export function rowSums(row: usize, prefix: usize, out: usize, n: i32, size: i32): void {
  const zero = i16x8.splat(0);
  let before = zero;
  store<u16>(prefix, 0);
  for (let x: usize = 0; x < <usize>(n + size); x += 8) {
    let sums = v128.load8x8_u(row + x);
    sums = i16x8.add(sums, v128.shuffle<i16>(zero, sums, 0, 8, 9, 10, 11, 12, 13, 14));
    sums = i16x8.add(sums, v128.shuffle<i16>(zero, sums, 0, 0, 8, 9, 10, 11, 12, 13));
    sums = i16x8.add(sums, v128.shuffle<i16>(zero, sums, 0, 0, 0, 0, 8, 9, 10, 11));
    v128.store(prefix + ((x + 1) << 1), i16x8.add(sums, before));
    before = i16x8.add(before, v128.shuffle<i16>(sums, sums, 7, 7, 7, 7, 7, 7, 7, 7));
  }
  const ahead = prefix + (<usize>size << 1);
  for (let x: usize = 0; x < <usize>n; x += 8)
    v128.store(out + (x << 1), i16x8.sub(v128.load(ahead + (x << 1)), v128.load(prefix + (x << 1))));
}

/** sum / area, halves to even, of up to 255. The addition rounds: above 2^23 a 32-bit float has no fraction. The division is exact for halves. */
// @ts-ignore: decorator
@inline
function rounded(sum: v128, area: v128): v128 {
  const mean = f32x4.add(f32x4.div(f32x4.convert_i32x4_s(sum), area), f32x4.splat(8388608.0));
  return v128.and(mean, i32x4.splat(255));
}

/** totals += added - removed; out = totals / area, rounded, halves to even. n is a multiple of 8; `totals` has 32 bits, the sums 16. */
export function step(totals: usize, added: usize, removed: usize, out: usize, n: i32, area: i32): void {
  const divisor = f32x4.splat(<f32>area);
  for (let x: usize = 0; x < <usize>n; x += 8) {
    const plus = v128.load(added + (x << 1));
    const minus = v128.load(removed + (x << 1));
    const at = totals + (x << 2);
    const low = i32x4.add(
      v128.load(at),
      i32x4.sub(i32x4.extend_low_i16x8_u(plus), i32x4.extend_low_i16x8_u(minus)),
    );
    const high = i32x4.add(
      v128.load(at, 16),
      i32x4.sub(i32x4.extend_high_i16x8_u(plus), i32x4.extend_high_i16x8_u(minus)),
    );
    v128.store(at, low);
    v128.store(at, high, 16);
    const words = i16x8.narrow_i32x4_u(rounded(low, divisor), rounded(high, divisor));
    v128.store64_lane(out + x, i8x16.narrow_i16x8_u(words, words), 0);
  }
}
