// Rows of JPEG planes as pixels, to the bit as libjpeg-turbo makes them: "fancy" upsampling and YCbCr to RGB. Sixteen pixels at a time: the
// end of a row may write into the next one, which is made afterwards.

/**
 * Sums 3 x near + far as 16-bit numbers, with the outer ones repeated on both sides: what lies between two rows of a plane. With the same
 * row twice, four times the row.
 */
function weightedRow(near: usize, far: usize, width: usize, sums: usize): void {
  for (let i: usize = 0; i < width; i += 8) {
    const a = v128.load8x8_u(near + i);
    const sum = i16x8.add(i16x8.add(a, i16x8.shl(a, 1)), v128.load8x8_u(far + i));
    v128.store(sums + (i << 1), sum);
  }
  store<u16>(sums - 2, load<u16>(sums));
  store<u16>(sums + (width << 1), load<u16>(sums + (width << 1) - 2));
}

/**
 * A row of twice as many samples, between two rows of a plane of half the width or, with isOne, from one. `sums` has room for
 * 2 x width + 48 bytes.
 */
export function widerRow(near: usize, far: usize, isOne: bool, width: usize, sums: usize, out: usize): void {
  const from = sums + 16;
  weightedRow(near, far, width, from);
  // From one row there are four times its samples, and 1 and 2 of 4, which are added before rounding, are 4 and 8 of 16.
  const left = i16x8.splat(isOne ? 4 : 8);
  const right = i16x8.splat(isOne ? 8 : 7);
  for (let i: usize = 0; i < width; i += 8) {
    const at = from + (i << 1);
    const here = v128.load(at);
    const three = i16x8.add(here, i16x8.shl(here, 1));
    const even = i16x8.shr_u(i16x8.add(i16x8.add(three, v128.load(at - 2)), left), 4);
    const odd = i16x8.shr_u(i16x8.add(i16x8.add(three, v128.load(at + 2)), right), 4);
    v128.store(out + (i << 1), v128.or(even, i16x8.shl(odd, 8)));
  }
}

// @ts-ignore: decorator
@inline
function product(a: v128, b: v128, factors: v128, half: v128): v128 {
  const l = i32x4.dot_i16x8_s(i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11), factors);
  const h = i32x4.dot_i16x8_s(i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15), factors);
  return i16x8.narrow_i32x4_s(i32x4.shr_s(i32x4.add(l, half), 16), i32x4.shr_s(i32x4.add(h, half), 16));
}

/** 1.402 = 1 + 26345 / 65536. 13173 / 32768 rounds every code to the same. */
// @ts-ignore: decorator
@inline
function red(y: v128, cr: v128): v128 {
  return i16x8.add(i16x8.add(y, cr), i16x8.q15mulr_sat_s(cr, i16x8.splat(13173)));
}

/** -0.34414 = -22554 / 65536, and -0.71414 = -1 + 18734 / 65536. */
// @ts-ignore: decorator
@inline
function green(y: v128, cb: v128, cr: v128): v128 {
  const factors = i16x8(-22554, 18734, -22554, 18734, -22554, 18734, -22554, 18734);
  return i16x8.add(i16x8.sub(y, cr), product(cb, cr, factors, i32x4.splat(32768)));
}

/** 1.772 = 2 - 14942 / 65536. */
// @ts-ignore: decorator
@inline
function blue(y: v128, cb: v128): v128 {
  return i16x8.add(i16x8.add(y, i16x8.shl(cb, 1)), i16x8.q15mulr_sat_s(cb, i16x8.splat(-7471)));
}

// In the work memory, because a constant costs more instructions than a load: places of a plane's samples in each third of sixteen pixels;
// -1 for those of the others.
// @ts-ignore: decorator
@inline
const PLACES: usize = 43008;

/** Needed once before rows are interleaved. */
export function setColourPlaces(): void {
  for (let plane: usize = 0; plane < 3; plane++)
    for (let i: usize = 0; i < 48; i++) store<u8>(PLACES + 48 * plane + i, i % 3 == plane ? <u8>(i / 3) : 255);
}

// @ts-ignore: decorator
@inline
function third(r: v128, g: v128, b: v128, part: usize): v128 {
  const ofR = i8x16.swizzle(r, v128.load(PLACES + 16 * part));
  const ofG = i8x16.swizzle(g, v128.load(PLACES + 16 * part, 48));
  return v128.or(v128.or(ofR, ofG), i8x16.swizzle(b, v128.load(PLACES + 16 * part, 96)));
}

// @ts-ignore: decorator
@inline
function storePixels(out: usize, r: v128, g: v128, b: v128): void {
  v128.store(out, third(r, g, b, 0));
  v128.store(out, third(r, g, b, 1), 16);
  v128.store(out, third(r, g, b, 2), 32);
}

/** Pixels of a row of three planes, as they are or from YCbCr. */
export function interleaveRow(a: usize, b: usize, c: usize, width: usize, isYcbcr: bool, out: usize): void {
  const middle = i16x8.splat(128);
  for (let i: usize = 0; i < width; i += 16) {
    const first = v128.load(a + i);
    const second = v128.load(b + i);
    const third = v128.load(c + i);
    const to = out + 3 * i;
    if (!isYcbcr) {
      storePixels(to, first, second, third);
      continue;
    }
    const y1 = i16x8.extend_low_i8x16_u(first);
    const y2 = i16x8.extend_high_i8x16_u(first);
    const cb1 = i16x8.sub(i16x8.extend_low_i8x16_u(second), middle);
    const cb2 = i16x8.sub(i16x8.extend_high_i8x16_u(second), middle);
    const cr1 = i16x8.sub(i16x8.extend_low_i8x16_u(third), middle);
    const cr2 = i16x8.sub(i16x8.extend_high_i8x16_u(third), middle);
    storePixels(
      to,
      i8x16.narrow_i16x8_u(red(y1, cr1), red(y2, cr2)),
      i8x16.narrow_i16x8_u(green(y1, cb1, cr1), green(y2, cb2, cr2)),
      i8x16.narrow_i16x8_u(blue(y1, cb1), blue(y2, cb2)),
    );
  }
}
