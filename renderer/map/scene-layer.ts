/** Map layer of a scene's tiles, rendered by the core with the given bands and stretch. */
import WebGLTileLayer, { type Style } from 'ol/layer/WebGLTile.js';
import ImageTile from 'ol/source/ImageTile.js';
import TileGrid from 'ol/tilegrid/TileGrid.js';
import type { BandRendering, SceneDetail } from '../../core/documents/scene.ts';
import { tilesUrl } from '../../core/urls/tile-url.ts';
import { sceneProjection } from './scene-projection.ts';

export type SceneTiles = { readonly scene: SceneDetail; readonly style: BandRendering };

export const SCENE_STYLE: Style = {
  variables: { saturation: 0, gamma: 1 },
  saturation: ['var', 'saturation'],
  gamma: ['var', 'gamma'],
};

export function sceneLayer(tiles: SceneTiles, onFault: (message: string) => void): WebGLTileLayer {
  return new WebGLTileLayer({
    source: sceneSource(tiles, onFault),
    style: SCENE_STYLE,
  });
}

export function greyScene(layer: WebGLTileLayer, isGrey: boolean): void {
  layer.updateStyleVariables({ saturation: isGrey ? -1 : 0 });
}

/** Kept with the layer, for a second map that shows the same. */
export function correctScene(layer: WebGLTileLayer, gamma: number): void {
  layer.set('gamma', gamma, true);
  layer.updateStyleVariables({ gamma });
}

export function gammaOf(layer: WebGLTileLayer): number {
  return layer.get('gamma') ?? 1;
}

export function sceneSource({ scene, style }: SceneTiles, onFault: (message: string) => void): ImageTile {
  const { widthPx, heightPx, tileLevels, tileSizePx } = scene;
  const folder = tilesUrl(scene, style);
  return new ImageTile({
    projection: sceneProjection(scene),
    tileGrid: new TileGrid({
      extent: [0, -heightPx, widthPx, 0],
      origin: [0, 0],
      resolutions: Array.from({ length: tileLevels }, (_, level) => 2 ** (tileLevels - 1 - level)),
      tileSize: tileSizePx,
    }),
    wrapX: false,
    transition: 0,
    loader: async (z, x, y, { signal }) => {
      try {
        return await loadTile(`${folder}/${z}/${x}/${y}`, signal);
      } catch (error) {
        if (!signal.aborted)
          onFault(`${scene.name}: ${error instanceof Error ? error.message : String(error)}`);
        throw error;
      }
    },
  });
}

/** Uses `fetch`, not an image element, so that aborting reaches the core, which then stops reading the tile. */
async function loadTile(url: string, signal: AbortSignal): Promise<ImageBitmap> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(await response.text());
  return createImageBitmap(await response.blob());
}
