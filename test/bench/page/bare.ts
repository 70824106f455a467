/** OpenLayers alone, drawing the tiles of a scene: what panning costs without an application around it. Bundled by `page.bench.ts`. */

import WebGLTileLayer from 'ol/layer/WebGLTile.js';
import OlMap from 'ol/Map.js';
import Projection from 'ol/proj/Projection.js';
import ImageTile from 'ol/source/ImageTile.js';
import TileGrid from 'ol/tilegrid/TileGrid.js';
import View from 'ol/View.js';

type Tiles = {
  readonly folder: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly levels: number;
  readonly tileSize: number;
  readonly centre: readonly [number, number];
  readonly resolution: number;
};

const { folder, widthPx, heightPx, levels, tileSize, centre, resolution } = (
  window as unknown as { readonly tiles: Tiles }
).tiles;
const extent = [0, -heightPx, widthPx, 0];
const projection = new Projection({ code: 'bench:pixels', units: 'pixels', extent });

new OlMap({
  target: document.querySelector<HTMLElement>('#map')!,
  controls: [],
  layers: [
    new WebGLTileLayer({
      source: new ImageTile({
        projection,
        tileGrid: new TileGrid({
          extent,
          origin: [0, 0],
          resolutions: Array.from({ length: levels }, (_, level) => 2 ** (levels - 1 - level)),
          tileSize,
        }),
        wrapX: false,
        transition: 0,
        loader: async (z, x, y) => createImageBitmap(await (await fetch(`${folder}/${z}/${x}/${y}`)).blob()),
      }),
    }),
  ],
  view: new View({ projection, center: [...centre], resolution, constrainResolution: false }),
});
