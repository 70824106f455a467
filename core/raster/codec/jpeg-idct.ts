/** Inverse DCT of 8 x 8 JPEG coefficients after Loeffler, Ligtenberg and Moschytz (1989), with the fixed-point steps of libjpeg's accurate one. */

const c0298 = 2446;
const c0390 = 3196;
const c0541 = 4433;
const c0765 = 6270;
const c0899 = 7373;
const c1175 = 9633;
const c1501 = 12_299;
const c1847 = 15_137;
const c1961 = 16_069;
const c2053 = 16_819;
const c2562 = 20_995;
const c3072 = 25_172;
const constBits = 13;
/** Extra bits that the values between the two passes keep. */
const passBits = 2;

const between = new Int32Array(64);

/** Samples of a block from its dequantized `coefficients` [8, 8], written to `out` from `at` on with `stride` samples per row. */
export function inverseDct(coefficients: Int32Array, out: Uint8Array, at: number, stride: number): void {
  for (let col = 0; col < 8; col++) pass(coefficients, between, col, 8, constBits - passBits);
  for (let row = 0; row < 8; row++) {
    pass(between, between, row * 8, 1, constBits + passBits + 3);
    for (let col = 0; col < 8; col++) {
      const value = between[row * 8 + col] + 128;
      out[at + row * stride + col] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** One dimension: eight values from `at` on in steps of `step`, rounded by `shift` bits. */
function pass(source: Int32Array, target: Int32Array, at: number, step: number, shift: number): void {
  const s = step;
  const v0 = source[at];
  const v1 = source[at + s];
  const v2 = source[at + 2 * s];
  const v3 = source[at + 3 * s];
  const v4 = source[at + 4 * s];
  const v5 = source[at + 5 * s];
  const v6 = source[at + 6 * s];
  const v7 = source[at + 7 * s];
  const middle = (v2 + v6) * c0541;
  const even2 = middle - v6 * c1847;
  const even3 = middle + v2 * c0765;
  const even0 = (v0 + v4) * (1 << constBits);
  const even1 = (v0 - v4) * (1 << constBits);
  const a = even0 + even3;
  const d = even0 - even3;
  const b = even1 + even2;
  const c = even1 - even2;
  const z5 = (v7 + v3 + v5 + v1) * c1175;
  const z1 = -(v7 + v1) * c0899;
  const z2 = -(v5 + v3) * c2562;
  const z3 = z5 - (v7 + v3) * c1961;
  const z4 = z5 - (v5 + v1) * c0390;
  const odd0 = v7 * c0298 + z1 + z3;
  const odd1 = v5 * c2053 + z2 + z4;
  const odd2 = v3 * c3072 + z2 + z3;
  const odd3 = v1 * c1501 + z1 + z4;
  const half = 1 << (shift - 1);
  target[at] = (a + odd3 + half) >> shift;
  target[at + 7 * s] = (a - odd3 + half) >> shift;
  target[at + s] = (b + odd2 + half) >> shift;
  target[at + 6 * s] = (b - odd2 + half) >> shift;
  target[at + 2 * s] = (c + odd1 + half) >> shift;
  target[at + 5 * s] = (c - odd1 + half) >> shift;
  target[at + 3 * s] = (d + odd0 + half) >> shift;
  target[at + 4 * s] = (d - odd0 + half) >> shift;
}
