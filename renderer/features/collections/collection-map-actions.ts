/** Bringing scenes and hits of a collection in front, and showing all of it. */
import type {
  CollectionAnswer,
  CollectionRow,
  PageCollectionHit,
} from '../../../core/documents/collection.ts';
import type { CollectionId } from '../../../core/documents/ids.ts';
import type { SceneDetail } from '../../../core/documents/scene.ts';
import { type Application, activeSceneNow, layersNow, scenesNow } from '../../state/application.ts';
import { byId } from '../../state/by-id.ts';
import { layerOf } from '../../state/layer-of.ts';
import { showToast } from '../../state/toasts.ts';
import { activateScene, addScene } from '../scenes/scene-actions.ts';
import { cornersIn } from './place-in-scene.ts';
import { strings } from './strings.ts';
import { collectionKeys } from './use-collections.ts';

type Place = { readonly key: string; readonly name: string };

export async function openCollectionScene(
  app: Application,
  collection: CollectionId,
  place: Place,
): Promise<void> {
  const scene = await sceneAt(app, collection, place);
  app.map.view.zoomToScene(scene);
  await activateScene(app, scene.id);
}

/** Its scene shows the map of the same question. */
export async function chooseHit(
  app: Application,
  { collection, model, terms }: CollectionAnswer,
  { rank, key, scene: name, sceneId, window: win }: PageCollectionHit,
): Promise<void> {
  app.view.setState({ collectionHit: rank });
  const layer = sceneId && layerOf(layersNow(app), sceneId);
  const scene = (layer && byId(scenesNow(app), sceneId)) ?? (await sceneAt(app, collection, { key, name }));
  // While the scene was opened, another hit may have been chosen.
  if (app.view.getState().collectionHit !== rank) return;
  app.view.setState({ query: { scene: scene.id, model, terms, area: null }, activeHit: null });
  app.map.view.zoomToWindow(win, scene.id);
  await activateScene(app, scene.id);
}

/** Shows the footprints of all scenes; opens the first one if there is none to show them beside. */
export async function showAllOnMap(app: Application, collection: CollectionId): Promise<void> {
  const rows = await app.cache.fetchQuery({
    queryKey: collectionKeys.scenes(collection),
    queryFn: () => app.core.call('collections.scenes', { collection }),
  });
  const placed = rows.filter(({ footprint }) => footprint !== null);
  const active = byId(scenesNow(app), activeSceneNow(app));
  if (placed.length > 0 && !active?.crs) await openCollectionScene(app, collection, placed[0]);
  const scene = byId(scenesNow(app), activeSceneNow(app));
  const extent = scene && extentIn(scene, placed);
  if (extent) app.map.view.zoomOutTo(extent);
  else showToast(app, { tone: 'neutral', title: strings.showAll, text: strings.noPlace, link: null });
}

function sceneAt(app: Application, collection: CollectionId, { key, name }: Place): Promise<SceneDetail> {
  return addScene(app, name, (options) =>
    app.core.call('collections.openScene', { collection, scene: key }, options),
  );
}

/** In view coordinates; null if no scene can be placed in this one. */
function extentIn(scene: SceneDetail, rows: readonly CollectionRow[]): number[] | null {
  let extent: number[] | null = null;
  for (const { footprint } of rows)
    for (const [col, row] of (footprint && cornersIn(scene, footprint)) ?? [])
      extent = extent
        ? [
            Math.min(extent[0], col),
            Math.min(extent[1], -row),
            Math.max(extent[2], col),
            Math.max(extent[3], -row),
          ]
        : [col, -row, col, -row];
  return extent;
}
