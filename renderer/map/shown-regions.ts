/** Shows regions and attention centres; their layer is loaded when there are any. */
import type VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import type { ShownRegions } from './region-layer.ts';

export class RegionsOnMap {
  readonly #map: OlMap;
  #layer: VectorLayer | null = null;
  #wanted: ShownRegions = { regions: [], centres: [] };

  constructor(map: OlMap) {
    this.#map = map;
  }

  /** `longestPx`: the longer edge of the scene. */
  async show(shown: ShownRegions, longestPx: number): Promise<void> {
    this.#wanted = shown;
    if (this.#layer === null && shown.regions.length + shown.centres.length === 0) return;
    const { regionLayer, showRegions } = await import('./region-layer.ts');
    if (this.#layer === null) {
      this.#layer = regionLayer();
      this.#map.addLayer(this.#layer);
    }
    // While the layer was loaded, something else may have been asked for.
    if (this.#wanted === shown) showRegions(this.#layer, shown, longestPx);
  }
}
