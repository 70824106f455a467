// Bit-stuffed numbers of LERC as floats, eight at a time.

/** In the work memory: how eight numbers of 1 to 25 bits are spread over two vectors of four: for each size which bytes they need, and factors that align them. */
// @ts-ignore: decorator
@inline
const SPREADS: usize = 2048;
// @ts-ignore: decorator
@inline
export const MOST_SPREAD_BITS: u32 = 25;

/** 64 bytes for each size. Needed once before floats. */
export function setSpreads(): void {
  for (let bits: u32 = 1; bits <= MOST_SPREAD_BITS; bits++)
    for (let i: u32 = 0; i < 8; i++) {
      const bit = i < 4 ? i * bits : i * bits - ((bits >> 1) << 3);
      const at = SPREADS + <usize>(bits << 6) + <usize>(((i >> 2) << 5) | ((i & 3) << 2));
      store<u32>(at, (bit >> 3) * 0x01010101 + 0x03020100);
      store<u32>(at, 128 >> (bit & 7), 16);
    }
}

// @ts-ignore: decorator
@inline
function spread(from: usize, how: usize, mask: v128): v128 {
  const aligned = i32x4.mul(i8x16.swizzle(v128.load(from), v128.load(how)), v128.load(how, 16));
  return v128.and(i32x4.shr_u(aligned, 7), mask);
}

/** Four samples in single precision. */
// @ts-ignore: decorator
@inline
function scaled(numbers: v128, factor: v128, offset: v128, top: v128): v128 {
  const upper = i32x4.shuffle(numbers, numbers, 2, 3, 2, 3);
  const a = f64x2.add(offset, f64x2.mul(f64x2.convert_low_i32x4_s(numbers), factor));
  const b = f64x2.add(offset, f64x2.mul(f64x2.convert_low_i32x4_s(upper), factor));
  return i32x4.shuffle(
    f32x4.demote_f64x2_zero(f64x2.pmin(a, top)),
    f32x4.demote_f64x2_zero(f64x2.pmin(b, top)),
    0,
    1,
    4,
    5,
  );
}

/** Rows of eight floats: offset + number x step, at most `top`. Each row begins with a whole byte. */
export function stuffedFloats(
  from: usize,
  out: usize,
  rowStride: usize,
  height: u32,
  bits: u32,
  offset: f64,
  step: f64,
  top: f64,
): void {
  const how = SPREADS + <usize>(bits << 6);
  const mask = i32x4.splat((1 << bits) - 1);
  const factor = f64x2.splat(step);
  const offsets = f64x2.splat(offset);
  const tops = f64x2.splat(top);
  const upper = <usize>(bits >> 1);
  let at = from;
  let to = out;
  for (let y: u32 = 0; y < height; y++, to += rowStride, at += <usize>bits) {
    v128.store(to, scaled(spread(at, how, mask), factor, offsets, tops));
    v128.store(to, scaled(spread(at + upper, how + 32, mask), factor, offsets, tops), 16);
  }
}
