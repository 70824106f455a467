/** Scenes, as page and core tell each other of them. JSON values only (`null`, never `undefined`). */
import type { SampleType } from '../tensor/samples.ts';
import type { SceneId } from './ids.ts';

/** x = a·col + b·row + c, y = d·col + e·row + f; (0, 0) is the outer corner of the first pixel. */
export type AffineCoefficients = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export type SceneCrs = {
  readonly name: string;
  readonly epsg: number | null;
  readonly proj4: string;
  readonly wkt: string;
  readonly isGeographic: boolean;
};

/**
 * The CRS authority's longitudes and latitudes on a regular lattice over the whole raster, corner to corner, for bilinear
 * interpolation in the page; NaN-free or absent.
 */
export type ControlGrid = {
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns, 2] */
  readonly lonLat: readonly number[];
};

/** Per band: linear stretch of [min, max] to 0-255; `none` passes 8-bit values through. */
export type Stretch =
  | { readonly kind: 'none' }
  | { readonly kind: 'linear'; readonly ranges: readonly [Range, Range, Range] };

export type Range = { readonly min: number; readonly max: number };

/** `cut` holds the middle 96 % of a band's values, `extremes` all of them. */
export type BandRanges = { readonly cut: Range; readonly extremes: Range };

/** Which bands make red, green and blue, and how their values become 8 bit. Bands count from 0. */
export type BandRendering = {
  readonly bands: readonly [number, number, number];
  readonly stretch: Stretch;
};

export type SceneDetail = {
  readonly id: SceneId;
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: readonly { readonly name: string; readonly range: Range }[];
  readonly sampleType: SampleType;
  readonly nodata: string | null;
  readonly compression: string;
  readonly layout: string;
  readonly overviews: number;
  readonly fileBytes: number;
  /** The first digits of the content's identity: in the addresses of pictures, which are kept by it. */
  readonly content: string;
  readonly affine: AffineCoefficients;
  readonly isGeoreferenced: boolean;
  readonly crs: SceneCrs | null;
  /** Present wherever the scene has a CRS that the authority can transform. */
  readonly controlGrid: ControlGrid | null;
  /** Closed ring of [lon, lat], null without a CRS. */
  readonly footprint: readonly (readonly [number, number])[] | null;
  readonly metresPerPixel: number | null;
  readonly modelView: BandRendering;
  readonly defaultStyle: BandRendering;
  /** Highest level is full resolution; level 0 fits one tile. */
  readonly tileLevels: number;
  readonly tileSizePx: number;
  readonly warnings: readonly string[];
  /** The file cannot be found or has changed since it was opened. */
  readonly missing: boolean;
};

export type PixelWindow = {
  readonly col: number;
  readonly row: number;
  readonly widthPx: number;
  readonly heightPx: number;
};
