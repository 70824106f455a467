// Samples and colours of JPEG, to the bit as libjpeg-turbo makes them: the accurate inverse DCT (Loeffler, Ligtenberg and Moschytz 1989),
// "fancy" upsampling, and YCbCr to RGB.

// @ts-ignore: decorator
@inline
function low(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
}

// @ts-ignore: decorator
@inline
function high(a: v128, b: v128): v128 {
  return i16x8.shuffle(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
}

/** Pairs of factors, in the work memory: to make a constant takes more instructions than to load it. */
// @ts-ignore: decorator
@inline
const PAIRS: usize = 43264;

function setPair(number: usize, a: i16, b: i16): void {
  v128.store(PAIRS + (number << 4), i16x8(a, b, a, b, a, b, a, b));
}

/** Needed once before blocks are transformed. Constants have 13 bits behind the point. */
export function setPairs(): void {
  setPair(0, 4433, -10704);
  setPair(1, 10703, 4433);
  setPair(2, -6436, 9633);
  setPair(3, 9633, 6437);
  setPair(4, -4927, -7373);
  setPair(5, -7373, 4926);
  setPair(6, -4176, -20995);
  setPair(7, -20995, 4177);
  setPair(8, 4433, 0);
  setPair(9, 10703, 0);
  setPair(10, 9633, 11363);
  setPair(11, -2259, 9633);
  setPair(12, -11362, 6437);
  setPair(13, -6436, 2260);
}

// @ts-ignore: decorator
@inline
function pair(number: usize): v128 {
  return v128.load(PAIRS + (number << 4));
}

// @ts-ignore: decorator
@inline
function dot(a: v128, b: v128): v128 {
  return i32x4.dot_i16x8_s(a, b);
}

// @ts-ignore: decorator
@inline
function sums(even1: v128, odd1: v128, even2: v128, odd2: v128, shift: i32): v128 {
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.add(even1, odd1), shift),
    i32x4.shr_s(i32x4.add(even2, odd2), shift),
  );
}

// @ts-ignore: decorator
@inline
function differences(even1: v128, odd1: v128, even2: v128, odd2: v128, shift: i32): v128 {
  return i16x8.narrow_i32x4_s(
    i32x4.shr_s(i32x4.sub(even1, odd1), shift),
    i32x4.shr_s(i32x4.sub(even2, odd2), shift),
  );
}

/** One dimension: eight vectors of eight values, rounded by `shift` bits, to `at`. Constants have 13 bits behind the point. */
// @ts-ignore: decorator
@inline
function pass(
  at: usize,
  v0: v128,
  v1: v128,
  v2: v128,
  v3: v128,
  v4: v128,
  v5: v128,
  v6: v128,
  v7: v128,
  shift: i32,
): void {
  const half = i32x4.splat(1 << (shift - 1));
  let l = low(v2, v6);
  let h = high(v2, v6);
  // 0.541196100, and that minus 1.847759065; that plus 0.765366865, and 0.541196100.
  const l2 = dot(l, pair(0));
  const h2 = dot(h, pair(0));
  const l3 = dot(l, pair(1));
  const h3 = dot(h, pair(1));
  const sum = i16x8.add(v0, v4);
  const difference = i16x8.sub(v0, v4);
  const l0 = i32x4.add(i32x4.shl(i32x4.extend_low_i16x8_s(sum), 13), half);
  const h0 = i32x4.add(i32x4.shl(i32x4.extend_high_i16x8_s(sum), 13), half);
  const l1 = i32x4.add(i32x4.shl(i32x4.extend_low_i16x8_s(difference), 13), half);
  const h1 = i32x4.add(i32x4.shl(i32x4.extend_high_i16x8_s(difference), 13), half);
  const z3 = i16x8.add(v7, v3);
  const z4 = i16x8.add(v5, v1);
  l = low(z3, z4);
  h = high(z3, z4);
  // 1.175875602 minus 1.961570560, and 1.175875602; 1.175875602, and that minus 0.390180644.
  const zl3 = dot(l, pair(2));
  const zh3 = dot(h, pair(2));
  const zl4 = dot(l, pair(3));
  const zh4 = dot(h, pair(3));
  l = low(v7, v1);
  h = high(v7, v1);
  // 0.298631336 minus 0.899976223, and the latter; the latter, and 1.501321110 minus it.
  const ol0 = i32x4.add(dot(l, pair(4)), zl3);
  const oh0 = i32x4.add(dot(h, pair(4)), zh3);
  const ol3 = i32x4.add(dot(l, pair(5)), zl4);
  const oh3 = i32x4.add(dot(h, pair(5)), zh4);
  l = low(v5, v3);
  h = high(v5, v3);
  // 2.053119869 minus 2.562915447, and the latter; the latter, and 3.072711026 minus it.
  const ol1 = i32x4.add(dot(l, pair(6)), zl4);
  const oh1 = i32x4.add(dot(h, pair(6)), zh4);
  const ol2 = i32x4.add(dot(l, pair(7)), zl3);
  const oh2 = i32x4.add(dot(h, pair(7)), zh3);
  let el = i32x4.add(l0, l3);
  let eh = i32x4.add(h0, h3);
  v128.store(at, sums(el, ol3, eh, oh3, shift));
  v128.store(at, differences(el, ol3, eh, oh3, shift), 112);
  el = i32x4.add(l1, l2);
  eh = i32x4.add(h1, h2);
  v128.store(at, sums(el, ol2, eh, oh2, shift), 16);
  v128.store(at, differences(el, ol2, eh, oh2, shift), 96);
  el = i32x4.sub(l1, l2);
  eh = i32x4.sub(h1, h2);
  v128.store(at, sums(el, ol1, eh, oh1, shift), 32);
  v128.store(at, differences(el, ol1, eh, oh1, shift), 80);
  el = i32x4.sub(l0, l3);
  eh = i32x4.sub(h0, h3);
  v128.store(at, sums(el, ol0, eh, oh0, shift), 48);
  v128.store(at, differences(el, ol0, eh, oh0, shift), 64);
}

