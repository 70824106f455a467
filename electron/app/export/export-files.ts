/** Which files an export writes, under which names, and which exports make sense. */
import { extname } from 'node:path';
import { withEnding } from '../../../core/bytes/file-name.ts';
import {
  EXPORT_FORMATS,
  EXPORT_PRODUCTS,
  formatsOf,
  valuesOf,
} from '../../../core/documents/export-products.ts';
import { canHaveLegend, type ExportSpec, MOST_SMOOTHING } from '../../../core/documents/export-spec.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { questionName } from '../../../core/export/export-name.ts';
import type { RanQuery } from '../search/query-service.ts';
import { stylePathOf } from './style-file.ts';

/** Throws `InvalidInput` for parts that do not go together. */
export function checkSpec({ product, format, values, epsg, smoothing, leastArea, legend }: ExportSpec): void {
  const { title, onlyEpsg } = EXPORT_FORMATS[format];
  if (!formatsOf(product).includes(format))
    throw new InvalidInput(
      `${product} cannot be exported as ${format}: choose one of ${formatsOf(product).join(', ')}`,
    );
  if (!valuesOf(product, format).includes(values))
    throw new InvalidInput(`${product} as ${format} cannot have ${values} values`);
  if (onlyEpsg !== null && epsg !== onlyEpsg)
    throw new InvalidInput(`${title} has longitude and latitude only: export it in EPSG:${onlyEpsg}`);
  if (!Number.isInteger(smoothing) || smoothing < 0 || smoothing > MOST_SMOOTHING)
    throw new InvalidInput(
      `smoothing: expected a whole number from 0 to ${MOST_SMOOTHING}, got ${smoothing}`,
    );
  if (legend && !canHaveLegend(product, format))
    throw new InvalidInput(`${product} as ${format} has no room for a legend: leave it out`);
  if (!(leastArea >= 0)) throw new InvalidInput(`least area: expected 0 or more, got ${leastArea}`);
}

/** Proposed name, after the question. */
export function nameOf({ result }: RanQuery, { product, format, values }: ExportSpec): string {
  // A map of scores of the same name would lend its style to the colours.
  const colours = EXPORT_PRODUCTS[product].kind === 'raster' && values === 'rendered' ? '-colours' : '';
  return `${questionName(result.terms)}-${product}${colours}.${EXPORT_FORMATS[format].ending}`;
}

export function withUsualEnding(path: string, { format }: Pick<ExportSpec, 'format'>): string {
  const { ending } = EXPORT_FORMATS[format];
  const known =
    format === 'cog' ? ['.tif', '.tiff'] : format === 'geojson' ? ['.geojson', '.json'] : [`.${ending}`];
  return known.includes(extname(path).toLowerCase()) ? path : withEnding(path, `.${ending}`);
}

/** Every file that the export may write, the main one first. */
export function filesOf(path: string, { product, format, values }: ExportSpec): readonly string[] {
  const stem = path.slice(0, path.length - extname(path).length);
  const beside = EXPORT_FORMATS[format].beside.map((ending) =>
    ending.startsWith('png.') ? `${path}${ending.slice('png'.length)}` : `${stem}.${ending}`,
  );
  const isStyled = EXPORT_PRODUCTS[product].kind === 'vector' ? format !== 'csv' : values === 'raw';
  return [path, ...beside, ...(isStyled ? [stylePathOf(path)] : [])];
}

/** Name of a file for download in the data folder, where several exports may have one name. */
export function storedName(name: string): string {
  const ending = extname(name);
  return withEnding(
    name.slice(0, name.length - ending.length),
    `.${crypto.randomUUID().slice(0, 8)}${ending}`,
  );
}

/** The name that the user gets: a stored name without what tells it apart. */
export function plainName(stored: string): string {
  return stored.replace(/\.[0-9a-f]{8}(?=\.)/, '');
}
