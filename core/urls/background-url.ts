/** Address of a tile of the map's background, in the pixel grid of a scene: `data/background/{scene}/{key}/{z}/{x}/{y}`. */
import type { SceneId } from '../documents/ids.ts';
import type { WebBackground } from '../documents/web.ts';

const PATTERN = /^\/?data\/background\/([\w-]+)\/([0-9a-f]+)\/(-?\d+)\/(-?\d+)\/(-?\d+)$/;
/** Edge of a tile in screen pixels. */
export const BACKGROUND_TILE_PX = 256;

export type BackgroundAddress = {
  readonly scene: SceneId;
  /** Of the background that the page shows. */
  readonly key: string;
  /** Tile x, y of the grid whose pixels are 2^-z pixels of the scene; x and y count from its upper left corner and may be negative. */
  readonly z: number;
  readonly x: number;
  readonly y: number;
};

/** Base address, to which `/{z}/{x}/{y}` is appended. */
export function backgroundUrl(scene: SceneId, background: WebBackground): string {
  return `data/background/${scene}/${backgroundKey(background)}`;
}

/** Changes with what the background shows. */
export function backgroundKey({ kind, address, layers }: WebBackground): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(`${kind}\n${address}\n${layers}`))
    hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16);
}

/** Null for another kind of address. */
export function parseBackgroundUrl(path: string): BackgroundAddress | null {
  const match = PATTERN.exec(path);
  if (match === null) return null;
  const [, scene, key, z, x, y] = match;
  return { scene: scene as SceneId, key, z: Number(z), x: Number(x), y: Number(y) };
}
