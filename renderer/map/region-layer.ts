/** Regions that say where an answer really is, the region being drawn, and the attention centres of a SeLo map. */
import Feature from 'ol/Feature.js';
import Polygon from 'ol/geom/Polygon.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import type { Region } from '../../core/documents/selo.ts';
import { EMPHASIS, outline } from './outline.ts';

export type ShownRegions = {
  readonly regions: readonly Region[];
  /** [col, row] in pixels. */
  readonly centres: readonly (readonly [number, number])[];
};

const REGION = '#ff5fd2';
/** Half the length of the arms of a cross, in pixels of the scene for each of its 1000 px. */
const ARM_PER_MILLE = 8;

export function regionLayer(): VectorLayer {
  return new VectorLayer({ source: new VectorSource(), zIndex: 3 });
}

/** `longestPx`: the longer edge of the scene. */
export function showRegions(layer: VectorLayer, { regions, centres }: ShownRegions, longestPx: number): void {
  const source = layer.getSource();
  if (!source) return;
  source.clear();
  // An empty layer would keep its last rendering on screen.
  layer.setVisible(regions.length + centres.length > 0);
  const arm = (ARM_PER_MILLE * longestPx) / 1000;
  source.addFeatures([
    ...regions.map((region) => lines([ringOf(region)], REGION)),
    ...centres.map(([col, row]) =>
      lines(
        [
          ringOf([
            [col - arm, row],
            [col + arm, row],
          ]),
          ringOf([
            [col, row - arm],
            [col, row + arm],
          ]),
        ],
        EMPHASIS,
      ),
    ),
  ]);
}

/** In view coordinates, closed. */
function ringOf(points: Region): number[][] {
  return [...points, ...points.slice(0, 1)].map(([col, row]) => [col, -row]);
}

function lines(rings: number[][][], colour: string): Feature {
  const feature = new Feature(new Polygon(rings));
  feature.setStyle(outline(colour, 2, 0));
  return feature;
}
