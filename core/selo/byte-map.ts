/** Map with one byte per pixel. */

/** `values` is [heightPx, widthPx], rows top to bottom. */
export type ByteMap = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Uint8Array;
};
