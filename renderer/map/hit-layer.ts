/** Hits as outlines with their ranks. */
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
  source.addFeatures(hits.flatMap((hit) => tightFeatures(hit, hit.rank === active || hit.rank === hovered)));
  source.addFeatures(
    hits.map((hit) => {
      const feature = new Feature(fromExtent(windowExtent(hit.window)));
      feature.setStyle(hitStyles(hit, hit.rank === active || hit.rank === hovered));
      return feature;
    }),
  );
}

const DUPLICATES_STYLE = new Style({
  stroke: new Stroke({ color: EMPHASIS, width: 1 }),
  zIndex: 999_999,
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
function tightFeatures({ rank, outline: corners }: ShownHit, isEmphasised: boolean): Feature[] {
  if (corners === null) return [];
  const ring = [...corners, corners[0]].map(([col, row]) => [col, -row]);
  const feature = new Feature(new Polygon([ring]));
  const colour = isEmphasised ? EMPHASIS : PLAIN;
  feature.setStyle(outline(colour, isEmphasised ? 2 : 1, 2000 - rank, [3, 3]));
  return [feature];
}

function hitStyles({ rank, window: win }: ShownHit, isEmphasised: boolean): Style[] {
  const colour = isEmphasised ? EMPHASIS : PLAIN;
  const width = isEmphasised ? 2.5 : 1.5;
  const zIndex = isEmphasised ? 1_000_000 : 1000 - rank;
  const corner = new Point([win.col, -win.row]);
  return [
    ...outline(colour, width, zIndex),
    new Style({
      geometry: corner,
      zIndex: zIndex + 0.2,
      text: new Text({
        text: String(rank),
        font: '600 11px system-ui, sans-serif',
        textAlign: 'left',
        textBaseline: 'top',
        offsetX: 3,
        offsetY: 4,
        padding: [2, 3, 1, 4],
        fill: new Fill({ color: '#111111' }),
        backgroundFill: new Fill({ color: colour }),
      }),
    }),
  ];
}
