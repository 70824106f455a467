/** Opening scenes and changing their layers. */
import type { Grant, SceneId } from '../../../core/documents/ids.ts';
import type { SceneLayer } from '../../../core/documents/project.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import {
  type Application,
  activeSceneNow,
  applyTransaction,
  layersNow,
  projectNow,
  scenesNow,
} from '../../state/application.ts';
import { byId } from '../../state/by-id.ts';
import { layerOf } from '../../state/layer-of.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { type OpeningOptions, whileOpening } from './while-opening.ts';

type OpenScene = (options: OpeningOptions) => Promise<SceneDetail>;

/**
 * Each scene becomes the top layer and the active scene, unless the user activates another one in the meantime. If one fails,
 * the others still open. A project file is opened alone.
 */
export async function openScenes(app: Application, grants: readonly Grant[]): Promise<void> {
  const project = grants.find(({ name }) => /\.longsight$/i.test(name));
  if (project) return (await import('../project/project-actions.ts')).openProject(app, project);
  let active = activeSceneNow(app);
  for (const grant of grants) {
    try {
      const scene = await addScene(app, grant.name, (options) =>
        app.core.call('scenes.open', { grant: grant.id }, options),
      );
      const now = activeSceneNow(app);
      if (now !== active && now !== scene.id) continue;
      await goToScene(app, scene);
      active = scene.id;
    } catch (error) {
      await (await import('../converting/offer-conversion.ts')).takeOtherFile(app, grant, grants, error);
    }
  }
}

/** Opens a scene and makes it a layer, if it is none yet. */
export async function addScene(app: Application, name: string, open: OpenScene): Promise<SceneDetail> {
  const scene = await whileOpening(app, name, open);
  await app.cache.invalidateQueries({ queryKey: queryKeys.scenes });
  await addLayer(app, scene);
  return scene;
}

/** Makes the scene the top layer, if it is none yet, and the active one. */
export async function showScene(app: Application, scene: SceneDetail): Promise<void> {
  await addLayer(app, scene);
  await goToScene(app, scene);
}

async function goToScene(app: Application, scene: SceneDetail): Promise<void> {
  app.map.view.zoomToScene(scene);
  await activateScene(app, scene.id);
}

async function addLayer(app: Application, scene: SceneDetail): Promise<void> {
  const { document } = await app.core.call('project.get', null);
  if (!document.layers.some((layer) => layer.scene === scene.id)) {
    const layer = { scene: scene.id, visible: true, opacity: 1, gamma: 1, style: scene.defaultStyle };
    await applyTransaction(app, { kind: 'add-layer', layer, at: 0 });
  }
}

export async function pickScenes(app: Application): Promise<void> {
  await openScenes(app, await app.shell.pickRasters());
}

export async function activateScene(app: Application, scene: SceneId): Promise<void> {
  if (activeSceneNow(app) === scene) return;
  await applyTransaction(app, { kind: 'activate-scene', scene });
}

export function activeLayer(app: Application): SceneLayer | null {
  const { layers, activeScene } = projectNow(app);
  return layerOf(layers, activeScene);
}

/** The active scene if its file is missing, else null. */
export function missingActiveScene(app: Application): SceneId | null {
  const scene = byId(scenesNow(app), activeSceneNow(app));
  return scene?.missing ? scene.id : null;
}

/** Does nothing for a scene that has no layer any more. */
export async function changeLayer(
  app: Application,
  scene: SceneId,
  next: Partial<Omit<SceneLayer, 'scene'>>,
): Promise<void> {
  await applyTransaction(app, ({ layers }) => {
    const layer = layerOf(layers, scene);
    return layer && { kind: 'set-layer', layer: { ...layer, ...next } };
  });
}

export async function moveLayer(app: Application, scene: SceneId, by: -1 | 1): Promise<void> {
  await applyTransaction(app, ({ layers }) => {
    const from = layers.findIndex((layer) => layer.scene === scene);
    const to = from + by;
    return from >= 0 && to >= 0 && to < layers.length ? { kind: 'move-layer', scene, to } : null;
  });
}

export async function showAllLayers(app: Application, visible: boolean): Promise<void> {
  const scenes = visible ? layersNow(app).map(({ scene }) => scene) : [];
  await applyTransaction(app, { kind: 'show-layers', scenes });
}

/** `forgets` also deletes the scene's indexes; fails without changes while one is being built. */
export async function removeLayer(app: Application, scene: SceneId, forgets: boolean): Promise<void> {
  if (forgets) await app.core.call('scenes.forget', { scene });
  else await applyTransaction(app, { kind: 'remove-layer', scene });
}

export async function undo(app: Application): Promise<void> {
  app.cache.setQueryData(queryKeys.project, await app.core.call('project.undo', null));
}

export async function redo(app: Application): Promise<void> {
  app.cache.setQueryData(queryKeys.project, await app.core.call('project.redo', null));
}
