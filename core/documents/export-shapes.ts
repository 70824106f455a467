/** Checks of exports that the page asks for. */
import { EXPORT_FORMAT_IDS, EXPORT_PRODUCT_IDS, EXPORT_VALUES } from './export-products.ts';
import { type ExportSpec, MOST_SMOOTHING } from './export-spec.ts';
import { rasterWindow } from './project-shapes.ts';
import { boolean, integer, literal, nullable, number, object, type Shape } from './shape.ts';

export const exportSpec: Shape<ExportSpec> = object({
  product: literal(...EXPORT_PRODUCT_IDS),
  format: literal(...EXPORT_FORMAT_IDS),
  values: literal(...EXPORT_VALUES),
  threshold: nullable(number(-1, 1)),
  leastArea: number(0, 1e15),
  smoothing: integer(0, MOST_SMOOTHING),
  sharpened: boolean,
  legend: boolean,
  greyImagery: boolean,
  extent: nullable(rasterWindow),
  epsg: nullable(integer(1, 1_000_000)),
});
