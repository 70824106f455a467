/** Map tiles, drawn and encoded: a few at a time, the newest request first, and kept for the next page that asks. */
import type { BandRendering } from '../../../core/documents/scene.ts';
import { NewestFirst } from '../../../core/newest-first.ts';
import { type CollarMask, clearCollar } from '../../../core/raster/collar-mask.ts';
import { findCollar } from '../../../core/raster/find-collar.ts';
import {
  drawTile,
  type RgbTile,
  readsPreview,
  sceneTileGrid,
  withAlpha,
} from '../../../core/raster/read-tile.ts';
import type { Scene } from '../../../core/raster/scene.ts';
import { tileScale, tileWindow } from '../../../core/raster/tile-grid.ts';
import { renderingKey } from '../../../core/urls/rendering-key.ts';
import type { TileAddress } from '../../../core/urls/tile-url.ts';
import type { PictureService } from './picture-service.ts';
import type { SceneService } from './scene-service.ts';

/** Enough to keep decoding threads busy. With more, the tiles in view would wait for those that were asked for before. */
const MOST_AT_ONCE = 8;
/** About a thousand tiles. */
const KEPT_BYTES = 48 << 20;
/** A quarter of a megabyte each. */
const COLLARS_KEPT = 16;

/** JPEG where nothing is transparent, which takes less than half of the time of WebP; else WebP. */
type EncodedTile = { readonly body: Uint8Array; readonly mediaType: 'image/jpeg' | 'image/webp' };

export type Tile = EncodedTile & { readonly scene: Scene };

export class TileService {
  readonly #scenes: SceneService;
  readonly #pictures: PictureService;
  readonly #queue = new NewestFirst(MOST_AT_ONCE);
  /** Encoded tiles, least recently used first. */
  readonly #kept = new Map<string, EncodedTile>();
  #keptBytes = 0;
  /** Of scenes in a rendering, oldest first. */
  readonly #collars = new Map<string, Promise<CollarMask | null>>();

  constructor(scenes: SceneService, pictures: PictureService) {
    this.#scenes = scenes;
    this.#pictures = pictures;
  }

  /** Throws `InvalidInput` outside the grid, what the reader throws, or the signal's reason. */
  async tile(address: TileAddress, signal: AbortSignal): Promise<Tile> {
    return this.#scenes.using(address.scene.id, (scene) => this.#tileOf(scene, address, signal));
  }

  async #tileOf(scene: Scene, address: TileAddress, signal: AbortSignal): Promise<Tile> {
    const { z, x, y, rendering } = address;
    const key = [scene.description.identity, renderingKey(rendering), z, x, y].join(' ');
    const kept = this.#use(key);
    if (kept !== undefined) return { ...kept, scene };
    const draw = () => this.#draw(scene, address, signal);
    const grid = sceneTileGrid(scene);
    // The first preview of a scene takes long, and must not keep tiles of other scenes waiting.
    const isQuick = z < grid.levels && !readsPreview(scene, grid, z);
    const drawn = await (isQuick ? this.#queue.run(draw, signal) : draw());
    this.#keep(key, drawn);
    return { ...drawn, scene };
  }

  async #draw(scene: Scene, { rendering, z, x, y }: TileAddress, signal: AbortSignal): Promise<EncodedTile> {
    const grid = sceneTileGrid(scene);
    const drawn = await drawTile(scene, grid, rendering, z, x, y, signal);
    const mask = await this.#collarOf(scene, rendering);
    signal.throwIfAborted();
    if (mask === null && 'rgb' in drawn) return this.#opaque(drawn);
    const tile = withAlpha(drawn);
    if (mask !== null) clearCollar(tile, tileWindow(grid, z, x, y), tileScale(grid, z), mask);
    const { widthPx, heightPx, rgba } = tile;
    const format = isOpaque(rgba) ? 'jpeg' : 'webp';
    const body = await this.#pictures.encode({ widthPx, heightPx, channels: 4, pixels: rgba }, format);
    return { body, mediaType: `image/${format}` };
  }

  async #opaque({ widthPx, heightPx, rgb }: RgbTile): Promise<EncodedTile> {
    const body = await this.#pictures.encode({ widthPx, heightPx, channels: 3, pixels: rgb }, 'jpeg');
    return { body, mediaType: 'image/jpeg' };
  }

  /** As `findCollar`, found once. */
  async #collarOf(scene: Scene, rendering: BandRendering): Promise<CollarMask | null> {
    const key = `${scene.description.identity} ${renderingKey(rendering)}`;
    const found = this.#collars.get(key) ?? findCollar(scene, rendering);
    this.#collars.set(key, found);
    for (const oldest of this.#collars.keys()) {
      if (this.#collars.size <= COLLARS_KEPT) break;
      this.#collars.delete(oldest);
    }
    try {
      return await found;
    } catch (error) {
      this.#collars.delete(key);
      throw error;
    }
  }

  #use(key: string): EncodedTile | undefined {
    const kept = this.#kept.get(key);
    if (kept === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    return kept;
  }

  #keep(key: string, tile: EncodedTile): void {
    if (this.#kept.has(key)) return;
    this.#kept.set(key, tile);
    this.#keptBytes += tile.body.length;
    for (const [oldest, { body }] of this.#kept) {
      if (this.#keptBytes <= KEPT_BYTES) break;
      this.#kept.delete(oldest);
      this.#keptBytes -= body.length;
    }
  }
}

function isOpaque({ buffer, byteOffset, length }: Uint8Array): boolean {
  // Little-endian: the highest byte of a pixel is its alpha.
  const pixels = new Uint32Array(buffer, byteOffset, length >> 2);
  for (let i = 0; i < pixels.length; i++) if (pixels[i] < 0xff00_0000) return false;
  return true;
}
