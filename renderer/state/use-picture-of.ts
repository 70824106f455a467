/** Addresses of pictures of windows, in the bands and stretch in which their scene is displayed. */
import type { RasterWindow, SceneDetail } from '../../core/documents/scene.ts';
import { windowUrl } from '../../core/urls/window-url.ts';
import { useProject } from './core-queries.ts';
import { layerStyle } from './use-layer-style.ts';

/** Called once for a whole list, because following the project in each row is slow. Null without the scene's file. */
export function usePictureOf(scene: SceneDetail | null): ((window: RasterWindow) => string) | null {
  const { layers } = useProject();
  if (!scene || scene.missing) return null;
  const style = layerStyle(layers, scene);
  return (window) => windowUrl(scene, style, window);
}
