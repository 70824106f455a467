/** 8-bit CIELab (TIFF 6.0, section 23) to RGB, with the single-precision arithmetic of libtiff, which GDAL shows such files with. */

/** XYZ of the white that Lab values refer to, for Y = 100. */
export type White = readonly [number, number, number];

/** CIE illuminant D50. */
export const whiteD50: White = [96.425, 100, 82.468];

/** XYZ to linear sRGB (IEC 61966-2-1). */
const toSrgb = [
  [3.241, -1.5374, -0.4986],
  [-0.9692, 1.876, 0.0416],
  [0.0556, -0.204, 1.057],
].map((row) => row.map(Math.fround));
const gamma = 2.4;
/** Linear light of the display's black and white. */
const black = 1;
const white = 100;
const steps = 1500;
const f = Math.fround;
const step = f((white - black) / steps);
/** Codes by linear light. */
const codes = Uint8Array.from({ length: steps + 1 }, (_, i) =>
  Math.trunc(f(255 * f((i / steps) ** f(1 / gamma))) + 0.5),
);

/** The reference white with chromaticity `x`, `y`. */
export function whiteOf(x: number, y: number): White {
  return [f(f(f(x) / f(y)) * 100), 100, f(f(f(1 - f(x) - f(y)) / f(y)) * 100)];
}

/** RGB and an opaque alpha [pixels, 4] of L, a, b [pixels, 3]; a and b are signed bytes. */
export function rgbaOfLab(lab: ArrayLike<number>, reference: White): Uint8Array {
  const [x0, y0, z0] = reference.map(f);
  const pixels = Math.floor(lab.length / 3);
  const out = new Uint8Array(pixels * 4);
  for (let i = 0; i < pixels; i++) {
    const L = f(f(lab[3 * i] * 100) / 255);
    const a = (lab[3 * i + 1] << 24) >> 24;
    const b = (lab[3 * i + 2] << 24) >> 24;
    const isDark = L < f(8.856);
    const dark = f(f(L * y0) / f(903.292));
    const root = isDark ? f(f(f(7.787) * f(dark / y0)) + f(16 / 116)) : f(f(L + 16) / 116);
    const y = isDark ? dark : f(f(f(y0 * root) * root) * root);
    const x = cubed(f(f(a / 500) + root), x0);
    const z = cubed(f(root - f(b / 200)), z0);
    for (let c = 0; c < 3; c++) out[4 * i + c] = codeOf(toSrgb[c], x, y, z);
    out[4 * i + 3] = 255;
  }
  return out;
}

function cubed(root: number, whole: number): number {
  if (root < f(0.2069)) return f(f(whole * f(root - f(0.13793))) / f(7.787));
  return f(f(f(whole * root) * root) * root);
}

function codeOf([m0, m1, m2]: readonly number[], x: number, y: number, z: number): number {
  const light = f(f(f(m0 * x) + f(m1 * y)) + f(m2 * z));
  const bounded = Math.min(Math.max(light, black), white);
  return codes[Math.min(steps, Math.trunc(f(f(bounded - black) / step)))];
}
