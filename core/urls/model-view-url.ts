/** Address of the exact pixels that a model sees of a window: `data/model-view/{scene}/{model}/{col}/{row}/{width}/{height}`. */
import type { ModelId, SceneId } from '../documents/ids.ts';
import type { RasterWindow } from '../documents/scene.ts';
import { WINDOW_PATH, windowFrom, windowPath } from './window-path.ts';

const PATTERN = new RegExp(`^/?data/model-view/([\\w-]+)/([\\w.-]+)/${WINDOW_PATH}$`);

export type ModelViewAddress = {
  readonly scene: SceneId;
  readonly model: ModelId;
  readonly window: RasterWindow;
};

export function modelViewUrl(scene: SceneId, model: ModelId, win: RasterWindow): string {
  return `data/model-view/${scene}/${model}/${windowPath(win)}`;
}

/** Null for another kind of address. */
export function parseModelViewUrl(path: string): ModelViewAddress | null {
  const match = PATTERN.exec(path);
  if (match === null) return null;
  const [, scene, model, ...place] = match;
  return { scene: scene as SceneId, model: model as ModelId, window: windowFrom(place) };
}
