/** A map of one byte a pixel. */

/** Rows top to bottom. */
export type ByteMap = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Uint8Array;
};
