/** Bands and stretch in which a scene is displayed. */
import type { BandRendering, SceneDetail } from '../../core/documents/scene.ts';
import { useProject } from './core-queries.ts';
import { layerOf } from './layer-of.ts';

export function useLayerStyle(scene: SceneDetail): BandRendering {
  const layer = layerOf(useProject().layers, scene.id);
  return layer ? layer.style : scene.defaultStyle;
}
