// Dot products of half-precision rows with one query, in WASM SIMD. AssemblyScript; build/kernel.mjs compiles it into kernel.generated.ts.
// Rows hold normal halves and zeros only (float16.ts writes nothing else). A half's bits, moved to where a float has its sign, exponent
// and fraction, are the float of 2^-112 times its value: the caller scales the query by 2^112 instead of every row's number.

const FLOAT_BITS: v128 = i32x4.splat(0x8fffe000);

// @ts-ignore: decorator
@inline
function widen(halves: v128): v128 {
  return v128.and(i32x4.shl(halves, 13), FLOAT_BITS);
}

/** out[i] = rows[i] . query for n rows of dim halves; dim is a multiple of 8. Pointers are byte offsets, 16-aligned. */
export function dots(rows: usize, query: usize, out: usize, n: i32, dim: i32): void {
  const rowBytes: usize = <usize>dim << 1;
  for (let i: i32 = 0; i < n; i++) {
    let low = f32x4.splat(0);
    let high = f32x4.splat(0);
    let q = query;
    const end = rows + rowBytes;
    for (; rows < end; rows += 16, q += 32) {
      const halves = v128.load(rows);
      low = f32x4.add(low, f32x4.mul(widen(i32x4.extend_low_i16x8_s(halves)), v128.load(q)));
      high = f32x4.add(high, f32x4.mul(widen(i32x4.extend_high_i16x8_s(halves)), v128.load(q, 16)));
    }
    const sum = f32x4.add(low, high);
    f32.store(
      out + (<usize>i << 2),
      f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3),
    );
  }
}
