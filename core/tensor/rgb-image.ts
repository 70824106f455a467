/** An 8-bit RGB picture in memory, rows top to bottom, three bytes a pixel. */
export type RgbImage = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** [heightPx, widthPx, 3] */
  readonly rgb: Uint8Array;
};
