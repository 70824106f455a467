/** Drawing and showing the area to which a query is limited. OpenLayers' drawing is loaded when the tool is first chosen. */
import Feature from 'ol/Feature.js';
import Polygon from 'ol/geom/Polygon.js';
import type Draw from 'ol/interaction/Draw.js';
import VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import VectorSource from 'ol/source/Vector.js';
import type { Outline } from '../../core/documents/search.ts';
import { EMPHASIS, outline } from './outline.ts';

const OUTLINE_Z = 500_000;

export class AreaDrawing {
  readonly #layer = new VectorLayer({ source: new VectorSource(), zIndex: 3, visible: false });
  readonly #onDrawn: (area: Outline) => void;
  #map: OlMap | null = null;
  #draw: Draw | null = null;
  #isActive = false;

  constructor(onDrawn: (area: Outline) => void) {
    this.#onDrawn = onDrawn;
  }

  addTo(map: OlMap): void {
    this.#map = map;
    map.addLayer(this.#layer);
  }

  show(area: Outline | null): void {
    const source = this.#layer.getSource();
    if (!source) return;
    source.clear();
    this.#layer.setVisible(area !== null);
    if (area === null) return;
    const ring = [...area, area[0]].map(([col, row]) => [col, -row]);
    const feature = new Feature(new Polygon([ring]));
    feature.setStyle(outline(EMPHASIS, 2, OUTLINE_Z, [6, 4]));
    source.addFeature(feature);
  }

  setActive(isActive: boolean): void {
    this.#isActive = isActive;
    if (this.#draw) this.#draw.setActive(isActive);
    else if (isActive) this.#load().catch(reportError);
  }

  async #load(): Promise<void> {
    const { default: Interaction } = await import('ol/interaction/Draw.js');
    if (this.#draw || !this.#map) return;
    this.#draw = new Interaction({ type: 'Polygon' });
    this.#draw.on('drawend', ({ feature }) => {
      const geometry = feature.getGeometry();
      if (!(geometry instanceof Polygon)) return;
      const ring = geometry.getCoordinates()[0] ?? [];
      this.#onDrawn(ring.slice(0, -1).map(([x, y]) => [x, -y] as const));
    });
    this.#draw.setActive(this.#isActive);
    this.#map.addInteraction(this.#draw);
  }
}
