/** The bands and stretch in which a scene is shown now. */
import type { BandRendering, SceneDetail } from '../../core/documents/scene.ts';
import { useProject } from './core-queries.ts';

export function useLayerStyle(scene: SceneDetail): BandRendering {
  return useProject()?.layers.find((layer) => layer.scene === scene.id)?.style ?? scene.defaultStyle;
}
