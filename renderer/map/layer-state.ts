/** What OpenLayers knows of the state of a layer. */
import type Layer from 'ol/layer/Layer.js';

/** Whether the last frame showed all tiles of the layer. Their arrival does not change the layer's revision. */
export function isComplete(layer: Layer): boolean {
  if (!layer.hasRenderer()) return true;
  const renderer: object | null = layer.getRenderer();
  return renderer === null || !('renderComplete' in renderer) || renderer.renderComplete === true;
}
