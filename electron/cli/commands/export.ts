/** `longsight export SCENE --text "…" --product … --out FILE`: writes the result of a query as layer, map, picture or page. */
import { extname, resolve } from 'node:path';
import {
  EXPORT_FORMAT_IDS,
  EXPORT_FORMATS,
  EXPORT_PRODUCT_IDS,
  EXPORT_PRODUCTS,
  type ExportFormat,
  type ExportProduct,
  formatsOf,
  valuesOf,
} from '../../../core/documents/export-products.ts';
import { type ExportSpec, MOST_SMOOTHING, usualSpec } from '../../../core/documents/export-spec.ts';
import type { RasterWindow, SceneDetail } from '../../../core/documents/scene.ts';
import { emptyProject } from '../../../core/project/document.ts';
import { counted } from '../print/counted.ts';
import {
  type Command,
  choiceOption,
  countOption,
  type Invocation,
  numberOption,
  scenePath,
  sizesOption,
  textOption,
  UsageError,
} from './command.ts';
import { noteCuts, noteFitted, noteUnreadable } from './notes.ts';
import { answeredBy, areaOption, queryTerms, textsOf } from './query.ts';

const HITS = 100;

export const exportCommand: Command = {
  name: 'export',
  usage: `export SCENE.tif --text SENTENCE [--not SENTENCE]… [--area COL,ROW,COL,ROW,…] --product ${EXPORT_PRODUCT_IDS.join('|')} --out FILE [--format ${EXPORT_FORMAT_IDS.join('|')}] [--threshold COSINE] [--min-area M2] [--smooth 0-${MOST_SMOOTHING}] [--sharpen] [--rendered] [--crs scene|EPSG:CODE] [--window COL,ROW,WIDTH,HEIGHT] [--top N] [--model NAME] [--sizes PX,PX,…] [--overwrite]`,
  summary: 'write the hits, outlines, regions, map or picture of a query as a georeferenced file',
  options: {
    text: { type: 'string', multiple: true },
    not: { type: 'string', multiple: true },
    area: { type: 'string' },
    model: { type: 'string' },
    product: { type: 'string' },
    format: { type: 'string' },
    out: { type: 'string' },
    threshold: { type: 'string' },
    'min-area': { type: 'string' },
    smooth: { type: 'string' },
    sharpen: { type: 'boolean' },
    rendered: { type: 'boolean' },
    crs: { type: 'string' },
    window: { type: 'string' },
    top: { type: 'string' },
    sizes: { type: 'string' },
    overwrite: { type: 'boolean' },
  },
  run: async (invocation) => {
    const terms = queryTerms(invocation);
    const out = textOption(invocation, 'out');
    if (out === null) throw new UsageError('--out is missing: give the file to write');
    const asked = specOf(invocation, out);
    const hits = countOption(invocation, 'top', 1, HITS);
    const sizesPx = sizesOption(invocation, 'sizes');
    const area = areaOption(invocation);
    const { scenes, models, indexes, queries, exports, webAccess } = await invocation.services();
    const scene = await scenes.openPath(scenePath(invocation, { webAccess }));
    const detail = await scenes.detail(scene);
    const spec = { ...asked, extent: extentOf(invocation, detail) };
    const model = await models.find(textOption(invocation, 'model'));
    await noteCuts(invocation, models, model, textsOf(terms));
    noteFitted(invocation, detail, sizesPx);
    await noteUnreadable(invocation, indexes, scene);
    const result = await queries.run({ scene, model, terms, area, hits, sizesPx }, invocation.signal);
    const file = await exports.make(
      result.id,
      spec,
      { style: emptyProject.similarity, reviews: [], rendering: null, gamma: 1 },
      { path: resolve(out), replace: invocation.values.overwrite === true },
      invocation.signal,
    );
    if (file.note !== null) invocation.console.note(file.note);
    const written = resolve(out, '..', file.name);
    const { bytes, features } = file;
    const what = features === null ? '' : `${counted(features, 'feature')}, `;
    invocation.console.result(
      { file: written, bytes, features, grid: result.grid },
      `${written}: ${what}${bytes} bytes, from ${answeredBy(result)}`,
    );
  },
};

/** Names of products of before, which scripts may use: each was a product in one format. */
const FORMER_PRODUCTS: ReadonlyMap<
  string,
  { readonly product: ExportProduct; readonly format: ExportFormat }
