/** Finds the scenes of a project file on this machine. */
import { withEnding } from '../../../core/bytes/file-name.ts';
import type { SceneId } from '../../../core/documents/ids.ts';
import { isWebAddress } from '../../../core/documents/web.ts';
import { isExpected } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { Task } from '../../../core/task.ts';
import { isSameRaster } from '../scenes/scene-checks.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { SavedScene } from './saved-project.ts';
import { placesAfterMove, placesOf } from './scene-places.ts';

export type FoundScene = {
  readonly id: SceneId;
  /** What to tell the user; null if the scene was found. */
  readonly note: string | null;
};

export type SceneFinding = {
  readonly storage: Storage;
  readonly scenes: SceneService;
  /** Whether the user chose the project file on this machine. One that a browser sent opens only files that are known already. */
  readonly isTrusted: boolean;
};

/** Opens the scene where it lies, else remembers it as missing. */
export async function findScene(
  { storage, scenes, isTrusted }: SceneFinding,
  saved: SavedScene,
  projectPath: string,
  task: Task,
): Promise<FoundScene> {
  const { record } = saved;
  // Nothing is fetched here: the map does so, if the user has allowed the server.
  if (isWebAddress(record.path)) return { id: await scenes.remember(record), note: null };
  let note = `${record.detail.name} was not found: locate its file`;
  for (const place of placesOf(saved, projectPath)) {
    if ((await storage.fileAt(place).catch(() => null)) === null) continue;
    const path = await storage.realPath(place);
    if (!isTrusted && !scenes.byPath().has(path)) continue;
    try {
      const id = await openAt(scenes, saved, path, task);
      if (id !== null) return { id, note: null };
      note = `${path} is not the scene ${record.detail.name} of the project: locate its file`;
    } catch (error) {
      if (!isExpected(error)) throw error;
      note = error.message;
    }
  }
  const path = await placeOfMissing({ storage, isTrusted }, saved, projectPath);
  return { id: await scenes.remember({ ...record, path }), note };
}

/** A path without a file: what lies at the scene's places is another raster, or nothing that the project may open. */
async function placeOfMissing(
  { storage, isTrusted }: Pick<SceneFinding, 'storage' | 'isTrusted'>,
  saved: SavedScene,
  projectPath: string,
): Promise<string> {
  const places = placesOf(saved, projectPath);
  const beside = places[places.length - 1];
  for (const place of isTrusted ? places : [beside]) if (!(await storage.exists(place))) return place;
  for (let i = 1; ; i++) {
    const free = withEnding(beside, `.missing${i}`);
    if (!(await storage.exists(free))) return free;
  }
}

/** Null if the file is another raster. */
async function openAt(
  scenes: SceneService,
  { record }: SavedScene,
  path: string,
  task: Task,
): Promise<SceneId | null> {
  const known = scenes.byPath().get(path);
  const { id } = record.detail;
  // The scene was moved together with the project: its indexes stay with it.
  if (known === undefined && scenes.isKnown(id) && (await scenes.detail(id)).missing) {
    await scenes.locate(id, path);
    return id;
  }
  const opened = known ?? (await scenes.openPath(path, task));
  if (!isSameRaster(await scenes.detail(opened), record.detail)) {
    if (known === undefined) await scenes.forget(opened);
    return null;
  }
  if (known === undefined && record.modelView !== null) await scenes.setModelView(opened, record.modelView);
  return opened;
}

/** After `located` was moved: finds other missing scenes that moved along. Returns those that were found. */
export async function findMovedAlong(
  { storage, scenes, isTrusted }: SceneFinding,
  located: { readonly from: string; readonly to: string },
  missing: readonly SceneId[],
): Promise<readonly SceneId[]> {
  const found: SceneId[] = [];
  for (const id of isTrusted ? missing : [])
    for (const place of placesAfterMove(scenes.pathOf(id), located.from, located.to)) {
      if ((await storage.fileAt(place).catch(() => null)) === null) continue;
      try {
        await scenes.locate(id, await storage.realPath(place));
        found.push(id);
        break;
      } catch (error) {
        // Another raster of the same name.
        if (!isExpected(error)) throw error;
      }
    }
  return found;
}
