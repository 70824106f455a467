/** Scenes, exchanged between page and core. JSON values only (`null`, never `undefined`). */
import type { SampleType } from '../tensor/samples.ts';
import type { SceneId } from './ids.ts';

/** From pixels to CRS units: x = xPerCol·col + xPerRow·row + xOrigin, likewise for y. The origin is the outer corner of the upper left pixel. */
export type Affine = {
  readonly xOrigin: number;
  readonly xPerCol: number;
  readonly xPerRow: number;
  readonly yOrigin: number;
  readonly yPerCol: number;
  readonly yPerRow: number;
};

/** A closed ring of [lon, lat] in degrees (WGS 84). */
export type LonLatPolygon = readonly (readonly [number, number])[];

/** A coordinate reference system, as PROJ describes it. */
export type SceneCrs = {
  readonly wkt: string;
  readonly name: string;
  /** EPSG code, null for a user-defined system. */
  readonly epsg: number | null;
  readonly proj4: string;
  readonly isGeographic: boolean;
};

/**
 * Longitudes and latitudes from PROJ on a regular lattice over the whole raster, corner to corner, for bilinear interpolation in
 * the page. All values are finite.
 */
export type ControlGrid = {
  readonly columns: number;
  readonly rows: number;
  /** [rows, columns, 2], in degrees. */
  readonly lonLat: readonly number[];
};

/** Per band, samples at `min` become 0 and samples at `max` 255; `min` above `max` inverts. `none` passes 8-bit values through. */
export type Stretch =
  | { readonly kind: 'none' }
  | { readonly kind: 'linear'; readonly ranges: readonly [ValueRange, ValueRange, ValueRange] };

export type ValueRange = { readonly min: number; readonly max: number };

/** What a band measures, by part of the spectrum. */
export const SPECTRAL_ROLES = [
  ...(['coastal', 'blue', 'green', 'red', 'red-edge', 'nir'] as const),
  ...(['swir1', 'swir2', 'thermal', 'pan'] as const),
] as const;
export type SpectralRole = (typeof SPECTRAL_ROLES)[number];

/** `cut` holds the middle 96 % of a band's values, `extremes` all of them, `sigmas` runs two standard deviations to either side of the mean. */
export type BandRanges = {
  readonly cut: ValueRange;
  readonly extremes: ValueRange;
  readonly sigmas: ValueRange;
};

/**
 * Bands used as red, green and blue, and their conversion to 8 bits: for the model (model view) and the screen (layer style).
 * Bands count from 0. A palette band used three times without a stretch is shown in its palette's colours.
 */
export type BandRendering = {
  readonly bands: readonly [number, number, number];
  readonly stretch: Stretch;
};

export type SceneDetail = {
  readonly id: SceneId;
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bands: readonly {
    readonly name: string;
    readonly range: ValueRange;
    /** Null where the file does not say what the band measures. */
    readonly measures: SpectralRole | null;
  }[];
  readonly sampleType: SampleType;
  readonly nodata: string | null;
  readonly compression: string;
  readonly layout: string;
  readonly overviews: number;
  readonly fileBytes: number;
  /** First digits of the content's identity. Part of picture addresses, so that responses can be cached. */
  readonly content: string;
  readonly affine: Affine;
  readonly isGeoreferenced: boolean;
  readonly crs: SceneCrs | null;
  /** Null unless the scene has a CRS that PROJ can transform over the whole raster. */
  readonly controlGrid: ControlGrid | null;
  /** Null without a CRS. */
  readonly footprint: LonLatPolygon | null;
  readonly metresPerPixel: number | null;
  /** ISO 8601 of the TIFF tag DateTime; null without one. */
  readonly date: string | null;
  readonly modelView: BandRendering;
  readonly defaultStyle: BandRendering;
  /** Number of levels: level 0 fits one tile, the last one has full resolution. */
  readonly tileLevels: number;
  readonly tileSizePx: number;
  readonly warnings: readonly string[];
  /** The file cannot be found or has changed since it was opened; the server of a remote scene may not be asked. */
  readonly missing: boolean;
  /** Server of a remote scene; null for a file. */
  readonly host: string | null;
  /** Whether the user chose a CRS for the scene, because its file states none. */
  readonly hasChosenCrs: boolean;
};

/** Size of a raster at full resolution. */
export type SceneSize = { readonly widthPx: number; readonly heightPx: number };

/** A rectangle of pixels at full resolution; col and row count from the upper left corner. */
export type RasterWindow = {
  readonly col: number;
  readonly row: number;
  readonly widthPx: number;
  readonly heightPx: number;
};

/** `along`: other scenes that were missing and found by the same move. */
export type LocatedScenes = { readonly scene: SceneDetail; readonly along: readonly SceneDetail[] };
