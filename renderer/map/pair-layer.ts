/** Outlines of the data set's windows in the scene. */
import Feature from 'ol/Feature.js';
import { fromExtent } from 'ol/geom/Polygon.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import type { RasterWindow } from '../../core/documents/scene.ts';
import { EMPHASIS, outline, windowExtent } from './outline.ts';

export type ShownPair = { readonly window: RasterWindow; readonly isActive: boolean };

const PLAIN = '#3fd2ff';

/** Drawn above the hits, because an accepted hit has the same outline. */
export function pairLayer(): VectorLayer {
  return new VectorLayer({ source: new VectorSource(), zIndex: 3 });
}

export function showPairs(layer: VectorLayer, pairs: readonly ShownPair[]): void {
  const source = layer.getSource();
  if (!source) return;
  source.clear();
  // An empty layer would keep its last rendering on screen.
  layer.setVisible(pairs.length > 0);
  source.addFeatures(
    pairs.map(({ window, isActive }) => {
      const feature = new Feature(fromExtent(windowExtent(window)));
      feature.setStyle(isActive ? outline(EMPHASIS, 2.5, 1) : outline(PLAIN, 1.5, 0));
      return feature;
    }),
  );
}