> = new Map([
  ['similarity-cog', { product: 'map', format: 'cog' }],
  ['probability-cog', { product: 'probability', format: 'cog' }],
  ['hits-geojson', { product: 'hits', format: 'geojson' }],
  ['regions-geojson', { product: 'regions', format: 'geojson' }],
]);

/** All of the spec but its extent, which needs the scene. */
function specOf(invocation: Invocation, out: string): ExportSpec {
  const former = FORMER_PRODUCTS.get(textOption(invocation, 'product', ''));
  const product = former ? former.product : choiceOption(invocation, 'product', EXPORT_PRODUCT_IDS);
  if (product === null) throw new UsageError(`--product is missing: one of ${EXPORT_PRODUCT_IDS.join(', ')}`);
  const format = former
    ? former.format
    : (choiceOption(invocation, 'format', EXPORT_FORMAT_IDS) ?? formatByName(product, out));
  if (!formatsOf(product).includes(format))
    throw new UsageError(
      `${product} cannot be exported as ${format}: choose one of ${formatsOf(product).join(', ')}`,
    );
  const threshold = numberOption(invocation, 'threshold');
  if (EXPORT_PRODUCTS[product].needsThreshold && threshold === null)
    throw new UsageError(`${product} needs --threshold COSINE`);
  if (threshold !== null && (threshold < -1 || threshold > 1))
    throw new UsageError(`--threshold: expected a cosine from -1 to 1, got ${threshold}`);
  const usual = usualSpec(product, format);
  const isRendered = invocation.values.rendered === true;
  if (isRendered && !valuesOf(product, format).includes('rendered'))
    throw new UsageError(`--rendered: ${product} as ${format} has no colours`);
  const smoothing = countOption(invocation, 'smooth', 0, 0);
  if (smoothing > MOST_SMOOTHING)
    throw new UsageError(`--smooth: expected 0 to ${MOST_SMOOTHING}, got ${smoothing}`);
  const leastArea = numberOption(invocation, 'min-area', 0);
  if (leastArea < 0) throw new UsageError(`--min-area: expected 0 or more, got ${leastArea}`);
  return {
    ...usual,
    values: isRendered ? 'rendered' : usual.values,
    threshold,
    smoothing,
    leastArea,
    sharpened: invocation.values.sharpen === true,
    epsg: epsgOf(invocation, usual.epsg),
  };
}

/** By the ending of the file; the product's usual format without one. */
function formatByName(product: ExportProduct, out: string): ExportFormat {
  const ending = extname(out).slice(1).toLowerCase();
  if (ending === '') return formatsOf(product)[0];
  const alias: Readonly<Record<string, ExportFormat>> = { tiff: 'cog', json: 'geojson' };
  const found = alias[ending] ?? EXPORT_FORMAT_IDS.find((format) => EXPORT_FORMATS[format].ending === ending);
  if (found === undefined)
    throw new UsageError(
      `${out}: .${ending} is no format for ${product}: name the file .${formatsOf(product)
        .map((format) => EXPORT_FORMATS[format].ending)
        .join(', .')}, or give --format`,
    );
  return found;
}

function epsgOf(invocation: Invocation, usual: number | null): number | null {
  const text = textOption(invocation, 'crs');
  if (text === null) return usual;
  if (text === 'scene') return null;
  const code = /^(?:EPSG:)?(\d{1,6})$/i.exec(text)?.[1];
  if (code === undefined) throw new UsageError(`--crs: expected scene or EPSG:CODE, got "${text}"`);
  return Number(code);
}

function extentOf(invocation: Invocation, { widthPx, heightPx }: SceneDetail): RasterWindow | null {
  const text = textOption(invocation, 'window');
  if (text === null) return null;
  const [col, row, width, height] = text.split(',').map(Number);
  const win = { col, row, widthPx: width, heightPx: height };
  const isWhole = Object.values(win).every((value) => Number.isSafeInteger(value) && value >= 0);
  if (!isWhole || width < 1 || height < 1 || text.split(',').length !== 4)
    throw new UsageError(`--window: expected COL,ROW,WIDTH,HEIGHT in pixels, got "${text}"`);
  if (col + width > widthPx || row + height > heightPx)
    throw new UsageError(`--window: ${text} lies outside of the scene (${widthPx} x ${heightPx} pixels)`);
  return win;
}
