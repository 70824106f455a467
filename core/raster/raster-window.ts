/** A rectangle of pixels at full resolution; col and row count from the upper left corner. */
export type RasterWindow = {
  readonly col: number;
  readonly row: number;
  readonly widthPx: number;
  readonly heightPx: number;
};
