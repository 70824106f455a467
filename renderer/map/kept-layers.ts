/**
 * OpenLayers draws the tiles of each layer into a buffer of the layer, and the buffers to the canvas. While the colours of one layer change, the
 * tiles of the others are the same: here their buffers are kept and only drawn to the canvas.
 */
import type { FrameState } from 'ol/Map.js';
import { getUid } from 'ol/util.js';
import WebGLHelper from 'ol/webgl/Helper.js';
import { isComplete } from './layer-state.ts';

const { prepareDraw, drawElements, finalizeDraw } = WebGLHelper.prototype;
/** What the buffer of a layer holds. */
const held = new WeakMap<WebGLHelper, string>();
/** Layers whose buffer is kept in the frame that is being drawn. */
const kept = new WeakSet<WebGLHelper>();

/** Takes effect for all layers of the page. */
export function keepUnchangedLayers(): void {
  WebGLHelper.prototype.prepareDraw = function (this: WebGLHelper, frame, ...rest) {
    if (held.has(this) && held.get(this) === contentOf(this, frame)) kept.add(this);
    else prepareDraw.call(this, frame, ...rest);
  };
  WebGLHelper.prototype.drawElements = function (this: WebGLHelper, ...range) {
    if (!kept.has(this)) drawElements.apply(this, range);
  };
  WebGLHelper.prototype.finalizeDraw = function (this: WebGLHelper, frame, ...rest) {
    kept.delete(this);
    const content = contentOf(this, frame);
    if (content === null) held.delete(this);
    else held.set(this, content);
    finalizeDraw.call(this, frame, ...rest);
  };
}

/** Null if the buffer holds a part of the layer: tiles are missing, or it is clipped. */
function contentOf(helper: WebGLHelper, frame: FrameState): string | null {
  const { layer, extent } = frame.layerStatesArray[frame.layerIndex];
  const context = helper.getGL();
  if (!isComplete(layer) || context.isEnabled(context.SCISSOR_TEST)) return null;
  const { center, resolution, rotation, projection } = frame.viewState;
  return [
    ...[getUid(layer), layer.getRevision(), extent, getUid(projection)],
    ...[center, resolution, rotation, frame.size, frame.pixelRatio],
  ].join();
}