/** The same for values of which the last four vectors are zero; the factors of `pass`, added up. */
// @ts-ignore: decorator
@inline
function pass4(at: usize, v0: v128, v1: v128, v2: v128, v3: v128, shift: i32): void {
  const half = i32x4.splat(1 << (shift - 1));
  const zero = i16x8.splat(0);
  let l = low(v2, zero);
  let h = high(v2, zero);
  const l2 = dot(l, pair(8));
  const h2 = dot(h, pair(8));
  const l3 = dot(l, pair(9));
  const h3 = dot(h, pair(9));
  const l0 = i32x4.add(i32x4.shl(i32x4.extend_low_i16x8_s(v0), 13), half);
  const h0 = i32x4.add(i32x4.shl(i32x4.extend_high_i16x8_s(v0), 13), half);
  l = low(v3, v1);
  h = high(v3, v1);
  let ol = dot(l, pair(10));
  let oh = dot(h, pair(10));
  let el = i32x4.add(l0, l3);
  let eh = i32x4.add(h0, h3);
  v128.store(at, sums(el, ol, eh, oh, shift));
  v128.store(at, differences(el, ol, eh, oh, shift), 112);
  ol = dot(l, pair(11));
  oh = dot(h, pair(11));
  el = i32x4.add(l0, l2);
  eh = i32x4.add(h0, h2);
  v128.store(at, sums(el, ol, eh, oh, shift), 16);
  v128.store(at, differences(el, ol, eh, oh, shift), 96);
  ol = dot(l, pair(12));
  oh = dot(h, pair(12));
  el = i32x4.sub(l0, l2);
  eh = i32x4.sub(h0, h2);
  v128.store(at, sums(el, ol, eh, oh, shift), 32);
  v128.store(at, differences(el, ol, eh, oh, shift), 80);
  ol = dot(l, pair(13));
  oh = dot(h, pair(13));
  el = i32x4.sub(l0, l3);
  eh = i32x4.sub(h0, h3);
  v128.store(at, sums(el, ol, eh, oh, shift), 48);
  v128.store(at, differences(el, ol, eh, oh, shift), 64);
}

/** `pass4` over the columns, of which the first four are not zero. */
function columns4(at: usize): void {
  const p0 = low(v128.load(at), v128.load(at, 64));
  const p1 = low(v128.load(at, 16), v128.load(at, 80));
  const p2 = low(v128.load(at, 32), v128.load(at, 96));
  const p3 = low(v128.load(at, 48), v128.load(at, 112));
  const q0 = low(p0, p2);
  const q1 = high(p0, p2);
  const q2 = low(p1, p3);
  const q3 = high(p1, p3);
  pass4(at, low(q0, q2), high(q0, q2), low(q1, q3), high(q1, q3), 18);
}

