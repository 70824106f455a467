/** What a query can be exported as, and in which file formats. A new one needs a line here and a writer in `electron/app/export/`. */

type ProductFacts = {
  readonly kind: 'vector' | 'raster' | 'picture';
  /** The product makes no sense without a score to cut off at. */
  readonly needsThreshold: boolean;
};

// biome-ignore format: a line for each product
export const EXPORT_PRODUCTS = {
  hits: { kind: 'vector', needsThreshold: false },
  outlines: { kind: 'vector', needsThreshold: false },
  boxes: { kind: 'vector', needsThreshold: false },
  points: { kind: 'vector', needsThreshold: false },
  regions: { kind: 'vector', needsThreshold: true },
  map: { kind: 'raster', needsThreshold: false },
  probability: { kind: 'raster', needsThreshold: false },
  picture: { kind: 'picture', needsThreshold: false },
} as const satisfies Readonly<Record<string, ProductFacts>>;

export type ExportProduct = keyof typeof EXPORT_PRODUCTS;

/** In the order of the dialog. */
export const EXPORT_PRODUCT_IDS = Object.keys(EXPORT_PRODUCTS) as readonly ExportProduct[];

type FormatFacts = {
  readonly title: string;
  readonly ending: string;
  readonly mediaType: string;
  /** Endings of the files written beside the main one, without the QGIS style. */
  readonly beside: readonly string[];
  readonly isVector: boolean;
  /** Whether the main file is of no use, or says less, without the others, so that a download has them in one ZIP file. */
  readonly isPacked: boolean;
  /** The only EPSG code that the format allows; null for any CRS. */
  readonly onlyEpsg: number | null;
};

// biome-ignore format: a line for each format
export const EXPORT_FORMATS = {
  gpkg: { title: 'GeoPackage', ending: 'gpkg', mediaType: 'application/geopackage+sqlite3', beside: [], isPacked: false, isVector: true, onlyEpsg: null },
  geojson: { title: 'GeoJSON', ending: 'geojson', mediaType: 'application/geo+json', beside: [], isPacked: false, isVector: true, onlyEpsg: null },
  csv: { title: 'CSV table', ending: 'csv', mediaType: 'text/csv; charset=utf-8', beside: ['csvt', 'prj'], isPacked: true, isVector: true, onlyEpsg: null },
  kmz: { title: 'KMZ (Google Earth)', ending: 'kmz', mediaType: 'application/vnd.google-earth.kmz', beside: [], isPacked: false, isVector: true, onlyEpsg: 4326 },
  shp: { title: 'Shapefile', ending: 'shp', mediaType: 'application/octet-stream', beside: ['shx', 'dbf', 'prj', 'cpg'], isPacked: true, isVector: true, onlyEpsg: null },
  cog: { title: 'GeoTIFF (cloud optimized)', ending: 'tif', mediaType: 'image/tiff', beside: [], isPacked: false, isVector: false, onlyEpsg: null },
  png: { title: 'PNG with world file', ending: 'png', mediaType: 'image/png', beside: ['pgw', 'png.aux.xml'], isPacked: true, isVector: false, onlyEpsg: null },
  pdf: { title: 'PDF, one page', ending: 'pdf', mediaType: 'application/pdf', beside: [], isPacked: false, isVector: false, onlyEpsg: null },
} as const satisfies Readonly<Record<string, FormatFacts>>;

export type ExportFormat = keyof typeof EXPORT_FORMATS;
export const EXPORT_FORMAT_IDS = Object.keys(EXPORT_FORMATS) as readonly ExportFormat[];

/** The formats of a product; the first one is the default. */
export function formatsOf(product: ExportProduct): readonly ExportFormat[] {
  const { kind } = EXPORT_PRODUCTS[product];
  if (kind === 'picture') return ['png', 'pdf', 'cog'];
  return EXPORT_FORMAT_IDS.filter((format) => EXPORT_FORMATS[format].isVector === (kind === 'vector'));
}

export const EXPORT_VALUES = ['raw', 'rendered'] as const;
/** Scores as they are, or colours as on the screen. */
export type ExportValues = (typeof EXPORT_VALUES)[number];

/** The values that a product can have in a format; the first one is the default. */
export function valuesOf(product: ExportProduct, format: ExportFormat): readonly ExportValues[] {
  if (EXPORT_PRODUCTS[product].kind === 'vector') return ['raw'];
  if (EXPORT_PRODUCTS[product].kind === 'picture' || format !== 'cog') return ['rendered'];
  return EXPORT_VALUES;
}
