// Box filter of 8-bit rows, in WASM SIMD. AssemblyScript; build/kernel.mjs compiles it into box-filter.generated.ts.
// Rows are summed along first; the sums of `size` rows then slide down, eight columns at a time.

/**
 * out[x] = row[x] + … + row[x + size - 1], 16 bits, for n places, a multiple of 8; `row` has bytes for n + 2 size places, and `sums` room for
 * as many of 16 bits. Sums of 1, 2, 4, … bytes are made by doubling, and those that make up `size` are added.
 */
export function rowSums(row: usize, sums: usize, out: usize, n: i32, size: i32): void {
  const places: usize = <usize>(n + size + 7) & ~7;
  for (let x: usize = 0; x < places; x += 8) v128.store(sums + (x << 1), v128.load8x8_u(row + x));
  let done: usize = 0;
  for (let width: usize = 1; width <= <usize>size; width <<= 1) {
    if ((<usize>size & width) !== 0) {
      const from = sums + (done << 1);
      if (done === 0) for (let x: usize = 0; x < <usize>n; x += 8) v128.store(out + (x << 1), v128.load(from + (x << 1)));
      else
        for (let x: usize = 0; x < <usize>n; x += 8)
          v128.store(out + (x << 1), i16x8.add(v128.load(out + (x << 1)), v128.load(from + (x << 1))));
      done += width;
    }
    if (width << 1 > <usize>size) break;
    const ahead = sums + (width << 1);
    for (let x: usize = 0; x < places; x += 8)
      v128.store(sums + (x << 1), i16x8.add(v128.load(sums + (x << 1)), v128.load(ahead + (x << 1))));
  }
}

// @ts-ignore: decorator
@inline
function rounded(sum: v128, area: i32): v128 {
  // A quarter is far above the error of a 32-bit float and far below the distance of two sums.
  const shifted = f32x4.add(f32x4.convert_i32x4_s(sum), f32x4.splat(<f32>(area >> 1) + 0.25));
  const up = i32x4.trunc_sat_f32x4_s(f32x4.mul(shifted, f32x4.splat(1.0 / <f32>area)));
  // A half was rounded up: down again if that made it odd.
  const isHalf = i32x4.eq(sum, i32x4.sub(i32x4.mul(up, i32x4.splat(area)), i32x4.splat(area >> 1)));
  return i32x4.sub(up, v128.and(isHalf, v128.and(up, i32x4.splat(1))));
}

/** totals += added - removed; out = totals / area, rounded, halves to even. n is a multiple of 8; `totals` has 32 bits, the sums 16. */
export function step(totals: usize, added: usize, removed: usize, out: usize, n: i32, area: i32): void {
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
    const words = i16x8.narrow_i32x4_u(rounded(low, area), rounded(high, area));
    v128.store64_lane(out + x, i8x16.narrow_i16x8_u(words, words), 0);
  }
}
