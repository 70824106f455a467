/** Service for the indexes of scenes: plans, builds, lists, removes, and opens them for queries. */

import { abortable } from '../../../core/abortable.ts';
import type { IndexId, ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { BandRendering } from '../../../core/documents/scene.ts';
import type { GridSpec, IndexPlan, IndexStatus } from '../../../core/documents/search.ts';
import { embeddingIdentity, type ModelIdentity } from '../../../core/encoder.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import { pacedTask } from '../../../core/paced-task.ts';
import { modelViewText } from '../../../core/raster/model-view.ts';
import type { Bank } from '../../../core/search/bank.ts';
import type { BankScores } from '../../../core/search/bank-scores.ts';
import { defaultSizes, smallestThingMetres } from '../../../core/search/default-sizes.ts';
import { estimateIndex } from '../../../core/search/estimate-index.ts';
import { type Grid, windowCount } from '../../../core/search/grid.ts';
import { basisHash, type IndexKey } from '../../../core/search/index-key.ts';
import type { IndexScan } from '../../../core/search/index-scan.ts';
import { indexScene } from '../../../core/search/index-scene.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { type ReceivedRecord, receiveIndex } from '../../../core/search/receive-index.ts';
import { checkWindowCount } from '../../../core/search/record-plan.ts';
import type { ShownCells } from '../../../core/search/shown-cells.ts';
import { areSameSizes, fittingSizes } from '../../../core/search/window-sizes.ts';
import { SELO_SIZES } from '../../../core/selo/selo-grid.ts';
import type { Task } from '../../../core/task.ts';
import type { ModelService } from '../models/model-service.ts';
import type { HeldView, SceneService } from '../scenes/scene-service.ts';
import { IndexFiles, indexId } from './index-files.ts';
import { gridKind, gridOf, gridSpecOf, plannedGrid, sizesOf } from './scene-grid.ts';

const BATCH_WINDOWS = 16;
/** Windows of a run from which its pace is taken. */
const LEAST_FOR_PACE = 100;
type PlanOptions = { readonly kind?: GridSpec['kind']; readonly view?: BandRendering | null };

export class IndexService {
  readonly #storage: Storage;
  readonly #files: IndexFiles;
  readonly #scenes: SceneService;
  readonly #models: ModelService;

  constructor(storage: Storage, folder: string, scenes: SceneService, models: ModelService) {
    this.#storage = storage;
    this.#files = new IndexFiles(storage, folder);
    this.#scenes = scenes;
    this.#models = models;
  }

  /**
   * Estimates the cost of an index. `sizesPx` null takes sizes from the scene's resolution and the model's training scales; `view` null
   * takes the scene's current model view. `seconds` covers only the windows that are not indexed yet.
   */
  async plan(
    scene: SceneId,
    model: ModelId,
    sizesPx: readonly number[] | null,
    { kind = 'sliding', view = null }: PlanOptions = {},
  ): Promise<IndexPlan> {
    const { metresPerPixel, sampleType } = await this.#scenes.detail(scene);
    const grid = await this.#plannedGrid(scene, model, sizesPx, kind);
    const present = await this.#key(scene, model, grid);
    const key = view === null ? present : { ...present, modelView: modelViewText(view, sampleType) };
    const windowsPerSecond = await this.#models.windowsPerSecond(model);
    const estimate = estimateIndex(key.grid, key.model.embeddingDim, windowsPerSecond);
    const done = await this.#windowsDone(scene, key);
    const modelBytes = await this.#models.memoryBytes(model);
    return {
      grid,
      windows: estimate.windows,
      seconds: Math.max(0, estimate.windows - done) / windowsPerSecond,
      windowsPerSecond,
      bytes: estimate.bytes,
      memoryBytes: modelBytes === null ? null : modelBytes + estimate.bytes,
      smallestThingMetres: smallestThingMetres(grid.sizesPx, metresPerPixel),
    };
  }

  /** The windows that a scene is indexed with unless other sizes are chosen. */
  async defaultGrid(scene: SceneId, model: ModelId): Promise<Grid> {
    return gridOf(await this.#scenes.detail(scene), await this.#plannedGrid(scene, model, null, 'sliding'));
  }

  async #plannedGrid(
    scene: SceneId,
    model: ModelId,
    sizesPx: readonly number[] | null,
    kind: GridSpec['kind'],
  ): Promise<GridSpec> {
    const raster = await this.#scenes.detail(scene);
    const trained = await this.#models.groundRange(model);
    const defaults = () =>
      kind === 'selo'
        ? SELO_SIZES
        : defaultSizes(raster.metresPerPixel, raster, trained).map(({ size }) => size);
    return plannedGrid(raster, kind, sizesPx ?? defaults());
  }

  /** Encodes the windows that are missing. Throws `Busy` if another process is building the same index. */
  async build(scene: SceneId, model: ModelId, grid: GridSpec, task: Task): Promise<IndexStatus> {
    // Key and pixels come from the same moment: the model view may change while this waits.
    const { reader, sceneContent, modelView, sampleType, checkUnchanged, release } = await this.#held(
      scene,
      task.signal,
    );
    try {
      const key: IndexKey = {
        sceneContent,
        modelView: modelViewText(modelView, sampleType),
        model: await abortable(this.#models.identity(model), task.signal),
        grid: gridOf(await this.#scenes.detail(scene), grid),
      };
      checkWindowCount(key.grid);
      const path = await this.#files.path(scene, key);
      await this.#files.locked(path, this.#scenes.nameOf(scene), async () => {
        const encoder = await abortable(this.#models.encoder(model), task.signal);
        await this.#files.watchingCells(path, key.grid, async (cells) => {
          const watched = cells.watching(reader);
          const paced = pacedTask(task);
          await indexScene(
            { reader: watched, encoder, key, storage: this.#storage, path, batchSize: BATCH_WINDOWS },
            paced,
          );
          await cells.complete(reader, task.signal);
          await checkUnchanged();
          await this.bankScoresOf(await this.#files.open(path), task.signal);
          // The whole of it, as the next estimate must foresee it: reading, encoding, what follows.
          const pace = paced.pace(LEAST_FOR_PACE);
          if (pace !== null) await this.#models.noteSpeed(model, pace);
        });
      });
      return await this.#statusOf(scene, indexId(path));
    } finally {
      await release();
    }
  }

  /**
   * Stores an index that was encoded elsewhere with the scene's present content and model view, from its first missing record on, and
   * completes what belongs to it. Throws `InvalidInput` if it is of another content or view.
   */
  async receive(
    scene: SceneId,
    model: ModelId,
    key: Omit<IndexKey, 'model'>,
    recordsFrom: (first: number) => AsyncIterable<ReceivedRecord>,
    task: Task,
  ): Promise<IndexStatus> {
    const own: IndexKey = { ...key, model: await this.#models.identity(model) };
    const name = this.#scenes.nameOf(scene);
    if (!isCurrent(own, await this.#currentView(scene)))
      throw new InvalidInput(
        `${name}: the index is of another content or model view than the scene has here: take the default bands and stretch, or index it here`,
      );
    const path = await this.#files.path(scene, own);
    await this.#files.locked(path, name, () =>
      receiveIndex({ storage: this.#storage, path, key: own }, recordsFrom, task),
    );
    return this.build(scene, model, gridSpecOf(key.grid), task);
  }

  /** Copies the index of the scene's default windows from the folder `shipped`; false if no whole one of exactly these is there. */
  async takeShipped(scene: SceneId, model: ModelId, shipped: string): Promise<boolean> {
    const key = await this.#key(scene, model, await this.#plannedGrid(scene, model, null, 'sliding'));
    const path = await this.#files.path(scene, key);
    return this.#files.locked(path, this.#scenes.nameOf(scene), () =>
      this.#files.copyFrom(shipped, this.#scenes.pathOf(scene), path, key),
    );
  }

  /** Holds the scene's reader and model view. If the wait is cancelled, they are released as soon as they arrive. */
  async #held(scene: SceneId, signal: AbortSignal): Promise<HeldView> {
    const holding = this.#scenes.hold(scene);
    try {
      return await abortable(holding, signal);
    } catch (error) {
      holding.then(
        ({ release }) => release(),
        () => undefined,
      );
      throw error;
    }
  }

  /** Status of every index of the scene that can be read. */
  async list(scene: SceneId): Promise<readonly IndexStatus[]> {
    const view = await this.#currentView(scene);
    const indexes = await this.#files.readable(scene);
    const found: IndexStatus[] = [];
    for (const index of indexes) {
      const identity = await this.#identityIfThere(index.key.model.id as ModelId);
      const isStale = !isCurrent(index.key, view) || (identity !== null && !isOfModel(index.key, identity));
      const answering = identity === null ? [] : answeringOf(indexes, view, identity);
      found.push(await statusOf(index, isStale, answering));
    }
    return found;
  }

  async #statusOf(scene: SceneId, id: IndexId): Promise<IndexStatus> {
    const status = (await this.list(scene)).find((each) => each.id === id);
    if (!status) throw new NotFound(`${this.#scenes.nameOf(scene)} has no index ${id}`);
    return status;
  }

  /** A message for each index file that cannot be read completely. It names the file, what is wrong and what to do. */
  unreadable(scene: SceneId): Promise<readonly string[]> {
    return this.#files.faults(scene);
  }

  /** Removes one index. Throws `NotFound` if the scene has no such index, `Busy` if it is being written. */
  remove(scene: SceneId, index: IndexId): Promise<void> {
    return this.#files.remove(scene, this.#scenes.nameOf(scene), index);
  }

  /** Removes all indexes of the scene. Throws `Busy` if one of them is being written. */
  removeAll(scene: SceneId): Promise<void> {
    return this.#files.removeAll(scene, this.#scenes.nameOf(scene));
  }

  /**
   * The index that answers queries: by default the first one in the order of `answeringOf`, otherwise the one whose sizes equal
   * `sizesPx` after limiting them to the scene. Throws `NotFound` if there is none.
   */
  async forQuery(
    scene: SceneId,
    model: ModelId,
    sizesPx: readonly number[] | null = null,
  ): Promise<OpenIndex> {
    const identity = await this.#models.identity(model);
    const fit = answeringOf(await this.#files.readable(scene), await this.#currentView(scene), identity);
    const best = fit.find(
      ({ key }) => sizesPx === null || areSameSizes(sizesOf(key.grid), fittingSizes(key.grid, sizesPx)),
    );
    if (best) return best;
    const name = this.#scenes.nameOf(scene);
    if (sizesPx === null || fit.length === 0)
      throw new NotFound(
        `${name} is not indexed with model ${model}${inPrecision(identity)} yet: index it first`,
      );
    const there = fit.map(({ key }) => sizesOf(key.grid).join(', ')).join(' px; ');
    throw new NotFound(
      `${name} has no index of ${sizesPx.join(', ')} px windows with model ${model}: index these sizes, or choose ${there} px`,
    );
  }

  /**
   * The complete index of the scene that would answer, without its embeddings in memory and without opening the scene's file. Null if
   * there is none of `content`, the identity of the scene's content.
   */
  async scanOf(scene: SceneId, content: string, model: ModelIdentity): Promise<IndexScan | null> {
    const { modelView, sampleType } = this.#scenes.recordOf(scene).detail;
    const view = { sceneContent: content, modelView: modelViewText(modelView, sampleType) };
    const scans = await this.#files.scans(scene);
    return (
      scans
        .filter(
          ({ key }) => gridKind(key.grid) === 'sliding' && isCurrent(key, view) && isOfModel(key, model),
        )
        .toSorted(
          (a, b) =>
            Number(b.key.model.id === model.id) - Number(a.key.model.id === model.id) ||
            windowCount(b.key.grid) - windowCount(a.key.grid),
        )[0] ?? null
    );
  }

  /** The stored scores of the bank in this index; null if they are not complete. */
  storedBankScores(scan: IndexScan, bank: Bank): Promise<BankScores | null> {
    return this.#files.storedBankScores(scan, bank);
  }

  /** Opens the index with exactly this grid. Throws `NotFound` if it was not built. */
  async ofGrid(scene: SceneId, model: ModelId, grid: GridSpec): Promise<OpenIndex> {
    return this.#files.open(await this.#files.path(scene, await this.#key(scene, model, grid)));
  }

  /** Cells of the index's similarity map that show something, as far as they have been read. */
  cellsOf(index: Pick<OpenIndex, 'path' | 'key'>): Promise<ShownCells> {
    return this.#files.cellsOf(index);
  }

  /** The scores of the bank's sentences in the index, up to its last record. */
  async bankScoresOf(index: OpenIndex, signal?: AbortSignal): Promise<BankScores> {
    const bank = await this.#models.calibrations.bank(index.key.model.id as ModelId, signal);
    return this.#files.bankScoresOf(index, bank, signal);
  }

  /** Whether windows that are encoded now are comparable with those of an index with this key. */
  async isUpToDate(scene: SceneId, model: ModelId, key: IndexKey): Promise<boolean> {
    const identity = await this.#identityIfThere(model);
    return identity !== null && isOfModel(key, identity) && isCurrent(key, await this.#currentView(scene));
  }

  async #key(scene: SceneId, model: ModelId, spec: GridSpec): Promise<IndexKey> {
    return {
      ...(await this.#currentView(scene)),
      model: await this.#models.identity(model),
      grid: gridOf(await this.#scenes.detail(scene), spec),
    };
  }

  async #currentView(scene: SceneId): Promise<CurrentView> {
    const sceneContent = await this.#scenes.contentIdentity(scene);
    const { modelView, sampleType } = await this.#scenes.detail(scene);
    return { sceneContent, modelView: modelViewText(modelView, sampleType) };
  }

  async #windowsDone(scene: SceneId, key: IndexKey): Promise<number> {
    const index = await this.#files.tryOpen(await this.#files.path(scene, key));
    return index instanceof OpenIndex ? index.windowsDone : 0;
  }

  /** The model's identity; null if the model was removed. */
  async #identityIfThere(model: ModelId): Promise<ModelIdentity | null> {
    try {
      return await this.#models.identity(model);
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }
}

type CurrentView = Pick<IndexKey, 'sceneContent' | 'modelView'>;

/**
 * Indexes that can answer queries with a model: sliding windows, of the scene's current content and model view, with the model's weights
 * and precision. The default comes first: indexes built under the model's own name before those of the same weights under another name,
 * complete ones before partial ones, then by number of embeddings. Of several with the same window sizes, only the first is included.
 */
function answeringOf(
  indexes: readonly OpenIndex[],
  view: CurrentView,
  model: ModelIdentity,
): readonly OpenIndex[] {
  return indexes
    .filter(
      ({ key, windowsDone }) =>
        gridKind(key.grid) === 'sliding' && isCurrent(key, view) && isOfModel(key, model) && windowsDone > 0,
    )
    .toSorted(
      (a, b) =>
        Number(b.key.model.id === model.id) - Number(a.key.model.id === model.id) ||
        Number(b.isComplete) - Number(a.isComplete) ||
        b.windowsEmbedded - a.windowsEmbedded,
    )
    .filter(
      ({ key }, i, all) =>
        all.findIndex((each) => areSameSizes(sizesOf(each.key.grid), sizesOf(key.grid))) === i,
    );
}

/** Status of an index; `answering` is the result of `answeringOf` for its model. */
async function statusOf(
  index: OpenIndex,
  isStale: boolean,
  answering: readonly OpenIndex[],
): Promise<IndexStatus> {
  const place = answering.indexOf(index);
  return {
    id: indexId(index.path),
    model: index.key.model.id as ModelId,
    grid: gridSpecOf(index.key.grid),
    windows: windowCount(index.key.grid),
    windowsDone: index.windowsDone,
    windowsSkipped: index.windowsDone - index.windowsEmbedded,
    bytes: index.residentBytes,
    state: isStale ? 'stale' : index.isComplete ? 'complete' : 'partial',
    answers: place < 0 ? 'never' : place === 0 ? 'by-default' : 'when-chosen',
    basis: await basisHash(index.key),
  };
}

function inPrecision({ precision }: ModelIdentity): string {
  return precision === 'fp32' ? '' : ` in ${precision}`;
}

function isOfModel({ model }: IndexKey, identity: ModelIdentity): boolean {
  return embeddingIdentity(model) === embeddingIdentity(identity);
}

function isCurrent(key: IndexKey, view: CurrentView): boolean {
  return key.sceneContent === view.sceneContent && key.modelView === view.modelView;
}
