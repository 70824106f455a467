/** Scenes of STAC items, item collections and catalogues that lie on disk. */
import { InvalidInput } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import { inWords } from '../value-in-words.ts';

/** A raster that a STAC document names, and when it was taken. */
export type StacScene = { readonly href: string; readonly date: string | null };

/** Links to further documents are relative to the document, or absolute. */
export type StacDocument = { readonly scenes: readonly StacScene[]; readonly documents: readonly string[] };

type Item = JsonObject & { readonly type: 'Feature'; readonly assets: JsonObject };

const TIFF_ENDING = /\.tiff?$/i;

/** Null for JSON that is not STAC. Throws `InvalidInput` that names `name` for an item without a raster. */
export function readStac(json: unknown, name: string): StacDocument | null {
  if (!isJsonObject(json)) return null;
  if (json.type === 'FeatureCollection' && Array.isArray(json.features))
    return {
      scenes: json.features.filter(isItem).map((item) => sceneOf(item, name)),
      documents: [],
    };
  if ((json.type === 'Catalog' || json.type === 'Collection') && Array.isArray(json.links))
    return {
      scenes: [],
      documents: json.links
        .filter(isJsonObject)
        .filter(({ rel }) => rel === 'item' || rel === 'child')
        .flatMap(({ href }) => (typeof href === 'string' ? [href] : [])),
    };
  return isItem(json) ? { scenes: [sceneOf(json, name)], documents: [] } : null;
}

function isItem(json: unknown): json is Item {
  return isJsonObject(json) && json.type === 'Feature' && isJsonObject(json.assets);
}

/** The asset with the role "data" comes first, then the first TIFF. */
function sceneOf(item: Item, name: string): StacScene {
  const assets = Object.values(item.assets).filter(isJsonObject).filter(isTiff);
  const data = assets.find(({ roles }) => Array.isArray(roles) && roles.includes('data'));
  const [asset] = data === undefined ? assets : [data];
  const id = typeof item.id === 'string' ? inWords(item.id) : 'without an id';
  if (asset === undefined || typeof asset.href !== 'string')
    throw new InvalidInput(`${name}: the STAC item ${id} has no GeoTIFF among its assets`);
  return { href: asset.href, date: dateOf(item) };
}

function isTiff({ type, href }: JsonObject): boolean {
  if (typeof href !== 'string') return false;
  return (typeof type === 'string' && type.startsWith('image/tiff')) || TIFF_ENDING.test(href);
}

function dateOf({ properties }: JsonObject): string | null {
  if (!isJsonObject(properties)) return null;
  const { datetime, start_datetime: start } = properties;
  return [datetime, start].find(isDate) ?? null;
}

/** A day or a moment of RFC 3339. Other text would be compared as if it were one. */
function isDate(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^\d{4}-\d{2}-\d{2}(?:T[\d:.]{5,24}(?:Z|[+-]\d{2}:?\d{2})?)?$/i.test(value) &&
    !Number.isNaN(Date.parse(value))
  );
}
