/** Map layer of a background from the web, which the core fetches and puts into the pixel grid of the active scene. */
import WebGLTileLayer from 'ol/layer/WebGLTile.js';
import ImageTile from 'ol/source/ImageTile.js';
import TileGrid from 'ol/tilegrid/TileGrid.js';
import type { SceneDetail } from '../../core/documents/scene.ts';
import type { WebBackground } from '../../core/documents/web.ts';
import { BACKGROUND_TILE_PX, backgroundUrl } from '../../core/urls/background-url.ts';
import { sceneProjection } from './scene-projection.ts';

/** Finest pixels, as a share of the scene's. */
const FINEST = -2;
/** The view shows four times the scene on 256 screen pixels at least. */
const COARSEST_SHARE = 64;
const BELOW_ALL = -1000;

export function backgroundLayer(
  scene: SceneDetail,
  background: WebBackground,
  onFault: (message: string) => void,
): WebGLTileLayer {
  const coarsest = Math.max(
    1,
    Math.ceil(Math.log2(Math.max(scene.widthPx, scene.heightPx) / COARSEST_SHARE)),
  );
  const exponents = Array.from({ length: coarsest - FINEST + 1 }, (_, i) => coarsest - i);
  const folder = backgroundUrl(scene.id, background);
  const source = new ImageTile({
    projection: sceneProjection(scene),
    tileGrid: new TileGrid({
      origin: [0, 0],
      resolutions: exponents.map((exponent) => 2 ** exponent),
      tileSize: BACKGROUND_TILE_PX,
    }),
    wrapX: false,
    transition: 0,
    loader: async (z, x, y, { signal }) => {
      const response = await fetch(`${folder}/${-exponents[z]}/${x}/${y}`, { signal });
      // The project has another background by now, and this layer goes.
      if (response.status === 204) return createImageBitmap(new ImageData(1, 1));
      if (response.ok) return createImageBitmap(await response.blob());
      const message = await response.text();
      if (!signal.aborted) onFault(message);
      throw new Error(message);
    },
  });
  return new WebGLTileLayer({ source, opacity: background.opacity, zIndex: BELOW_ALL });
}
