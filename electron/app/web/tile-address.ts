/** Tiles of a background in Web Mercator (EPSG:3857): where they lie, and the addresses that they are fetched from. */
import type { WebBackground } from '../../../core/documents/web.ts';
import { InvalidInput } from '../../../core/errors.ts';

/** Half the circumference in metres, as EPSG:3857 measures it. */
export const HALF_WORLD_M = 20_037_508.342789244;
export const WORLD_TILE_PX = 256;
const DEEPEST_ZOOM = 22;

export type WorldTile = { readonly z: number; readonly x: number; readonly y: number };

/** Metres of a tile's pixel. */
export function worldPixelM(z: number): number {
  return (2 * HALF_WORLD_M) / (WORLD_TILE_PX * 2 ** z);
}

/** The zoom whose pixels are closest to `metres`, rather too fine than too coarse. */
export function zoomFor(metres: number): number {
  const z = Math.ceil(Math.log2(worldPixelM(0) / metres) - 0.25);
  return Math.max(0, Math.min(DEEPEST_ZOOM, z));
}

/** Throws `InvalidInput` for an address without the parts that it needs. */
export function tileAddress({ kind, address, layers }: WebBackground, tile: WorldTile): string {
  return kind === 'xyz' ? xyzAddress(address, tile) : wmsAddress(address, layers, tile);
}

function xyzAddress(template: string, { z, x, y }: WorldTile): string {
  if (!/\{z\}/.test(template) || !/\{x\}/.test(template) || !/\{-?y\}/.test(template))
    throw new InvalidInput(`${template}: an address of tiles has {z}, {x} and {y} in it`);
  return template
    .replaceAll('{z}', String(z))
    .replaceAll('{x}', String(x))
    .replaceAll('{y}', String(y))
    .replaceAll('{-y}', String(2 ** z - 1 - y));
}

/** GetMap of WMS 1.3.0, in which EPSG:3857 has easting first. */
function wmsAddress(service: string, layers: string, tile: WorldTile): string {
  if (layers.trim() === '') throw new InvalidInput(`${service}: name at least one layer of the service`);
  const span = WORLD_TILE_PX * worldPixelM(tile.z);
  const [west, north] = [tile.x * span - HALF_WORLD_M, HALF_WORLD_M - tile.y * span];
  return wmsRequest(service, {
    REQUEST: 'GetMap',
    LAYERS: layers,
    STYLES: '',
    CRS: 'EPSG:3857',
    BBOX: [west, north - span, west + span, north].join(),
    WIDTH: String(WORLD_TILE_PX),
    HEIGHT: String(WORLD_TILE_PX),
    FORMAT: 'image/png',
    TRANSPARENT: 'TRUE',
  });
}

/** What a WMS says of itself and its layers. */
export function capabilitiesAddress(service: string): string {
  return wmsRequest(service, { REQUEST: 'GetCapabilities' });
}

/** Replaces those of the address, however they are written. */
function wmsRequest(service: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(service);
  for (const [name, value] of Object.entries({ SERVICE: 'WMS', VERSION: '1.3.0', ...parameters })) {
    for (const key of [...url.searchParams.keys()])
      if (key.toLowerCase() === name.toLowerCase()) url.searchParams.delete(key);
    url.searchParams.set(name, value);
  }
  return url.href;
}
