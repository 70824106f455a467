/** Two similarity maps of one scene on either side of a line, or one map across the whole view. */
import type WebGLTileLayer from 'ol/layer/WebGLTile.js';
import type OlMap from 'ol/Map.js';
import type RenderEvent from 'ol/render/Event.js';
import { getRenderPixel } from 'ol/render.js';
import type { MapPaint } from '../../core/style/paint-of.ts';
import {
  paintSimilarity,
  type SimilarityCells,
  similarityLayer,
  similaritySource,
} from './similarity-layer.ts';

export type PaintedCells = { readonly cells: SimilarityCells; readonly paint: MapPaint };
/** If `right` is null, `left` covers the whole map. */
export type Comparison = { readonly left: PaintedCells; readonly right: PaintedCells | null };

/** A layer and what it shows now. */
export type Side = { readonly layer: WebGLTileLayer; shown: PaintedCells | null };

export class ComparisonLayers {
  readonly #map: OlMap;
  readonly #sides: readonly [Side, Side];
  #share = 0.5;
  #isSplit = false;

  constructor(map: OlMap) {
    this.#map = map;
    this.#sides = [this.#side((share) => [0, share]), this.#side((share) => [share, 1])];
  }

  show(comparison: Comparison | null): void {
    this.#isSplit = comparison !== null && comparison.right !== null;
    showSide(this.#sides[0], comparison ? comparison.left : null);
    showSide(this.#sides[1], comparison ? comparison.right : null);
  }

  setShare(share: number): void {
    this.#share = share;
    this.#map.render();
  }

  #side(part: (share: number) => readonly [number, number]): Side {
    const layer = similarityLayer();
    layer.setVisible(false);
    layer.on('prerender', (event) => {
      if (this.#isSplit) clip(this.#map, event, part(this.#share));
    });
    layer.on('postrender', ({ context }) => {
      if (isWebGL(context)) context.disable(context.SCISSOR_TEST);
    });
    this.#map.addLayer(layer);
    return { layer, shown: null };
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
  // The last cells can extend beyond the edge of the scene.
  side.layer.setExtent([0, -heightPx, widthPx, 0]);
  paintSimilarity(side.layer, before ? before.paint : null, next.paint);
}

/** Clips to a vertical strip of the map, given as shares (0-1) of its width. */
function clip(map: OlMap, event: RenderEvent, [from, to]: readonly [number, number]): void {
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
