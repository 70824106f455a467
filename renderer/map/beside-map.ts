/** A second map that moves with the first and shows another similarity map over the same scenes. Loaded when it is needed. */
import WebGLTileLayer from 'ol/layer/WebGLTile.js';
import OlMap from 'ol/Map.js';
import { type PaintedCells, type Side, showSide } from './comparison-layers.ts';
import { mapInteractions } from './interactions.ts';
import { correctScene, gammaOf, greyScene, SCENE_STYLE } from './scene-layer.ts';
import { similarityLayer } from './similarity-layer.ts';

export class BesideMap {
  readonly #map: OlMap;
  readonly #side: Side = { layer: similarityLayer(), shown: null };

  /** `first` shows the scenes in `layers`; both maps share its view, so neither is first to move. */
  constructor(target: HTMLElement, first: OlMap, layers: readonly WebGLTileLayer[], isGrey: boolean) {
    const scenes = layers.map((layer) => {
      const copy = new WebGLTileLayer({ source: layer.getSource()!, style: SCENE_STYLE });
      copy.setZIndex(layer.getZIndex() ?? 0);
      copy.setVisible(layer.getVisible());
      copy.setOpacity(layer.getOpacity());
      greyScene(copy, isGrey);
      correctScene(copy, gammaOf(layer));
      return copy;
    });
    this.#map = new OlMap({
      target,
      controls: [],
      interactions: mapInteractions(),
      layers: [...scenes, this.#side.layer],
      view: first.getView(),
    });
  }

  show(right: PaintedCells): void {
    showSide(this.#side, right);
  }

  dispose(): void {
    for (const layer of this.#map.getAllLayers()) this.#map.removeLayer(layer);
    this.#map.setTarget(undefined);
    this.#map.dispose();
  }
}
