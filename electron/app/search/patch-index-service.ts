/** Service for the patches of whole scenes: planned, encoded on demand, kept beside the indexes, read for sharpened and phrase maps. */
import { join } from 'node:path';
import { abortable } from '../../../core/abortable.ts';
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { PatchPlan } from '../../../core/documents/search.ts';
import type { Storage } from '../../../core/host.ts';
import { modelViewText } from '../../../core/raster/model-view.ts';
import { windowCount } from '../../../core/search/grid.ts';
import { keyHash } from '../../../core/search/index-key.ts';
import type { PatchKey } from '../../../core/search/patch-file.ts';
import type { ScoredPatches } from '../../../core/search/phrase-map.ts';
import {
  indexPatches,
  patchBytes,
  patchGrid,
  readPatches,
  windowsStored,
} from '../../../core/search/scene-patches.ts';
import type { Task } from '../../../core/task.ts';
import { clipOf } from '../../../models/folder/model-config.ts';
import { PATCH_ATTENTION } from '../../../models/folder/patch-graph.ts';
import { takeLock } from '../disk/lock-file.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from './index-service.ts';

const EXTENSION = '.patches';
const BATCH_WINDOWS = 8;

type Read = { readonly path: string; readonly patches: readonly ScoredPatches[] };

export class PatchIndexService {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  readonly #indexes: IndexService;
  /** Those of the scene that was asked for last. */
  #read: Read | null = null;

  /** `folder`: that of the indexes. */
  constructor(
    storage: Storage,
    folder: string,
    scenes: SceneService,
    models: ModelService,
    indexes: IndexService,
  ) {
    this.#storage = storage;
    this.#folder = folder;
    this.#scenes = scenes;
    this.#models = models;
    this.#indexes = indexes;
  }

  /** What the patches of the scene cost. Throws `Unsupported` for a model that has none. */
  async plan(scene: SceneId, model: ModelId): Promise<PatchPlan> {
    const key = await this.#key(scene, model);
    const passes = windowCount(key.grid);
    const stored = await windowsStored(this.#storage, await this.#path(scene, key), key);
    // A file of full length that cannot be read is damaged: encoding again repairs it.
    const done = stored === passes && (await this.whole(scene, model)) === null ? 0 : stored;
    return {
      windowPx: key.grid.segments[0].sizePx,
      passes,
      passesDone: done,
      seconds: (passes - done) / (await this.#models.windowsPerSecond(model)),
      bytes: patchBytes(key),
    };
  }

  /** Encodes the windows that are missing. Throws `Busy` if another process is doing it. */
  async build(scene: SceneId, model: ModelId, task: Task): Promise<void> {
    const { reader, sceneContent, modelView, sampleType, checkUnchanged, release } = await abortable(
      this.#scenes.hold(scene),
      task.signal,
    );
    try {
      const present = await this.#key(scene, model);
      const key = { ...present, sceneContent, modelView: modelViewText(modelView, sampleType) };
      const path = await this.#path(scene, key);
      const lock = await takeLock(`${path}.lock`, `the patches of ${this.#scenes.nameOf(scene)}`);
      try {
        const encoder = await abortable(this.#models.encoder(model), task.signal);
        const { signal, report } = task;
        await indexPatches(
          { reader, encoder, key, storage: this.#storage, path, batchSize: BATCH_WINDOWS },
          { signal, report: (progress) => report({ ...progress, phase: 'encoding patches' }) },
        );
        await checkUnchanged();
      } finally {
        await lock.release();
      }
    } finally {
      await release();
    }
  }

  /** The patches of the scene as it is now, with the model as it is now; null unless all of them are there. */
  async whole(scene: SceneId, model: ModelId): Promise<readonly ScoredPatches[] | null> {
    if ((await this.#models.folderOf(model)).config.family !== 'clip') return null;
    const key = await this.#key(scene, model);
    const path = await this.#path(scene, key);
    if (this.#read?.path === path && (await this.#storage.exists(path))) return this.#read.patches;
    const patches = await readPatches(this.#storage, path, key);
    this.#read = patches && { path, patches };
    return patches;
  }

  /** Removes the patches of the scene, of all models. Throws `Busy` while they are being written. */
  async removeAll(scene: SceneId): Promise<void> {
    const folder = join(this.#folder, scene);
    for (const name of await this.#storage.list(folder)) {
      if (!name.endsWith(EXTENSION)) continue;
      const path = join(folder, name);
      const lock = await takeLock(`${path}.lock`, `the patches of ${this.#scenes.nameOf(scene)}`);
      try {
        if (this.#read?.path === path) this.#read = null;
        await this.#storage.remove(path);
      } finally {
        await lock.release();
      }
    }
  }

  async #key(scene: SceneId, model: ModelId): Promise<PatchKey> {
    const { config, identity } = await this.#models.folderOf(model);
    const clip = clipOf(config, model, 'patches of a scene');
    const { widthPx, heightPx, modelView, sampleType } = await this.#scenes.detail(scene);
    // Whether the scene is indexed with these windows or not.
    const usual = await this.#indexes.defaultGrid(scene, model);
    const sizesPx = usual.segments.map(({ sizePx }) => sizePx);
    return {
      sceneContent: await this.#scenes.contentIdentity(scene),
      modelView: modelViewText(modelView, sampleType),
      model: identity,
      grid: patchGrid({ widthPx, heightPx }, sizesPx, windowCount(usual)),
      patches: { perEdge: clip.imageSizePx / clip.patchSizePx, attention: PATCH_ATTENTION },
    };
  }

  async #path(scene: SceneId, key: PatchKey): Promise<string> {
    return join(this.#folder, scene, `${await keyHash(key)}${EXTENSION}`);
  }
}
