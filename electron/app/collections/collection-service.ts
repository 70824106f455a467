/** Service for collections: creates them, looks for their scenes, indexes them as one. */
import { join } from 'node:path';
import { sizesOfScene } from '../../../core/collection/scene-sizes.ts';
import type {
  CollectionPlan,
  CollectionScene,
  CollectionSizes,
  CollectionSummary,
  ScanReport,
} from '../../../core/documents/collection.ts';
import type { CollectionId, ModelId, SceneId } from '../../../core/documents/ids.ts';
import { InvalidInput, isExpected } from '../../../core/errors.ts';
import type { Host } from '../../../core/host.ts';
import type { IndexScan } from '../../../core/search/index-scan.ts';
import type { Task } from '../../../core/task.ts';
import { takeLock } from '../disk/lock-file.ts';
import type { ModelService } from '../models/model-service.ts';
import type { SceneService } from '../scenes/scene-service.ts';
import type { IndexService } from '../search/index-service.ts';
import type { CollectionStore } from './collection-store.ts';
import { dateOf, describeFile } from './describe-file.ts';
import { type FoundFile, findFiles, sourceOf } from './find-files.ts';
import { type CompleteIndexes, planCollection } from './plan-collection.ts';

/** Files described at a time: their headers are small, but a share answers slowly. */
const FILES_AT_ONCE = 4;
/** Folders of indexes looked into at a time. */
const INDEXES_AT_ONCE = 64;

export type IndexedCollection = {
  readonly scenes: number;
  readonly indexed: number;
  /** Scenes whose index was complete before. */
  readonly complete: number;
  readonly failed: readonly { readonly path: string; readonly reason: string }[];
};

export class CollectionService {
  readonly store: CollectionStore;
  readonly #host: Host;
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  readonly #indexes: IndexService;
  readonly #uploads: string;
  /** Looks for complete indexes under way, by collection and model. */
  readonly #looking = new Map<string, Promise<CompleteIndexes>>();

  /** `uploads`: the folder of files that a browser sent. */
  constructor(
    host: Host,
    store: CollectionStore,
    scenes: SceneService,
    models: ModelService,
    indexes: IndexService,
    uploads: string,
  ) {
    this.#host = host;
    this.store = store;
    this.#scenes = scenes;
    this.#models = models;
    this.#indexes = indexes;
    this.#uploads = uploads;
  }

  /** Throws `NotFound` for a path that is not there, `InvalidInput` for a name in use. The scenes are found by `scan`. */
  async create(name: string, paths: readonly string[]): Promise<CollectionId> {
    return this.store.create(name, await Promise.all(paths.map(sourceOf)));
  }

