/** The choices of the export dialog and the export that they stand for. */
import {
  EXPORT_FORMATS,
  EXPORT_PRODUCTS,
  type ExportFormat,
  type ExportProduct,
  type ExportValues,
  formatsOf,
  valuesOf,
} from '../../../core/documents/export-products.ts';
import { canHaveLegend, type ExportSpec, usualEpsg } from '../../../core/documents/export-spec.ts';
import type { RasterWindow, SceneDetail } from '../../../core/documents/scene.ts';

export type CrsChoice = 'scene' | 'wgs84' | 'other';

export type ExportChoice = {
  readonly product: ExportProduct;
  readonly format: ExportFormat;
  readonly values: ExportValues;
  readonly extent: 'scene' | 'view';
  readonly crs: CrsChoice;
  readonly epsg: number;
  readonly hasThreshold: boolean;
  readonly threshold: number;
  readonly leastArea: number;
  readonly smoothing: number;
  readonly legend: boolean;
  readonly greyImagery: boolean;
};

const WGS_84 = 4326;
/** Products that show the map, which may be sharpened. */
const OF_THE_MAP: readonly ExportProduct[] = ['regions', 'map', 'picture'];

/** Another product keeps the format if it can. */
export function withProduct(choice: ExportChoice, product: ExportProduct, scene: SceneDetail): ExportChoice {
  const formats = formatsOf(product);
  const format = formats.includes(choice.format) ? choice.format : formats[0]!;
  return withFormat({ ...choice, product }, format, scene);
}

/** Another format starts with its usual CRS and values. */
export function withFormat(choice: ExportChoice, format: ExportFormat, scene: SceneDetail): ExportChoice {
  const values = valuesOf(choice.product, format);
  const usual = usualEpsg(format) !== null && scene.crs !== null ? 'wgs84' : 'scene';
  const isKept = format === choice.format;
  return {
    ...choice,
    format,
    values: values.includes(choice.values) && isKept ? choice.values : values[0]!,
    crs: isKept ? choice.crs : usual,
  };
}

export function specOf(
  choice: ExportChoice,
  { view, sharpened }: { readonly view: RasterWindow | null; readonly sharpened: boolean },
): ExportSpec {
  const { product, format, values, threshold, leastArea, smoothing } = choice;
  const cuts = choice.hasThreshold || EXPORT_PRODUCTS[product].needsThreshold;
  const isRegions = product === 'regions';
  return {
    ...{ product, format, values },
    threshold: cuts && product !== 'probability' ? threshold : null,
    leastArea: isRegions ? leastArea : 0,
    smoothing: isRegions ? smoothing : 0,
    greyImagery: choice.greyImagery && product === 'picture',
    legend: choice.legend && canHaveLegend(product, format),
    sharpened: sharpened && OF_THE_MAP.includes(product),
    extent: choice.extent === 'view' ? view : null,
    epsg: EXPORT_FORMATS[format].onlyEpsg ?? { scene: null, wgs84: WGS_84, other: choice.epsg }[choice.crs],
  };
}
