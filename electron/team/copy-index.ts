/** Copies the index of one scene between this machine and the team store, without encoding. */
import type { CollectionScene } from '../../core/documents/collection.ts';
import type { ModelId } from '../../core/documents/ids.ts';
import { InvalidInput, NotFound } from '../../core/errors.ts';
import type { Host } from '../../core/host.ts';
import type { Task } from '../../core/task.ts';
import { fileAt } from '../../core/team/shares.ts';
import { describeFile } from '../app/collections/describe-file.ts';
import type { ModelService } from '../app/models/model-service.ts';
import type { SceneService } from '../app/scenes/scene-service.ts';
import type { IndexService } from '../app/search/index-service.ts';
import { indexOfFile } from './answering-indexes.ts';
import { memberOf } from './members.ts';
import { publishIndex, recordsFrom } from './publish.ts';
import { withRealPaths } from './reachable-shares.ts';
import { listShares } from './shares-table.ts';
import type { TeamDatabase } from './sql.ts';
import { failedWith } from './sql-state.ts';

export type CopyServices = {
  readonly host: Host;
  readonly scenes: SceneService;
  readonly models: ModelService;
  readonly indexes: IndexService;
};

/** Description of the file at `path`, for `publishScene`. */
export async function describeScene(host: Host, path: string): Promise<CollectionScene> {
  return describeFile(host, { path, date: null }, await host.storage.stat(path), null);
}

/** Returns the number of windows that the store lacked. Throws `NotFound` for a scene without a complete index, `InvalidInput` for a user who may only ask. */
export async function publishScene(
  db: TeamDatabase,
  { host, scenes, models, indexes }: CopyServices,
  scene: CollectionScene,
  model: ModelId,
  task: Task,
): Promise<number> {
  const file = fileAt(scene.path, await withRealPaths(host.storage, await listShares(db)));
  const id = await scenes.openUnlisted(scene.path);
  const scan = await indexes.scanOf(id, await scenes.contentIdentity(id), await models.identity(model));
  if (scan === null)
    throw new NotFound(`${scene.path}: it has no complete index with model ${model}: index it first`);
  const { modelView: view } = await scenes.detail(id);
  const bank = await models.calibrations.bank(model, task.signal);
  try {
    return await publishIndex(db, host.crs, { file, scene, view, scan, bank }, task);
  } catch (cause) {
    if (!failedWith(cause, 'mayNot')) throw cause;
    const { user } = await memberOf(db);
    throw new InvalidInput(
      `${user} may ask the team store, but not write to it: let its owner run "grant longsight_worker to ${user}"`,
      { cause },
    );
  }
}

/** Returns the number of windows of the index here. Throws `NotFound` if the store has none of the scene. */
export async function pullScene(
  db: TeamDatabase,
  { host, scenes, models, indexes }: CopyServices,
  path: string,
  model: ModelId,
  task: Task,
): Promise<number> {
  const file = fileAt(path, await withRealPaths(host.storage, await listShares(db)));
  const index = await indexOfFile(db, file, await models.identity(model));
  if (index === null)
    throw new NotFound(`${path}: the team store has no complete index of it with model ${model}`);
  const status = await indexes.receive(
    await scenes.openUnlisted(path),
    model,
    index.key,
    (first) => recordsFrom(db, index, first, task.signal),
    task,
  );
  return status.windowsDone;
}
