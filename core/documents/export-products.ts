/** Files that a query can be exported as. A new one needs a line here and a writer in `electron/app/export/`. */

type ProductFacts = {
  /** As menus and commands name it. */
  readonly title: string;
  /** One line beside the title. */
  readonly hint: string;
  /** End of the proposed file name, after the name of the query or scene. */
  readonly ending: string;
  readonly mediaType: string;
  /** True if the product is cut off at a score, which the user must set first. */
  readonly needsThreshold: boolean;
};

const TIFF = 'image/tiff';
const GEOJSON = 'application/geo+json';

// biome-ignore format: a line for each product
export const EXPORT_PRODUCTS = {
  'similarity-cog': { title: 'Similarity map (GeoTIFF)', hint: 'Cosines as floats, scene CRS, cloud optimized', ending: 'similarity.tif', mediaType: TIFF, needsThreshold: false },
  'probability-cog': { title: 'Probability map (GeoTIFF)', hint: 'The SeLo paper’s 8-bit map at full resolution', ending: 'probability.tif', mediaType: TIFF, needsThreshold: false },
  'hits-geojson': { title: 'Hits (GeoJSON)', hint: 'Ranked windows with scores, lon/lat', ending: 'hits.geojson', mediaType: GEOJSON, needsThreshold: false },
  'regions-geojson': { title: 'Regions above the threshold (GeoJSON)', hint: 'Outlines of what the map shows, lon/lat', ending: 'regions.geojson', mediaType: GEOJSON, needsThreshold: true },
} as const satisfies Readonly<Record<string, ProductFacts>>;

export type ExportProduct = keyof typeof EXPORT_PRODUCTS;

/** In the order of menus. */
export const EXPORT_PRODUCT_IDS = Object.keys(EXPORT_PRODUCTS) as readonly ExportProduct[];
