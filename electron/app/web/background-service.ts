/** The map's background: tiles of a server, put into the pixel grid of a scene. */
import type { Affine } from '../../../core/documents/scene.ts';
import type { WebBackground } from '../../../core/documents/web.ts';
import { NotFound } from '../../../core/errors.ts';
import { applyAffine } from '../../../core/geo/affine.ts';
import type { Host } from '../../../core/host.ts';
import { SharedWork } from '../../../core/shared-work.ts';
import {
  BACKGROUND_TILE_PX,
  type BackgroundAddress,
  backgroundKey,
} from '../../../core/urls/background-url.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import {
  HALF_WORLD_M,
  tileAddress,
  WORLD_TILE_PX,
  type WorldTile,
  worldPixelM,
  zoomFor,
} from './tile-address.ts';
import type { WebClient } from './web-client.ts';

/** Points of a tile's edge that PROJ places; between them is interpolated. */
const NODES = 9;
const MOST_TILE_BYTES = 8 << 20;
/** More would be a tile seen at a grazing angle, or across a pole. */
const MOST_TILES = 25;
const KEPT_TILES = 200;

type Picture = {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
};

export class BackgroundService {
  readonly #host: Pick<Host, 'crs' | 'codecs'>;
  readonly #scenes: SceneService;
  readonly #client: WebClient;
  /** Decoded tiles by address, least recently used first; null for those that the server has not. */
  readonly #kept = new Map<string, Picture | null>();
  /** Tiles of the map share tiles of the server. */
  readonly #fetching = new SharedWork<Picture | null>();

  constructor(host: Pick<Host, 'crs' | 'codecs'>, scenes: SceneService, client: WebClient) {
    this.#host = host;
    this.#scenes = scenes;
    this.#client = client;
  }

  /**
   * RGBA of the tile; null for another background than the project's, which the page still asks for while it changes. Throws `NotFound` for a
   * scene without a CRS, or a server that may not be asked.
   */
  async tile(
    background: WebBackground | null,
    address: BackgroundAddress,
    signal: AbortSignal,
  ): Promise<Uint8Array | null> {
    if (background === null || backgroundKey(background) !== address.key) return null;
    const { crs, affine } = this.#scenes.recordOf(address.scene).detail;
    if (crs === null) throw new NotFound('a scene without a coordinate reference system has no background');
    const nodes = await this.#nodesOf(address, affine, crs.wkt);
    return this.#draw(background, nodes, signal);
  }

  /** [NODES, NODES, 2] in metres of Web Mercator; NaN where PROJ has no place. */
  async #nodesOf({ z, x, y }: BackgroundAddress, affine: Affine, wkt: string): Promise<Float64Array> {
    const span = BACKGROUND_TILE_PX * 2 ** -z;
    const points = new Float64Array(2 * NODES * NODES);
    for (let i = 0; i < NODES * NODES; i++) {
      const col = (x + (i % NODES) / (NODES - 1)) * span;
      const row = (y + Math.floor(i / NODES) / (NODES - 1)) * span;
      points.set(applyAffine(affine, col, row), 2 * i);
    }
    return this.#host.crs.transform(wkt, 'EPSG:3857', points);
  }

  async #draw(background: WebBackground, nodes: Float64Array, signal: AbortSignal): Promise<Uint8Array> {
    const rgba = new Uint8Array(4 * BACKGROUND_TILE_PX ** 2);
    const zoom = zoomFor(pixelM(nodes));
    if (!Number.isFinite(zoom)) return rgba;
    const pictures = new Map<string, Picture | null>();
    for (const tile of tilesUnder(nodes, zoom))
      pictures.set(`${tile.x} ${tile.y}`, await this.#picture(background, tile, signal));
    const metres = worldPixelM(zoom);
    for (let row = 0; row < BACKGROUND_TILE_PX; row++)
      for (let col = 0; col < BACKGROUND_TILE_PX; col++) {
        const [east, north] = placeOf(
          nodes,
          (col + 0.5) / BACKGROUND_TILE_PX,
          (row + 0.5) / BACKGROUND_TILE_PX,
        );
        const px = Math.floor((east + HALF_WORLD_M) / metres);
        const py = Math.floor((HALF_WORLD_M - north) / metres);
        const key = `${Math.floor(px / WORLD_TILE_PX)} ${Math.floor(py / WORLD_TILE_PX)}`;
        const picture = pictures.get(key);
        if (picture)
          copyPixel(
            picture,
            px % WORLD_TILE_PX,
            py % WORLD_TILE_PX,
            rgba,
            4 * (row * BACKGROUND_TILE_PX + col),
          );
      }
    return rgba;
  }

  async #picture(background: WebBackground, tile: WorldTile, signal: AbortSignal): Promise<Picture | null> {
    const address = tileAddress(background, tile);
    const kept = this.#kept.get(address);
    const picture =
      kept === undefined
        ? await this.#fetching.run(address, (shared) => this.#fetch(address, shared), signal)
        : kept;
    this.#kept.delete(address);
    this.#kept.set(address, picture);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT_TILES) break;
      this.#kept.delete(oldest);
    }
    return picture;
  }

  async #fetch(address: string, signal: AbortSignal): Promise<Picture | null> {
    try {
      return await this.#host.codecs.decodePicture(
        await this.#client.whole(address, MOST_TILE_BYTES, signal),
      );
    } catch (error) {
      // Servers have no tiles where they show nothing.
      if (error instanceof NotFound && this.#client.isAllowed(address)) return null;
      throw error;
    }
  }
}

