/**
 * While a map is panned, its picture moves. OpenLayers draws all layers again for each position, which takes three times as long without a
 * graphics card. Here it draws more than the map shows, and again when that margin is used up or a layer has changed. At rest, the map is drawn
 * as OpenLayers draws it.
 */
import { getForViewAndSize } from 'ol/extent.js';
import type OlMap from 'ol/Map.js';
import type { FrameState } from 'ol/Map.js';
import CompositeMapRenderer from 'ol/renderer/Composite.js';
import { compose, create, makeInverse } from 'ol/transform.js';
import { getUid } from 'ol/util.js';
import ViewHint from 'ol/ViewHint.js';
import { isComplete } from './layer-state.ts';

/** In screen pixels. */
type Offset = readonly [x: number, y: number];
/** `frame` is the last one that was drawn; `margin` lies on each side of the map. */
type Drawn = {
  readonly frame: FrameState;
  readonly margin: Offset;
  readonly layers: string;
  readonly isWhole: boolean;
};

/** Share of the map's width and height. */
const MARGIN = 0.25;
const MOST_MARGIN_PX = 256;
const NO_MARGIN: Offset = [0, 0];
/** Least time between two drawings while a layer changes. */
const CHANGES_MS = 100;
/** Least time between two drawings while tiles arrive: they come one after the other. */
const TILES_MS = 250;

const drawnBy = new WeakMap<CompositeMapRenderer, Drawn>();
const fixed = new WeakSet<OlMap>();
const render = CompositeMapRenderer.prototype.renderFrame;

/** Takes effect for all maps of the page. */
export function movePannedMaps(): void {
  CompositeMapRenderer.prototype.renderFrame = function (this: CompositeMapRenderer, frame) {
    const drawn = drawnBy.get(this);
    if (
      frame === null ||
      drawn === undefined ||
      !this.getMap().getViewport() ||
      !isPanned(this, drawn, frame)
    )
      draw(this, frame, NO_MARGIN);
    else if (!reaches(drawn, frame) || isDue(drawn, frame)) draw(this, frame, marginOf(frame));
    else move(this, drawn, frame);
  };
}

/** Something on the map stays in its place while the map is panned. */
export function drawEachFrame(map: OlMap, isOn: boolean): void {
  if (isOn) fixed.add(map);
  else fixed.delete(map);
}

function isPanned(renderer: CompositeMapRenderer, { frame: before }: Drawn, now: FrameState): boolean {
  const isMoving = now.viewHints[ViewHint.ANIMATING] > 0 || now.viewHints[ViewHint.INTERACTING] > 0;
  const [from, to] = [before.viewState, now.viewState];
  return (
    isMoving &&
    !fixed.has(renderer.getMap()) &&
    from.projection === to.projection &&
    from.resolution === to.resolution &&
    from.rotation === 0 &&
    to.rotation === 0 &&
    before.pixelRatio === now.pixelRatio &&
    before.size.join() === now.size.join()
  );
}

/** Whether what was drawn covers the map where it is now. */
function reaches({ frame: before, margin }: Drawn, now: FrameState): boolean {
  return offsetOf(before, now).every((along, axis) => Math.abs(along) <= margin[axis]);
}

function isDue({ frame: before, layers, isWhole }: Drawn, now: FrameState): boolean {
  const isSame = !before.animate && layers === layersOf(now);
  if (isWhole && isSame) return false;
  // Asks for the next frame, if this one only moves.
  now.animate = true;
  const { tileQueue } = now;
  const areTilesMissing = tileQueue.getTilesLoading() + tileQueue.getCount() > 0;
  return now.time - before.time >= (isSame && areTilesMissing ? TILES_MS : CHANGES_MS);
}

function marginOf({ size }: FrameState): Offset {
  const [x, y] = size.map((along) => Math.min(MOST_MARGIN_PX, Math.ceil(MARGIN * along)));
  return [x, y];
}

function draw(renderer: CompositeMapRenderer, frame: FrameState | null, margin: Offset): void {
  if (frame === null) {
    drawnBy.delete(renderer);
    render.call(renderer, null);
    return;
  }
  const isWide = margin !== NO_MARGIN;
  const shown = isWide ? widened(frame, margin) : frame;
  shown.animate = false;
  // Before OpenLayers sorts them.
  const layers = layersOf(frame);
  render.call(renderer, shown);
  if (isWide) frame.animate = shown.animate;
  if (isWide) setTransforms(frame);
  place(renderer, margin, NO_MARGIN);
  const shownLayers = frame.layerStatesArray.filter(({ visible }) => visible);
  drawnBy.set(renderer, {
    frame,
    margin,
    layers,
    isWhole: shownLayers.every(({ layer }) => isComplete(layer)),
  });
}

function widened(frame: FrameState, [x, y]: Offset): FrameState {
  const { center, resolution, rotation } = frame.viewState;
  const size = [frame.size[0] + 2 * x, frame.size[1] + 2 * y];
  return {
    ...frame,
    size,
    extent: getForViewAndSize(center, resolution, rotation, size),
    coordinateToPixelTransform: create(),
    pixelToCoordinateTransform: create(),
  };
}

function move(renderer: CompositeMapRenderer, { frame: before, margin }: Drawn, now: FrameState): void {
  setTransforms(now);
  // The tiles of the margin are still to be loaded.
  now.wantedTiles = before.wantedTiles;
  now.usedTiles = before.usedTiles;
  place(renderer, margin, offsetOf(before, now));
}

/** How far what was drawn has moved on the screen. */
function offsetOf(before: FrameState, now: FrameState): Offset {
  const [from, to] = [before.viewState.center, now.viewState.center];
  const { resolution } = now.viewState;
  return [(from[0] - to[0]) / resolution, (to[1] - from[1]) / resolution];
}

/** As OpenLayers' renderer does before it draws. */
function setTransforms(frame: FrameState): void {
  const { coordinateToPixelTransform, pixelToCoordinateTransform, size } = frame;
  const { center, resolution, rotation } = frame.viewState;
  const scale = 1 / resolution;
  compose(
    coordinateToPixelTransform,
    ...([size[0] / 2, size[1] / 2, scale, -scale, -rotation, -center[0], -center[1]] as const),
  );
  makeInverse(pixelToCoordinateTransform, coordinateToPixelTransform);
}

function place(renderer: CompositeMapRenderer, [marginX, marginY]: Offset, [x, y]: Offset): void {
  const element = renderer.getMap().getViewport()!.querySelector<HTMLElement>('.ol-layers');
  if (element === null) return;
  const { style } = element;
  const isPlain = marginX === 0 && marginY === 0;
  style.width = isPlain ? '100%' : `calc(100% + ${2 * marginX}px)`;
  style.height = isPlain ? '100%' : `calc(100% + ${2 * marginY}px)`;
  // Whole pixels of the screen: between them, the picture would be blurred.
  const [left, top] = [x - marginX, y - marginY].map(
    (along) => Math.round(along * devicePixelRatio) / devicePixelRatio,
  );
  style.transform = isPlain ? '' : `translate(${left}px, ${top}px)`;
  style.willChange = 'transform';
}

function layersOf({ layerStatesArray }: FrameState): string {
  return layerStatesArray
    .map(({ layer, visible, opacity, zIndex, extent }) =>
      [getUid(layer), layer.getRevision(), visible, opacity, zIndex, extent].join(),
    )
    .join(' ');
}
