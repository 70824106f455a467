/** 8-bit RGB picture in memory, rows top to bottom. */
export type RgbImage = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** [heightPx, widthPx, 3] */
  readonly rgb: Uint8Array;
};

/** Converts pixels [heightPx, widthPx, channels] to RGB: gray is repeated, alpha is dropped. Three channels are not copied. */
export function rgbOf(picture: {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
}): RgbImage {
  const { widthPx, heightPx, channels, pixels } = picture;
  if (channels === 3) return { widthPx, heightPx, rgb: pixels };
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let i = 0; i < widthPx * heightPx; i++)
    for (let c = 0; c < 3; c++) rgb[3 * i + c] = pixels[i * channels + (channels < 3 ? 0 : c)]!;
  return { widthPx, heightPx, rgb };
}
