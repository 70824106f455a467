/** STAC documents and lists to start from, each with the scene `scene.tif` and the documents beside them. */
import type { Seed } from '../seed.ts';

const ITEM = {
  type: 'Feature',
  stac_version: '1.0.0',
  id: 'scene',
  geometry: null,
  properties: { datetime: '2023-05-06T07:08:09Z' },
  assets: {
    visual: { href: './scene.tif', type: 'image/tiff; application=geotiff', roles: ['visual'] },
    data: { href: 'scene.tif', roles: ['data'] },
  },
  links: [{ rel: 'self', href: './item.json' }],
};
const CATALOG = {
  type: 'Catalog',
  id: 'all',
  links: [
    { rel: 'item', href: './item.json' },
    { rel: 'child', href: 'items.json' },
    { rel: 'root', href: './catalog.json' },
  ],
};
const withAsset = (href: string) => ({ ...ITEM, assets: { data: { href, roles: ['data'] } } });

const DOCUMENTS: Readonly<Record<string, unknown>> = {
  'item.json': ITEM,
  'items.json': { type: 'FeatureCollection', features: [ITEM, { ...ITEM, id: 'second' }] },
  'catalog.json': CATALOG,
  'collection.json': { ...CATALOG, type: 'Collection', extent: {} },
  'fault-circle.json': { ...CATALOG, links: [{ rel: 'child', href: './input.json' }] },
  'fault-other-machine.json': withAsset('file://elsewhere/scene.tif'),
  'fault-bad-file-address.json': withAsset('file:///a%2fb.tif'),
  'fault-network.json': withAsset('https://x.example/scene.tif'),
  'fault-nul.json': withAsset('a\u0000b.tif'),
  'fault-outside.json': withAsset('../../../../etc/passwd.tif'),
  'fault-long-id.json': { ...ITEM, id: 'x'.repeat(9000), assets: {} },
  'fault-long-date.json': { ...ITEM, properties: { datetime: '2023'.repeat(20) } },
  'fault-no-raster.json': { ...ITEM, assets: { a: null, b: {} } },
};
const LISTS: Readonly<Record<string, string>> = {
  'list.txt': '# scenes\nscene.tif\n\n./scene.tif\r\nmissing.tif\n',
  'fault-list-outside.txt': '../../../../etc/passwd\n',
  'fault-list-nul.txt': 'a\u0000b.tif\n',
};

export function stacSeeds(): readonly Seed[] {
  const texts = [
    ...Object.entries(DOCUMENTS).map(([name, value]) => [name, JSON.stringify(value)] as const),
    ...Object.entries(LISTS),
  ];
  return texts.map(([name, text]) => ({ name, bytes: new TextEncoder().encode(text) }));
}
