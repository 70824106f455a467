/** Two similarity maps on either side of a line, with the scene of each if they are of two dates, or one map across the whole view. */
import type WebGLTileLayer from 'ol/layer/WebGLTile.js';
import type OlMap from 'ol/Map.js';
import type RenderEvent from 'ol/render/Event.js';
import { getRenderPixel } from 'ol/render.js';
import { getUid } from 'ol/util.js';
import type { SceneId } from '../../core/documents/ids.ts';
import type { MapPaint } from '../../core/style/paint-of.ts';
import { drawEachFrame } from './panned-frames.ts';
import {
  paintSimilarity,
  type SimilarityCells,
  similarityLayer,
  similaritySource,
} from './similarity-layer.ts';

export type PaintedCells = {
  readonly cells: SimilarityCells;
  readonly paint: MapPaint;
  /** Whether the map is in the pixel grid of the cells' scene. */
  readonly isOwnGrid: boolean;
};
/** If `right` is null, `left` covers the whole map. */
export type Comparison = {
  readonly left: PaintedCells;
  readonly right: PaintedCells | null;
  /** Scenes that are seen on one side only; null if both sides show the same scenes. */
  readonly scenes: { readonly left: SceneId; readonly right: SceneId } | null;
};
/** A vertical strip of the map, as shares (0-1) of its width. */
type Strip = readonly [from: number, to: number];

/** A layer and what it shows now. */
export type Side = { readonly layer: WebGLTileLayer; shown: PaintedCells | null };

export class ComparisonLayers {
  readonly #map: OlMap;
  readonly #sides: readonly [Side, Side];
  #share = 0.5;
  #shown: Comparison | null = null;

  constructor(map: OlMap) {
    this.#map = map;
    this.#sides = [this.#side('left'), this.#side('right')];
  }

  show(comparison: Comparison | null): void {
    this.#shown = comparison;
    // The line between the sides stays in its place.
    drawEachFrame(this.#map, comparison !== null && comparison.right !== null);
    showSide(this.#sides[0], comparison ? comparison.left : null);
    showSide(this.#sides[1], comparison ? comparison.right : null);
    // The sides of scenes may have changed while no map is seen.
    this.#map.render();
  }

  setShare(share: number): void {
    this.#share = share;
    this.#map.render();
  }

  /** Keeps the layer of a scene to the side that shows it. */
  clipScene(layer: WebGLTileLayer, scene: SceneId): void {
    this.#clip(layer, () => {
      const scenes = this.#shown?.scenes;
      if (scenes?.left === scene) return this.#strip('left');
      return scenes?.right === scene ? this.#strip('right') : null;
    });
  }

  #side(name: 'left' | 'right'): Side {
    const layer = similarityLayer();
    layer.setVisible(false);
    this.#clip(layer, () => this.#strip(name));
    this.#map.addLayer(layer);
    return { layer, shown: null };
  }

  /** Without a right side, the left one has the whole map. */
  #strip(name: 'left' | 'right'): Strip {
    const share = this.#shown?.right ? this.#share : 1;
    return name === 'left' ? [0, share] : [share, 1];
  }

  #clip(layer: WebGLTileLayer, stripOf: () => Strip | null): void {
    layer.on('prerender', (event) => {
      const strip = stripOf();
      if (!strip) return;
      clearFirst(event);
      clip(this.#map, event, strip);
    });
    layer.on('postrender', ({ context }) => {
      if (isWebGL(context)) context.disable(context.SCISSOR_TEST);
    });
  }
}

/** Null hides it. */
export function showSide(side: Side, next: PaintedCells | null): void {
  const before = side.shown;
  side.shown = next;
  if (!next) {
    side.layer.setVisible(false);
    return;
  }
  if (!before || before.cells.values !== next.cells.values)
    side.layer.setSource(similaritySource(next.cells));
  const { widthPx, heightPx } = next.cells.scene;
  // The last cells can extend beyond the edge of the scene. In another grid that edge is not a rectangle; the cells' shares keep it.
  side.layer.setExtent(next.isOwnGrid ? [0, -heightPx, widthPx, 0] : undefined);
  paintSimilarity(side.layer, before ? before.paint : null, next.paint);
}

/** Before the first layer of a frame: OpenLayers would clear no more than its strip, and leave what was beside it. */
function clearFirst({ context, frameState }: RenderEvent): void {
  if (!isWebGL(context) || !frameState || frameState.renderTargets[getUid(context.canvas)]) return;
  context.bindFramebuffer(context.FRAMEBUFFER, null);
  context.disable(context.SCISSOR_TEST);
  context.clearColor(0, 0, 0, 0);
  context.clear(context.COLOR_BUFFER_BIT);
}

function clip(map: OlMap, event: RenderEvent, [from, to]: Strip): void {
  const { context } = event;
  const size = map.getSize();
  if (!size || !isWebGL(context)) return;
  const [left, bottom] = getRenderPixel(event, [0, size[1]]);
  const [right, top] = getRenderPixel(event, [size[0], 0]);
  const at = (share: number): number => Math.round(left + (right - left) * share);
  context.enable(context.SCISSOR_TEST);
  context.scissor(at(from), bottom, at(to) - at(from), top - bottom);
}

function isWebGL(context: RenderEvent['context']): context is WebGLRenderingContext {
  return context !== undefined && 'scissor' in context;
}
