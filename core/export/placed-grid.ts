/** A map or picture at its place: samples on a regular grid with a transform. */
import type { Affine, RasterWindow } from '../documents/scene.ts';
import { cellAffine } from '../geo/affine.ts';
import type { SimilarityMap } from '../search/similarity-map.ts';

export type PlacedGrid<T extends Float32Array | Uint8Array = Float32Array | Uint8Array> = {
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1, or 4 for red, green, blue and alpha. */
  readonly channels: 1 | 4;
  /** [heightPx, widthPx, channels] */
  readonly values: T;
  /** From outer pixel corners to CRS units. */
  readonly affine: Affine;
};

/** The cells of a map that reach into `extent`, in pixels of the scene; null for all. */
export function mapGridIn(
  map: SimilarityMap,
  extent: RasterWindow | null,
  affine: Affine,
): PlacedGrid<Float32Array> {
  const { cellPx, columns, rows } = map;
  const cells = extent === null ? null : cellsIn(extent, cellPx, columns, rows);
  const { col, row, widthPx, heightPx } = cells ?? { col: 0, row: 0, widthPx: columns, heightPx: rows };
  const values = cells === null ? map.values : cropped(map.values, columns, cells);
  const own = cellAffine(affine, col * cellPx, row * cellPx, cellPx, cellPx);
  return { widthPx, heightPx, channels: 1, values, affine: own };
}

/** The part of a grid with one value for each pixel of the scene. */
export function pixelGridIn<T extends Float32Array | Uint8Array>(
  grid: { readonly widthPx: number; readonly heightPx: number; readonly values: T },
  extent: RasterWindow | null,
  affine: Affine,
): PlacedGrid<T> {
  if (extent === null) return { ...grid, channels: 1, affine };
  const { col, row, widthPx, heightPx } = extent;
  const values = cropped(grid.values, grid.widthPx, extent);
  return { widthPx, heightPx, channels: 1, values, affine: cellAffine(affine, col, row, 1, 1) };
}

function cellsIn(extent: RasterWindow, cellPx: number, columns: number, rows: number): RasterWindow {
  const col = Math.max(0, Math.min(columns - 1, Math.floor(extent.col / cellPx)));
  const row = Math.max(0, Math.min(rows - 1, Math.floor(extent.row / cellPx)));
  const right = Math.min(columns, Math.ceil((extent.col + extent.widthPx) / cellPx));
  const bottom = Math.min(rows, Math.ceil((extent.row + extent.heightPx) / cellPx));
  return { col, row, widthPx: Math.max(1, right - col), heightPx: Math.max(1, bottom - row) };
}

function cropped<T extends Float32Array | Uint8Array>(values: T, widthPx: number, win: RasterWindow): T {
  const out = values.slice(0, win.widthPx * win.heightPx) as T;
  for (let row = 0; row < win.heightPx; row++) {
    const from = (win.row + row) * widthPx + win.col;
    out.set(values.subarray(from, from + win.widthPx), row * win.widthPx);
  }
  return out;
}