  /** The files of paths that the user gave, each once. Throws as `findFiles` does, `NotFound` for a path that is not there. */
  async filesAt(paths: readonly string[], signal: AbortSignal): Promise<readonly FoundFile[]> {
    return findFiles(await Promise.all(paths.map(sourceOf)), this.#uploads, signal);
  }

  /** Adds sources; one that is there already is not added again. */
  async add(id: CollectionId, paths: readonly string[]): Promise<CollectionSummary> {
    const added = await Promise.all(paths.map(sourceOf));
    await this.store.change(id, (meta) => {
      const sources = [...meta.sources];
      for (const source of added)
        if (!sources.some(({ kind, path }) => kind === source.kind && path === source.path))
          sources.push(source);
      return { ...meta, sources };
    });
    return this.store.summary(id);
  }

  /** Sets the pattern over file names that gives dates; null for none. Applies to all scenes at the next scan. */
  async setDatePattern(id: CollectionId, datePattern: string | null): Promise<void> {
    await this.store.change(id, (meta) => ({ ...meta, datePattern }));
  }

  /**
   * Looks for the files of the sources. Files of the same size and time as before are not opened. An abort keeps what was described.
   * Throws `Busy` while another process scans the collection.
   */
  async scan(id: CollectionId, task: Task): Promise<ScanReport> {
    await using _lock = await this.#lock(id);
    const { sources, datePattern } = await this.store.meta(id);
    const before = new Map((await this.store.scenes(id)).map((scene) => [scene.path, scene]));
    const files = await findFiles(sources, this.#uploads, task.signal);
    const now: CollectionScene[] = [];
    const count = { added: 0, changed: 0, same: 0 };
    const look = async (file: FoundFile): Promise<void> => {
      const stat = await this.#host.storage.stat(file.path).catch(() => null);
      const known = before.get(file.path);
      const isSame =
        known !== undefined &&
        stat !== null &&
        known.sizeBytes === stat.sizeBytes &&
        known.modifiedMs === stat.modifiedMs;
      if (isSame) now.push(datedAnew(known, file, datePattern));
      else now.push(await describeFile(this.#host, file, stat, datePattern));
      count[isSame ? 'same' : known === undefined ? 'added' : 'changed']++;
    };
    try {
      for (let at = 0; at < files.length; at += FILES_AT_ONCE) {
        task.signal.throwIfAborted();
        task.report({ phase: 'reading headers', done: at, total: files.length });
        await Promise.all(files.slice(at, at + FILES_AT_ONCE).map(look));
      }
    } finally {
      const seen = new Set(now.map(({ path }) => path));
      const unseen = files
        .filter(({ path }) => !seen.has(path))
        .flatMap(({ path }) => before.get(path) ?? []);
      await this.store.keepScenes(
        id,
        [...now, ...unseen].sort((a, b) => (a.path < b.path ? -1 : 1)),
      );
    }
    const paths = new Set(files.map(({ path }) => path));
    return {
      ...count,
      gone: [...before.keys()].filter((path) => !paths.has(path)).length,
      faults: now.flatMap(({ path, fault }) => (fault === null ? [] : [{ path, reason: fault }])),
    };
  }

  /** What indexing would take, without opening a scene. */
  async plan(id: CollectionId, model: ModelId, sizes: CollectionSizes): Promise<CollectionPlan> {
    const { embeddingDim } = await this.#models.identity(model);
    const trained = await this.#models.groundRange(model);
    const speed = await this.#models.windowsPerSecond(model);
    const complete = await this.#completeIndexes(id, model);
    const scenes = (await this.store.scenes(id)).filter(({ fault }) => fault === null);
    return planCollection(scenes, complete, { sizes, trained, speed, embeddingDim });
  }

  /** Paths of the scenes that have a complete index of the model. */
  async indexedPaths(id: CollectionId, model: ModelId): Promise<readonly string[]> {
    return [...(await this.#completeIndexes(id, model)).keys()];
  }

  /** Complete indexes of the model by the paths of their scenes, in the order of the scenes. Who asks while they are looked for waits for the same look. */
  async #completeIndexes(id: CollectionId, model: ModelId): Promise<CompleteIndexes> {
    const key = `${id} ${model}`;
    const looking = this.#looking.get(key) ?? this.#findComplete(id, model);
    this.#looking.set(key, looking);
    try {
      return await looking;
    } finally {
      if (this.#looking.get(key) === looking) this.#looking.delete(key);
    }
  }

  async #findComplete(id: CollectionId, model: ModelId): Promise<CompleteIndexes> {
    const identity = await this.#models.identity(model);
    const ids = this.#scenes.byPath();
    const known = (await this.store.scenes(id)).flatMap(({ path, content }) => {
      const scene = ids.get(path);
      return scene === undefined ? [] : [{ path, content, scene }];
    });
    const found = new Map<string, IndexScan>();
    for (let at = 0; at < known.length; at += INDEXES_AT_ONCE) {
      const some = known.slice(at, at + INDEXES_AT_ONCE);
      const scans = await Promise.all(
        some.map(({ content, scene }) => this.#indexes.scanOf(scene, content, identity)),
      );
      for (const [i, scan] of scans.entries()) if (scan !== null) found.set(some[i]!.path, scan);
    }
    return found;
  }

  /**
   * Indexes the scenes that have no complete index, one after the other. A scene that cannot be indexed is reported and passed over; an
   * abort keeps all windows that were encoded, and the next call goes on from there.
   */
  async index(
    id: CollectionId,
    model: ModelId,
    sizes: CollectionSizes,
    task: Task,
  ): Promise<IndexedCollection> {
    const scenes = await this.store.scenes(id);
    if (scenes.length === 0)
      throw new InvalidInput('the collection has no scenes: scan it first, or add files to it');
    const plan = await this.plan(id, model, sizes);
    const identity = await this.#models.identity(model);
    const ids = this.#scenes.byPath();
    const failed: { path: string; reason: string }[] = [];
    let [indexed, complete, windowsDone] = [0, 0, plan.windowsDone];
    for (const [at, scene] of scenes.entries()) {
      task.signal.throwIfAborted();
      const { path, content, fault } = scene;
      const known = ids.get(path);
      if (fault !== null) failed.push({ path, reason: fault });
      else if (known !== undefined && (await this.#indexes.scanOf(known, content, identity)) !== null)
        complete++;
      else
        try {
          windowsDone += await this.#indexScene(scene, model, sizes, {
            signal: task.signal,
            report: ({ done }) =>
              task.report({
                phase: `${at + 1} of ${scenes.length} scenes`,
                done: windowsDone + done,
                total: Math.max(plan.windows, windowsDone + done),
              }),
          });
          indexed++;
        } catch (error) {
          if (task.signal.aborted || !isExpected(error)) throw error;
          failed.push({ path, reason: error.message });
        }
    }
    await this.store.keepFailures(id, failed);
    return { scenes: scenes.length, indexed, complete, failed };
  }

  /** Number of windows of the scene's index. */
  async #indexScene(
    { path, metresPerPixel }: CollectionScene,
    model: ModelId,
    sizes: CollectionSizes,
    task: Task,
  ): Promise<number> {
    const scene: SceneId = await this.#scenes.openUnlisted(path);
    const { grid } = await this.#indexes.plan(scene, model, sizesOfScene(sizes, metresPerPixel));
    return (await this.#indexes.build(scene, model, grid, task)).windows;
  }

  #lock(id: CollectionId) {
    return takeLock(join(this.store.pathOf(id), 'scan.lock'), 'the collection');
  }
}

/** A scene that has not changed, with the date that its source and the present pattern give; a date of its tag stays. */
function datedAnew(scene: CollectionScene, file: FoundFile, datePattern: string | null): CollectionScene {
  const date = dateOf(file, scene.name, '', datePattern);
  const kept = scene.date !== null && scene.date.from === 'tag' ? scene.date : null;
  return { ...scene, date: date ?? kept };
}
