/** Hits as dots with their ranks; the selected and the hovered one also as frames. */
import Feature from 'ol/Feature.js';
import Point from 'ol/geom/Point.js';
import Polygon, { fromExtent } from 'ol/geom/Polygon.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import Text from 'ol/style/Text.js';
import type { RasterWindow } from '../../core/documents/scene.ts';
import type { Outline } from '../../core/documents/search.ts';
import { EMPHASIS, outline, windowExtent } from './outline.ts';
import { unionOutline } from './union-outline.ts';

export type ShownHit = {
  readonly rank: number;
  readonly window: RasterWindow;
  /** Near-duplicates; their area is outlined while the hit is active. */
  readonly merged: readonly { readonly window: RasterWindow }[];
  /** Tight outline of what the window was found for, if its patches were scored. */
  readonly outline: Outline | null;
};
export type HitEmphasis = { readonly active: number | null; readonly hovered: number | null };

const PLAIN = '#ffffff';
/** Frames lie above tight outlines, and below the numbers, which stay legible. */
const FRAME_Z = 1_000_000;
const NUMBER_Z = 3_000_000;

export function hitLayer(): VectorLayer {
  return new VectorLayer({ source: new VectorSource(), zIndex: 2, declutter: true });
}

export function showHits(
  layer: VectorLayer,
  hits: readonly ShownHit[],
  { active, hovered }: HitEmphasis,
): void {
  const source = layer.getSource();
  if (!source) return;
  source.clear();
  // An empty layer would keep its last rendering on screen.
  layer.setVisible(hits.length > 0);
  // Earlier features keep their label when labels collide.
  source.addFeatures(
    hits.filter(({ rank, merged }) => rank === active && merged.length > 0).map(duplicatesFeature),
  );
  for (const hit of hits) {
    const isEmphasised = hit.rank === active || hit.rank === hovered;
    if (isEmphasised) source.addFeatures([frameFeature(hit), ...tightFeatures(hit)]);
    source.addFeature(dotFeature(hit, isEmphasised));
  }
}

const DUPLICATES_STYLE = new Style({
  stroke: new Stroke({ color: EMPHASIS, width: 1 }),
  zIndex: FRAME_Z - 1,
});

/** One outline for all of them: with a stride of a quarter window, a hit has about fifty near-duplicates. */
function duplicatesFeature({ window: win, merged }: ShownHit): Feature {
  const windows = [win, ...merged.map((each) => each.window)];
  // Each side is a degenerate ring, so that no other geometry class has to be loaded.
  const sides = unionOutline(windows).map(([from, to]) => [from, to, from].map(([col, row]) => [col, -row]));
  const feature = new Feature(new Polygon(sides));
  feature.setStyle(DUPLICATES_STYLE);
  return feature;
}

/** Dotted, so that it does not look like a window. */
function tightFeatures({ rank, outline: corners }: ShownHit): Feature[] {
  if (corners === null) return [];
  const ring = [...corners, corners[0]].map(([col, row]) => [col, -row]);
  const feature = new Feature(new Polygon([ring]));
  feature.setStyle(outline(EMPHASIS, 2, 2000 - rank, [3, 3]));
  return [feature];
}

function frameFeature({ window: win }: ShownHit): Feature {
  const feature = new Feature(fromExtent(windowExtent(win)));
  feature.setStyle(outline(EMPHASIS, 2.5, FRAME_Z));
  return feature;
}

/** The number in a pill at the middle of the window. */
function dotFeature({ rank, window: win }: ShownHit, isEmphasised: boolean): Feature {
  const feature = new Feature(new Point([win.col + win.widthPx / 2, -(win.row + win.heightPx / 2)]));
  feature.setStyle(
    new Style({
      zIndex: isEmphasised ? NUMBER_Z : NUMBER_Z - rank,
      text: new Text({
        text: String(rank),
        font: '600 11px system-ui, sans-serif',
        padding: [3, 5, 2, 6],
        fill: new Fill({ color: '#111111' }),
        backgroundFill: new Fill({ color: isEmphasised ? EMPHASIS : PLAIN }),
        backgroundStroke: new Stroke({ color: 'rgba(0, 0, 0, 0.55)', width: 1 }),
      }),
    }),
  );
  return feature;
}
