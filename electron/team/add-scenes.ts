/** Adding files to the team store: their description, and an index to be encoded by the workers. */

import { closing } from '../../core/closing.ts';
import type { CollectionScene } from '../../core/documents/collection.ts';
import type { BandRendering } from '../../core/documents/scene.ts';
import type { TeamFile, TeamShare } from '../../core/documents/team.ts';
import type { ModelIdentity } from '../../core/encoder.ts';
import { isExpected, Unreachable } from '../../core/errors.ts';
import type { Host } from '../../core/host.ts';
import { modelViewText } from '../../core/raster/model-view.ts';
import { openScene } from '../../core/raster/open-scene.ts';
import { defaultSizes, type GroundRange } from '../../core/search/default-sizes.ts';
import type { IndexKey } from '../../core/search/index-key.ts';
import { checkWindowCount } from '../../core/search/record-plan.ts';
import { type Task, unattended } from '../../core/task.ts';
import { planBlocks } from '../../core/team/block-plan.ts';
import { fileAt } from '../../core/team/shares.ts';
import { describeOpened } from '../app/collections/describe-file.ts';
import type { FoundFile } from '../app/collections/find-files.ts';
import { gridOf, plannedGrid } from '../app/search/scene-grid.ts';
import { blocksDone, putIndex, putModel } from './index-rows.ts';
import { JobQueue, LEASE_SECONDS } from './job-queue.ts';
import { putScene } from './scene-rows.ts';
import type { TeamDatabase } from './sql.ts';

export type AddOptions = {
  readonly db: TeamDatabase;
  readonly host: Host;
  readonly shares: readonly TeamShare[];
  readonly model: ModelIdentity;
  readonly trained: GroundRange;
  /** Null for the sizes that suit scene and model. */
  readonly sizesPx: readonly number[] | null;
  readonly datePattern: string | null;
  readonly leaseSeconds?: number;
};

export type Added = {
  readonly scenes: number;
  readonly windows: number;
  /** Blocks that wait now. */
  readonly blocks: number;
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
};

/** A file with what its index will be. */
type Described = {
  readonly file: TeamFile;
  readonly scene: CollectionScene;
  readonly key: IndexKey;
  readonly view: BandRendering;
};

/** Each file in a transaction of its own. One that cannot be read is reported and passed over. Adding a file again changes nothing. */
export async function addScenes(
  options: AddOptions,
  files: readonly FoundFile[],
  task: Task,
): Promise<Added> {
  const queue = await JobQueue.open(options.db, false);
  const failed: { path: string; reason: string }[] = [];
  let [scenes, windows, blocks] = [0, 0, 0];
  try {
    for (const [i, file] of files.entries()) {
      task.signal.throwIfAborted();
      task.report({ phase: 'adding', done: i, total: files.length });
      try {
        const described = await describe(options, file);
        const waiting = await put(options, queue, described);
        scenes++;
        blocks += waiting.length;
        windows += waiting.reduce((sum, block) => sum + block.windows, 0);
      } catch (error) {
        if (!(isExpected(error) || error instanceof Unreachable)) throw error;
        failed.push({ path: file.path, reason: error.message });
      }
    }
  } finally {
    await queue.close();
  }
  return { scenes, windows, blocks, failed };
}

async function describe(options: AddOptions, found: FoundFile): Promise<Described> {
  const { host, shares, model, trained, sizesPx, datePattern } = options;
  const file = fileAt(found.path, shares);
  await using opened = closing(await openScene(host, found.path, unattended()));
  const { widthPx, heightPx, metresPerPixel, identity, defaultView, sampleType } = opened.description;
  const raster = { widthPx, heightPx, metresPerPixel };
  const asked = sizesPx ?? defaultSizes(metresPerPixel, raster, trained).map(({ size }) => size);
  const grid = gridOf(raster, plannedGrid(raster, 'sliding', asked));
  checkWindowCount(grid);
  return {
    file,
    scene: describeOpened(opened, found, await host.storage.stat(found.path), datePattern),
    key: { sceneContent: identity, modelView: modelViewText(defaultView, sampleType), model, grid },
    view: defaultView,
  };
}

async function put(
  { db, leaseSeconds = LEASE_SECONDS }: AddOptions,
  queue: JobQueue,
  { file, scene, key, view }: Described,
) {
  return db.transaction(async (tx) => {
    const model = await putModel(tx, key.model);
    const index = await putIndex(tx, await putScene(tx, file, scene), model, key, view);
    const done = await blocksDone(tx, index.id);
    const blocks = planBlocks(key.grid).filter(({ first }) => !done.has(first));
    await queue.send(tx, JobQueue.nameOf(model, file.share), { index: index.id, blocks }, leaseSeconds);
    return blocks;
  });
}