/** `pass` over the columns. */
function columns(at: usize): void {
  let a = v128.load(at);
  let b = v128.load(at, 64);
  const p0 = low(a, b);
  const p1 = high(a, b);
  a = v128.load(at, 16);
  b = v128.load(at, 80);
  const p2 = low(a, b);
  const p3 = high(a, b);
  a = v128.load(at, 32);
  b = v128.load(at, 96);
  const p4 = low(a, b);
  const p5 = high(a, b);
  a = v128.load(at, 48);
  b = v128.load(at, 112);
  const p6 = low(a, b);
  const p7 = high(a, b);
  const q0 = low(p0, p4);
  const q1 = high(p0, p4);
  const q2 = low(p1, p5);
  const q3 = high(p1, p5);
  const q4 = low(p2, p6);
  const q5 = high(p2, p6);
  const q6 = low(p3, p7);
  const q7 = high(p3, p7);
  pass(
    at,
    low(q0, q4),
    high(q0, q4),
    low(q1, q5),
    high(q1, q5),
    low(q2, q6),
    high(q2, q6),
    low(q3, q7),
    high(q3, q7),
    18,
  );
}

// @ts-ignore: decorator
@inline
function lowBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

// @ts-ignore: decorator
@inline
function highBytes(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

// @ts-ignore: decorator
@inline
function storeRows(at: usize, stride: usize, rows: v128): void {
  const samples = v128.xor(rows, i8x16.splat(-128));
  v128.store64_lane(at, samples, 0);
  v128.store64_lane(at + stride, samples, 1);
}

// @ts-ignore: decorator
@inline
function product(block: usize, quantization: usize, row: usize): v128 {
  return i16x8.mul(v128.load(block + (row << 4)), v128.load(quantization + (row << 4)));
}

/** Samples [8, 8] of a block from its coefficients, which are zero afterwards. `quantization` has a factor for each. */
export function inverseDct(block: usize, quantization: usize, out: usize, stride: usize): void {
  pass(
    block,
    product(block, quantization, 0),
    product(block, quantization, 1),
    product(block, quantization, 2),
    product(block, quantization, 3),
    product(block, quantization, 4),
    product(block, quantization, 5),
    product(block, quantization, 6),
    product(block, quantization, 7),
    11,
  );
  columns(block);
  putSamples(block, out, stride);
}

/** The same for a block with coefficients in the first four rows and columns only. */
export function inverseDct4(block: usize, quantization: usize, out: usize, stride: usize): void {
  pass4(
    block,
    product(block, quantization, 0),
    product(block, quantization, 1),
    product(block, quantization, 2),
    product(block, quantization, 3),
    11,
  );
  columns4(block);
  putSamples(block, out, stride);
}

/** Columns become rows, of bytes. */
function putSamples(block: usize, out: usize, stride: usize): void {
  const a = i8x16.narrow_i16x8_s(v128.load(block), v128.load(block, 16));
  const b = i8x16.narrow_i16x8_s(v128.load(block, 32), v128.load(block, 48));
  const c = i8x16.narrow_i16x8_s(v128.load(block, 64), v128.load(block, 80));
  const d = i8x16.narrow_i16x8_s(v128.load(block, 96), v128.load(block, 112));
  for (let i: usize = 0; i < 128; i += 16) v128.store(block + i, i8x16.splat(0));
  // Every step is one instruction.
  const even1 = lowBytes(a, b);
  const even2 = highBytes(a, b);
  const odd1 = lowBytes(c, d);
  const odd2 = highBytes(c, d);
  const left1 = lowBytes(even1, even2);
  const left2 = highBytes(even1, even2);
  const right1 = lowBytes(odd1, odd2);
  const right2 = highBytes(odd1, odd2);
  storeRows(out, stride, i32x4.shuffle(left1, right1, 0, 4, 1, 5));
  storeRows(out + 2 * stride, stride, i32x4.shuffle(left1, right1, 2, 6, 3, 7));
  storeRows(out + 4 * stride, stride, i32x4.shuffle(left2, right2, 0, 4, 1, 5));
  storeRows(out + 6 * stride, stride, i32x4.shuffle(left2, right2, 2, 6, 3, 7));
}

/** The same for a block that has only the first coefficient. */
export function flatBlock(block: usize, quantization: usize, out: usize, stride: usize): void {
  const value = ((<i32>load<i16>(block) * <i32>load<i16>(quantization) + 4) >> 3) + 128;
  const samples = <u64>min(255, max(0, value)) * 0x0101010101010101;
  for (let row: usize = 0; row < 8; row++) store<u64>(out + row * stride, samples);
  store<i16>(block, 0);
}
