/** Bands and stretch in which a scene is displayed. */
import type { SceneLayer } from '../../core/documents/project.ts';
import type { BandRendering, SceneDetail } from '../../core/documents/scene.ts';
import { useProject } from './core-queries.ts';
import { layerOf } from './layer-of.ts';

export function useLayerStyle(scene: SceneDetail): BandRendering {
  return layerStyle(useProject().layers, scene);
}

export function layerStyle(layers: readonly SceneLayer[], scene: SceneDetail): BandRendering {
  const layer = layerOf(layers, scene.id);
  return layer ? layer.style : scene.defaultStyle;
}
