import type { SceneId } from '../../core/documents/ids.ts';
import type { SceneLayer } from '../../core/documents/project.ts';

/** The scene's layer; null if it has none. */
export function layerOf(layers: readonly SceneLayer[], scene: SceneId | null): SceneLayer | null {
  return layers.find((layer) => layer.scene === scene) ?? null;
}
