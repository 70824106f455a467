/**
 * OpenLayers draws each layer into a buffer, and the buffers to the canvas, with multisampling, a linear filter and blending. A buffer has the
 * size of the canvas, and below the first layer the canvas is empty, so none of this changes a pixel. Without a graphics card it is slow.
 */
import type { FrameState } from 'ol/Map.js';
import { getUid } from 'ol/util.js';
import WebGLPostProcessingPass from 'ol/webgl/PostProcessingPass.js';

const { apply } = WebGLPostProcessingPass.prototype;
const { getContext } = HTMLCanvasElement.prototype;

/** Takes effect for all layers of the page. */
export function composeLayersPlainly(): void {
  HTMLCanvasElement.prototype.getContext = function (
    this: HTMLCanvasElement,
    type: string,
    options?: object,
  ) {
    return getContext.call(this, type, type.includes('webgl') ? { ...options, antialias: false } : options);
  } as typeof getContext;
  WebGLPostProcessingPass.prototype.apply = function (
    this: WebGLPostProcessingPass,
    frame,
    next,
    preCompose,
    ...rest
  ) {
    const isFirst = next === undefined && isUntouched(this, frame);
    const prepare: typeof preCompose = (context, state) => {
      preCompose?.(context, state);
      for (const filter of [context.TEXTURE_MIN_FILTER, context.TEXTURE_MAG_FILTER])
        context.texParameteri(context.TEXTURE_2D, filter, context.NEAREST);
      if (isFirst && !context.isEnabled(context.SCISSOR_TEST)) context.disable(context.BLEND);
    };
    apply.call(this, frame, next, prepare, ...rest);
  };
}

/** Whether the canvas is empty so far. */
function isUntouched(pass: WebGLPostProcessingPass, { renderTargets }: FrameState): boolean {
  return !renderTargets[getUid(pass.getGL().canvas)];
}