/** Metres of Web Mercator that a pixel of the tile takes, along its diagonal. */
function pixelM(nodes: Float64Array): number {
  const last = nodes.length - 2;
  return Math.hypot(nodes[last] - nodes[0], nodes[last + 1] - nodes[1]) / (Math.SQRT2 * BACKGROUND_TILE_PX);
}

/** The world tiles that the nodes span; none for a span that is no usual view. */
function tilesUnder(nodes: Float64Array, z: number): readonly WorldTile[] {
  const span = WORLD_TILE_PX * worldPixelM(z);
  const across = new Set<number>();
  const down = new Set<number>();
  const [xs, ys] = [0, 1].map((axis) =>
    Array.from({ length: nodes.length / 2 }, (_, i) => nodes[2 * i + axis]),
  );
  if (![...xs, ...ys].every(Number.isFinite)) return [];
  const most = 2 ** z - 1;
  const between = (low: number, high: number, into: Set<number>): void => {
    for (let at = Math.max(0, low); at <= Math.min(most, high) && into.size <= MOST_TILES; at++) into.add(at);
  };
  between(
    Math.floor((Math.min(...xs) + HALF_WORLD_M) / span),
    Math.floor((Math.max(...xs) + HALF_WORLD_M) / span),
    across,
  );
  between(
    Math.floor((HALF_WORLD_M - Math.max(...ys)) / span),
    Math.floor((HALF_WORLD_M - Math.min(...ys)) / span),
    down,
  );
  if (across.size * down.size > MOST_TILES) return [];
  return [...across].flatMap((x) => [...down].map((y) => ({ z, x, y })));
}

/** Bilinear between the nodes. */
function placeOf(nodes: Float64Array, u: number, v: number): readonly [number, number] {
  const [x, y] = [u * (NODES - 1), v * (NODES - 1)];
  const [col, row] = [Math.min(NODES - 2, Math.floor(x)), Math.min(NODES - 2, Math.floor(y))];
  const [right, down] = [x - col, y - row];
  const at = 2 * (row * NODES + col);
  const mean = (axis: number): number => {
    const top = nodes[at + axis] * (1 - right) + nodes[at + 2 + axis] * right;
    const below = nodes[at + 2 * NODES + axis] * (1 - right) + nodes[at + 2 * NODES + 2 + axis] * right;
    return top * (1 - down) + below * down;
  };
  return [mean(0), mean(1)];
}

/** Servers may send tiles of 512 pixels. */
function copyPixel(picture: Picture, x: number, y: number, rgba: Uint8Array, to: number): void {
  const col = Math.floor((x * picture.widthPx) / WORLD_TILE_PX);
  const row = Math.floor((y * picture.heightPx) / WORLD_TILE_PX);
  const from = (row * picture.widthPx + col) * picture.channels;
  const { pixels, channels } = picture;
  const isGray = channels < 3;
  for (let band = 0; band < 3; band++) rgba[to + band] = pixels[from + (isGray ? 0 : band)];
  rgba[to + 3] = channels === 2 || channels === 4 ? pixels[from + channels - 1] : 255;
}
