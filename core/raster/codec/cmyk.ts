/** 8-bit CMYK to RGB, with the integer arithmetic of libtiff, which GDAL shows such files with. */

/** RGB and an opaque alpha [pixels, 4] of inks [pixels, bands]; bands after the fourth are not shown. */
export function rgbaOfInks(inks: ArrayLike<number>, bands: number): Uint8Array {
  const pixels = Math.floor(inks.length / bands);
  const out = new Uint8Array(pixels * 4);
  for (let i = 0, from = 0, to = 0; i < pixels; i++, from += bands, to += 4) {
    const light = 255 - (inks[from + 3] & 255);
    for (let c = 0; c < 3; c++) out[to + c] = Math.trunc((light * (255 - (inks[from + c] & 255))) / 255);
    out[to + 3] = 255;
  }
  return out;
}
