/** Addresses of pictures of windows, in the bands and stretch in which their scene is displayed. */
import type { RasterWindow, SceneDetail } from '../../core/documents/scene.ts';
import { windowUrl } from '../../core/urls/window-url.ts';
import { useProject } from './core-queries.ts';
import { layerStyle } from './use-layer-style.ts';

/** One for a whole list: it is slow to follow the project in each row. Null without a scene. */
export function usePictureOf(scene: SceneDetail | null): ((window: RasterWindow) => string) | null {
  const { layers } = useProject();
  if (!scene || scene.missing) return null;
  const style = layerStyle(layers, scene);
  return (window) => windowUrl(scene, style, window);
}
