/** The view of the map: its limits around a scene, and how it stays on the same ground when another scene becomes active. */
import View from 'ol/View.js';
import type { SceneDetail } from '../../core/documents/scene.ts';
import { northAngle, pixelTransform } from './scene-frame.ts';
import { sceneProjection } from './scene-projection.ts';

const FARTHEST_ZOOM_OUT = 4;
const CLOSEST_SCREEN_PX = 24;
/** Screen pixels over which the scale of one grid in the other is measured. */
const SCALE_SPAN_PX = 100;

/** A place in a scene's pixel grid: x = column, y = -row; `resolution` in scene pixels per screen pixel. */
export type ViewPlace = { readonly centre: readonly [x: number, y: number]; readonly resolution: number };

/**
 * View of a scene, north up, at a place or else its middle. A place beyond the usual limits widens them, so that the view does not jump;
 * so does the extent of other things that are to be seen.
 */
export function sceneView(scene: SceneDetail, place: ViewPlace | null, others: number[] = []): View {
  const { widthPx, heightPx } = scene;
  const longest = Math.max(widthPx, heightPx);
  const { centre, resolution } = place ?? {
    centre: [widthPx / 2, -heightPx / 2],
    resolution: longest / 800,
  };
  const [x, y] = centre;
  const [minX = x, minY = y, maxX = x, maxY = y] = others;
  const farthest = Math.max(1, (longest / 256) * FARTHEST_ZOOM_OUT);
  return new View({
    projection: sceneProjection(scene),
    center: [x, y],
    resolution,
    rotation: -northAngle(scene),
    constrainRotation: false,
    minResolution: Math.min(1 / CLOSEST_SCREEN_PX, resolution),
    maxResolution: Math.max(farthest, resolution),
    constrainOnlyCenter: true,
    extent: [
      Math.min(-widthPx, minX),
      Math.min(-2 * heightPx, minY),
      Math.max(2 * widthPx, maxX),
      Math.max(heightPx, maxY),
    ],
    smoothResolutionConstraint: false,
  });
}

/** What the view of `from` shows, as a place in `to`; null if the two cannot be related or `to` lies outside the view. */
export function placeInOther(
  view: View,
  sizePx: readonly number[],
  from: SceneDetail,
  to: SceneDetail,
): ViewPlace | null {
  const transform = pixelTransform(from, to);
  const centre = view.getCenter();
  const resolution = view.getResolution();
  if (!transform || !centre || resolution === undefined) return null;
  const span = SCALE_SPAN_PX * resolution;
  const [col, row] = transform([centre[0], -centre[1]]);
  const [nextCol, nextRow] = transform([centre[0] + span, -centre[1]]);
  const there = Math.hypot(nextCol - col, nextRow - row) / SCALE_SPAN_PX;
  if (!(there > 0) || !Number.isFinite(there)) return null;
  const reach = (there * Math.hypot(sizePx[0], sizePx[1])) / 2;
  const isSeen = col + reach > 0 && row + reach > 0 && col - reach < to.widthPx && row - reach < to.heightPx;
  return isSeen ? { centre: [col, -row], resolution: there } : null;
}
