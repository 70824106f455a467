// Products of two float32 matrices, in WASM SIMD. AssemblyScript; build/kernel.mjs compiles it into products.generated.ts.
// Each number is the sum of four lanes, added in one order, whatever its place in the matrix: equal rows give equal products, bit for bit.

// @ts-ignore: decorator
@inline
function total(sum: v128): f32 {
  return (
    f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1) + (f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3))
  );
}

/** out[i, j] = a[i] . b[j] for m rows of a and n rows of b, of dim numbers each; dim is a multiple of 4. Pointers are byte offsets, 16-aligned. */
export function products(a: usize, b: usize, out: usize, m: i32, n: i32, dim: i32): void {
  const bytes: usize = <usize>dim << 2;
  let i: i32 = 0;
  for (; i + 1 < m; i += 2) {
    const a0 = a + <usize>i * bytes;
    const a1 = a0 + bytes;
    const out0 = out + ((<usize>i * <usize>n) << 2);
    const out1 = out0 + (<usize>n << 2);
    let j: i32 = 0;
    for (; j + 3 < n; j += 4) {
      const b0 = b + <usize>j * bytes;
      let s00 = f32x4.splat(0);
      let s01 = f32x4.splat(0);
      let s02 = f32x4.splat(0);
      let s03 = f32x4.splat(0);
      let s10 = f32x4.splat(0);
      let s11 = f32x4.splat(0);
      let s12 = f32x4.splat(0);
      let s13 = f32x4.splat(0);
      for (let k: usize = 0; k < bytes; k += 16) {
        const x = v128.load(a0 + k);
        const y = v128.load(a1 + k);
        const c0 = v128.load(b0 + k);
        const c1 = v128.load(b0 + bytes + k);
        const c2 = v128.load(b0 + bytes * 2 + k);
        const c3 = v128.load(b0 + bytes * 3 + k);
        s00 = f32x4.add(s00, f32x4.mul(x, c0));
        s01 = f32x4.add(s01, f32x4.mul(x, c1));
        s02 = f32x4.add(s02, f32x4.mul(x, c2));
        s03 = f32x4.add(s03, f32x4.mul(x, c3));
        s10 = f32x4.add(s10, f32x4.mul(y, c0));
        s11 = f32x4.add(s11, f32x4.mul(y, c1));
        s12 = f32x4.add(s12, f32x4.mul(y, c2));
        s13 = f32x4.add(s13, f32x4.mul(y, c3));
      }
      const at = <usize>j << 2;
      f32.store(out0 + at, total(s00));
      f32.store(out0 + at, total(s01), 4);
      f32.store(out0 + at, total(s02), 8);
      f32.store(out0 + at, total(s03), 12);
      f32.store(out1 + at, total(s10));
      f32.store(out1 + at, total(s11), 4);
      f32.store(out1 + at, total(s12), 8);
      f32.store(out1 + at, total(s13), 12);
    }
    for (; j < n; j++) {
      const at = <usize>j << 2;
      f32.store(out0 + at, product(a0, b + <usize>j * bytes, bytes));
      f32.store(out1 + at, product(a1, b + <usize>j * bytes, bytes));
    }
  }
  for (; i < m; i++)
    for (let j: i32 = 0; j < n; j++)
      f32.store(out + ((<usize>i * <usize>n + <usize>j) << 2), product(a + <usize>i * bytes, b + <usize>j * bytes, bytes));
}

function product(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let k: usize = 0; k < bytes; k += 16) sum = f32x4.add(sum, f32x4.mul(v128.load(a + k), v128.load(b + k)));
  return total(sum);
}
