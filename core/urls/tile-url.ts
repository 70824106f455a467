/** Address of a scene's map tile: `tiles/{scene}/{content}/{rendering}/{z}/{x}/{y}`. */
import type { SceneId } from '../documents/ids.ts';
import type { BandRendering } from '../documents/scene.ts';
import { parseRenderingKey, renderingKey } from './rendering-key.ts';
import type { SceneContent } from './scene-content.ts';

const PATTERN = /^\/?tiles\/([\w-]+)\/(\w+)\/([^/]+)\/(\d+)\/(\d+)\/(\d+)$/;

export type TileAddress = {
  readonly scene: SceneContent;
  readonly rendering: BandRendering;
  /** Level, column and row; level 0 fits one tile. */
  readonly z: number;
  readonly x: number;
  readonly y: number;
};

/** Base address of a scene's tiles in one rendering, to which `/{z}/{x}/{y}` is appended. Changes with the content of the file, so responses can be cached. */
export function tilesUrl({ id, content }: SceneContent, rendering: BandRendering): string {
  return `tiles/${id}/${content}/${renderingKey(rendering)}`;
}

/** Null for another kind of address. Throws `InvalidInput` or `URIError` for a damaged rendering. */
export function parseTileUrl(path: string): TileAddress | null {
  const match = PATTERN.exec(path);
  if (match === null) return null;
  const [, id, content, rendering, z, x, y] = match;
  return {
    scene: { id: id as SceneId, content },
    rendering: parseRenderingKey(decodeURIComponent(rendering)),
    z: Number(z),
    x: Number(x),
    y: Number(y),
  };
}
