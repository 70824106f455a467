/** One export: what of a query, in which form, and what it would give. JSON values only (`null`, never `undefined`). */
import {
  EXPORT_FORMATS,
  type ExportFormat,
  type ExportProduct,
  type ExportValues,
  formatsOf,
  valuesOf,
} from './export-products.ts';
import type { RasterWindow, SceneCrs } from './scene.ts';

export type ExportSpec = {
  readonly product: ExportProduct;
  readonly format: ExportFormat;
  readonly values: ExportValues;
  /** A cosine. Vectors leave out what lies below it, rendered maps hide it; null takes everything. */
  readonly threshold: number | null;
  /** Regions smaller than this are left out: square metres, or pixels for a scene without CRS. */
  readonly leastArea: number;
  /** Rounds of corner cutting on the outlines of regions. */
  readonly smoothing: number;
  /** Whether map and regions are those of the sharpened map. */
  readonly sharpened: boolean;
  /** Whether the legend stands in the corner of a picture. */
  readonly legend: boolean;
  /** Whether the imagery below the map of a picture is grey. */
  readonly greyImagery: boolean;
  /** Null for the whole scene. */
  readonly extent: RasterWindow | null;
  /** EPSG code; null for the scene's own CRS. */
  readonly epsg: number | null;
};

export const MOST_SMOOTHING = 4;

/** The usual export of a product: whole scene, WGS 84 where the format is meant for it, else the scene's CRS. */
export function usualSpec(product: ExportProduct, format: ExportFormat = formatsOf(product)[0]): ExportSpec {
  return {
    product,
    format,
    values: valuesOf(product, format)[0],
    threshold: null,
    leastArea: 0,
    smoothing: 0,
    sharpened: false,
    legend: canHaveLegend(product, format),
    greyImagery: product === 'picture',
    extent: null,
    epsg: usualEpsg(format),
  };
}

/** Pages have theirs below the picture, and a GeoTIFF is for further work. */
export function canHaveLegend(product: ExportProduct, format: ExportFormat): boolean {
  return product === 'picture' && format === 'png';
}

export function usualEpsg(format: ExportFormat): number | null {
  return format === 'geojson' ? 4326 : EXPORT_FORMATS[format].onlyEpsg;
}

/** What an export would give. */
export type ExportPlan = {
  /** Proposed file name, after the question. */
  readonly name: string;
  /** Number of features; null for maps and pictures. */
  readonly features: number | null;
  /** Size of a map or picture; null for vectors. */
  readonly size: { readonly widthPx: number; readonly heightPx: number } | null;
  /** Highest score that the product could have; null if there is none. */
  readonly best: number | null;
  /** Null for a scene without CRS. */
  readonly crs: Pick<SceneCrs, 'name' | 'epsg'> | null;
};
