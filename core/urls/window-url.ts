/** Address of a window's square thumbnail: `data/window/{scene}/{content}/{rendering}/{col}/{row}/{width}/{height}`. */
import type { SceneId } from '../documents/ids.ts';
import type { BandRendering, RasterWindow } from '../documents/scene.ts';
import { parseRenderingKey, renderingKey } from './rendering-key.ts';
import type { SceneContent } from './scene-content.ts';
import { WINDOW_PATH, windowFrom, windowPath } from './window-path.ts';

const PATTERN = new RegExp(`^/?data/window/([\\w-]+)/(\\w+)/([^/]+)/${WINDOW_PATH}$`);

export type WindowAddress = {
  readonly scene: SceneContent;
  readonly rendering: BandRendering;
  readonly window: RasterWindow;
};

export function windowUrl(
  { id, content }: SceneContent,
  rendering: BandRendering,
  win: RasterWindow,
): string {
  return `data/window/${id}/${content}/${renderingKey(rendering)}/${windowPath(win)}`;
}

/** Null for another kind of address. Throws `InvalidInput` or `URIError` for a damaged rendering. */
export function parseWindowUrl(path: string): WindowAddress | null {
  const match = PATTERN.exec(path);
  if (match === null) return null;
  const [, id, content, rendering, ...place] = match;
  return {
    scene: { id: id as SceneId, content },
    rendering: parseRenderingKey(decodeURIComponent(rendering)),
    window: windowFrom(place),
  };
}
