/** Footprints and hits of many scenes in the active scene's grid. */
import Feature from 'ol/Feature.js';
import Polygon from 'ol/geom/Polygon.js';
import VectorLayer from 'ol/layer/Vector.js';
import type OlMap from 'ol/Map.js';
import type MapBrowserEvent from 'ol/MapBrowserEvent.js';
import VectorSource from 'ol/source/Vector.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import Text from 'ol/style/Text.js';
import type { Outline } from '../../core/documents/search.ts';
import { EMPHASIS, outline } from './outline.ts';

/** `colour`: white without one. */
type ShownPlace = {
  readonly rank: number;
  readonly corners: Outline;
  readonly isActive: boolean;
  readonly colour?: string;
};

/** Corners in pixels of the active scene. */
export type ShownPlaces = {
  readonly footprints: readonly Outline[];
  readonly hits: readonly ShownPlace[];
  /** The part of the collection that is asked. */
  readonly areas: readonly Outline[];
};

const PLAIN = '#ffffff';
const FOOTPRINT = outline('#7fd6ff', 1, 0);
const CLICK_REACH_PX = 3;
/** More frames would hide the scenes: other hits are numbers alone. */
const FRAMES = 10;

export class PlacesOnMap {
  readonly #footprints = new VectorLayer({ source: new VectorSource(), zIndex: 1 });
  readonly #hits = new VectorLayer({ source: new VectorSource(), zIndex: 2, declutter: true });
  readonly #chosen: (rank: number) => void;
  #map: OlMap | null = null;

  /** `chosen` is told the rank of a hit that was clicked. */
  constructor(chosen: (rank: number) => void) {
    this.#chosen = chosen;
  }

  addTo(map: OlMap): void {
    this.#map = map;
    map.addLayer(this.#footprints);
    map.addLayer(this.#hits);
    map.on('click', this.#clicked);
  }

  remove(): void {
    this.#map?.un('click', this.#clicked);
    for (const layer of [this.#footprints, this.#hits]) {
      this.#map?.removeLayer(layer);
      layer.dispose();
    }
    this.#map = null;
  }

  setOpacity(opacity: number): void {
    for (const layer of [this.#footprints, this.#hits]) layer.setOpacity(opacity);
  }

  show({ footprints, hits, areas }: ShownPlaces): void {
    fill(this.#footprints, [
      ...footprints.map((corners) => polygon(corners, FOOTPRINT)),
      ...areas.map((corners) => polygon(corners, outline(EMPHASIS, 2, 1, [6, 4]))),
    ]);
    // Earlier features keep their label when labels collide.
    const ordered = hits.toSorted((a, b) => Number(b.isActive) - Number(a.isActive) || a.rank - b.rank);
    fill(
      this.#hits,
      ordered.map(({ rank, corners, isActive, colour = PLAIN }) => {
        const feature = polygon(corners, hitStyles(rank, isActive, colour));
        feature.set('rank', rank);
        return feature;
      }),
    );
  }

  readonly #clicked = (event: MapBrowserEvent): void => {
    const options = {
      layerFilter: (layer: unknown) => layer === this.#hits,
      hitTolerance: CLICK_REACH_PX,
    };
    const rank: unknown = this.#map?.forEachFeatureAtPixel(
      event.pixel,
      (feature) => feature.get('rank') as unknown,
      options,
    );
    if (typeof rank === 'number') this.#chosen(rank);
  };
}

function fill(layer: VectorLayer, features: Feature[]): void {
  const source = layer.getSource();
  if (!source) return;
  source.clear();
  source.addFeatures(features);
  // An empty layer would keep its last rendering on screen.
  layer.setVisible(features.length > 0);
}

function polygon(corners: Outline, style: Style[]): Feature {
  const ring = [...corners, ...corners.slice(0, 1)].map(([col, row]) => [col, -row]);
  const feature = new Feature(new Polygon([ring]));
  feature.setStyle(style);
  return feature;
}

function hitStyles(rank: number, isActive: boolean, plain: string): Style[] {
  const colour = isActive ? EMPHASIS : plain;
  const zIndex = isActive ? 1_000_000 : 1000 - rank;
  const isFramed = isActive || rank <= FRAMES;
  return [
    ...(isFramed ? outline(colour, isActive ? 2.5 : 1.5, zIndex) : []),
    new Style({
      zIndex: zIndex + 0.2,
      // A click inside the window counts too.
      fill: new Fill({ color: 'rgba(0, 0, 0, 0.01)' }),
      stroke: new Stroke({ color: 'rgba(0, 0, 0, 0)', width: 1 }),
      text: new Text({
        text: String(rank),
        font: '600 11px system-ui, sans-serif',
        padding: [2, 3, 1, 4],
        overflow: true,
        fill: new Fill({ color: '#111111' }),
        backgroundFill: new Fill({ color: colour }),
      }),
    }),
  ];
}
