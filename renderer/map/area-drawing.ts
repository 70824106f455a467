/** Drawing and showing the area to which a query is limited: a click for each corner, a double-click for the last one. */
import Feature from 'ol/Feature.js';
import Polygon from 'ol/geom/Polygon.js';
import Interaction from 'ol/interaction/Interaction.js';
import VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import type MapBrowserEvent from 'ol/MapBrowserEvent.js';
import VectorSource from 'ol/source/Vector.js';
import type { Outline } from '../../core/documents/search.ts';
import { EMPHASIS, outline } from './outline.ts';

type Corner = Outline[number];

const OUTLINE_Z = 500_000;
/** The two clicks of a double-click are the same corner, and follow each other as quickly as on most systems. */
const SAME_CORNER_PX = 6;
const DOUBLE_CLICK_MS = 500;

export class AreaDrawing {
  readonly #layer = new VectorLayer({ source: new VectorSource(), zIndex: 3, visible: false });
  readonly #interaction = new Interaction({ handleEvent: (event) => this.#handle(event) });
  readonly #onDrawn: (area: Outline) => void;
  #shown: Outline | null = null;
  #corners: readonly Corner[] = [];
  #lastClickMs = Number.NEGATIVE_INFINITY;

  /** Corners are [col, row] in pixels of the active scene. */
  constructor(onDrawn: (area: Outline) => void) {
    this.#onDrawn = onDrawn;
    this.#interaction.setActive(false);
  }

  addTo(map: OlMap): void {
    map.addLayer(this.#layer);
    map.addInteraction(this.#interaction);
  }

  show(area: Outline | null): void {
    this.#shown = area;
    this.#render(area);
  }

  /** Forgets corners that were not finished. */
  setActive(isActive: boolean): void {
    if (isActive === this.#interaction.getActive()) return;
    this.#corners = [];
    this.#interaction.setActive(isActive);
    this.#render(this.#shown);
  }

  /** False keeps other interactions from the event. */
  #handle({ type, coordinate, frameState, originalEvent }: MapBrowserEvent): boolean {
    const corner: Corner = [coordinate[0], -coordinate[1]];
    const resolution = frameState?.viewState.resolution ?? 1;
    if (type === 'click') {
      const last = this.#corners.at(-1);
      const isRepeated =
        last !== undefined &&
        Math.hypot(last[0] - corner[0], last[1] - corner[1]) < SAME_CORNER_PX * resolution;
      const sinceMs = originalEvent.timeStamp - this.#lastClickMs;
      this.#lastClickMs = originalEvent.timeStamp;
      if (!isRepeated) this.#corners = [...this.#corners, corner];
      if (isRepeated && sinceMs < DOUBLE_CLICK_MS) this.#finish();
      else this.#render(this.#corners);
      return false;
    }
    // OpenLayers reports two quick clicks in different places as one, and then no click in the same place.
    if (type === 'dblclick') return false;
    if (type === 'pointermove' && this.#corners.length > 0) this.#render([...this.#corners, corner]);
    return true;
  }

  #finish(): void {
    const area = this.#corners;
    this.#corners = [];
    if (area.length >= 3) this.#onDrawn(area);
    else this.#render(this.#shown);
  }

  #render(area: Outline | null): void {
    const source = this.#layer.getSource();
    if (!source) return;
    source.clear();
    const hasCorners = area !== null && area.length > 0;
    this.#layer.setVisible(hasCorners);
    if (!hasCorners) return;
    const ring = [...area, area[0]].map(([col, row]) => [col, -row]);
    const feature = new Feature(new Polygon([ring]));
    feature.setStyle(outline(EMPHASIS, 2, OUTLINE_Z, [6, 4]));
    source.addFeature(feature);
  }
}
