/** YCbCr (TIFF 6.0, section 21) to RGB, with the integer arithmetic of libtiff, which GDAL shows such files with. */

/** Tag values that describe how colours were coded. */
export type Chroma = {
  /** Pixels for each colour sample, across and down: 1, 2 or 4. */
  readonly across: number;
  readonly down: number;
  /** Shares of red, green and blue in the luminance. */
  readonly luma: readonly [number, number, number];
  /** Codes of black and white for Y, Cb and Cr. */
  readonly blackWhite: readonly number[];
};

export const defaultLuma = [0.299, 0.587, 0.114] as const;
export const defaultBlackWhite: readonly number[] = [0, 255, 128, 255, 128, 255];

/** Fixed-point ones. */
const one = 1 << 16;
const half = 1 << 15;

/** Tables over all codes: 256 entries each. */
export type ChromaTables = {
  readonly y: Int32Array;
  readonly crRed: Int32Array;
  readonly cbBlue: Int32Array;
  /** Fixed-point; their sum is the green part. */
  readonly crGreen: Int32Array;
  readonly cbGreen: Int32Array;
};

export function chromaTables({ luma, blackWhite }: Chroma): ChromaTables {
  const [red, green, blue] = luma.map(Math.fround);
  const fixed = (value: number): number => Math.trunc(Math.fround(value) * one + 0.5);
  const redGain = Math.fround(2 - Math.fround(2 * red));
  const blueGain = Math.fround(2 - Math.fround(2 * blue));
  const perRed = fixed(redGain);
  const perBlue = fixed(blueGain);
  const perGreenOfRed = -fixed(Math.fround(Math.fround(red * redGain) / green));
  const perGreenOfBlue = -fixed(Math.fround(Math.fround(blue * blueGain) / green));
  const table = (entry: (code: number) => number): Int32Array =>
    Int32Array.from({ length: 256 }, (_, i) => entry(i));
  const [y0, y1, cb0, cb1, cr0, cr1] = blackWhite;
  const cr = (code: number): number => codedValue(code - 128, cr0 - 128, cr1 - 128, 127);
  const cb = (code: number): number => codedValue(code - 128, cb0 - 128, cb1 - 128, 127);
  return {
    y: table((code) => codedValue(code, y0, y1, 255)),
    crRed: table((code) => (perRed * cr(code) + half) >> 16),
    cbBlue: table((code) => (perBlue * cb(code) + half) >> 16),
    crGreen: table((code) => perGreenOfRed * cr(code)),
    cbGreen: table((code) => perGreenOfBlue * cb(code) + half),
  };
}

/** The value of a code where `black` stands for 0 and `white` for `most`. */
function codedValue(code: number, black: number, white: number, most: number): number {
  const range = Math.fround(white - black);
  const value = Math.fround(Math.fround((code - Math.trunc(black)) * most) / (range === 0 ? 1 : range));
  return Math.trunc(Math.max(-128 * 32, Math.min(128 * 32, value)));
}

/** Writes the RGB of one pixel to `out`. */
export function putRgb(
  { y, crRed, cbBlue, crGreen, cbGreen }: ChromaTables,
  luma: number,
  cb: number,
  cr: number,
  out: Uint8ClampedArray,
  at: number,
): void {
  out[at] = y[luma] + crRed[cr];
  out[at + 1] = y[luma] + ((cbGreen[cb] + crGreen[cr]) >> 16);
  out[at + 2] = y[luma] + cbBlue[cb];
}

/** Bytes of a row of data units: the Y of `across` x `down` pixels, then Cb and Cr. */
export function unitRowBytes({ across, down }: Chroma, widthPx: number): number {
  return Math.ceil(widthPx / across) * (across * down + 2);
}

/** RGB [rows, widthPx, 3] of data units. */
export function rgbOfUnits(chroma: Chroma, units: Uint8Array, widthPx: number, rows: number): Uint8Array {
  const { across, down } = chroma;
  const tables = chromaTables(chroma);
  const out = new Uint8ClampedArray(widthPx * rows * 3);
  const unitBytes = across * down + 2;
  const rowBytes = unitRowBytes(chroma, widthPx);
  for (let row = 0; row < rows; row++) {
    const from = Math.floor(row / down) * rowBytes;
    const lumaAt = (row % down) * across;
    for (let col = 0; col < widthPx; col++) {
      const unit = from + Math.floor(col / across) * unitBytes;
      const luma = units[unit + lumaAt + (col % across)];
      putRgb(
        tables,
        luma,
        units[unit + unitBytes - 2],
        units[unit + unitBytes - 1],
        out,
        (row * widthPx + col) * 3,
      );
    }
  }
  return new Uint8Array(out.buffer);
}
