/** The indexes of scenes: planned, built, listed, opened for queries. */
import { basename, join } from 'node:path';
import type { ModelIdentity } from '../../../core/encoder.ts';
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import { modelViewText } from '../../../core/raster/model-view.ts';
import type {
  BandRendering,
  GridSpec,
  IndexId,
  IndexPlan,
  IndexStatus,
  ModelId,
  SceneId,
} from '../../../core/rpc/documents.ts';
import { defaultSizes } from '../../../core/search/default-sizes.ts';
import { estimateIndex } from '../../../core/search/estimate-index.ts';
import { type Grid, makeGrid, windowCount } from '../../../core/search/grid.ts';
import { basisHash, type IndexKey, keyHash } from '../../../core/search/index-key.ts';
import { indexScene } from '../../../core/search/index-scene.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { ShownCells } from '../../../core/search/shown-cells.ts';
import { areSameSizes, fittingSizes } from '../../../core/search/window-sizes.ts';
import { SELO_SIZES, seloGrid } from '../../../core/selo/selo-grid.ts';
import type { Task } from '../../../core/task.ts';
import { takeLock } from './lock-file.ts';
import type { ModelService } from './model-service.ts';
import type { SceneService } from './scene-service.ts';

const BATCH_WINDOWS = 16;
/** Steps of half a window; of a quarter where the scene is small enough to be indexed within seconds all the same. */
const STRIDE_SHARE = 0.5;
const FINE_STRIDE_SHARE = 0.25;
const MOST_FINE_WINDOWS = 1500;
const EXTENSION = '.lsix';
/** Beside an index: which cells of its similarity map show anything. */
const CELLS_EXTENSION = '.cells';
/** Embeddings kept open for queries, over all scenes. */
const MOST_RESIDENT_BYTES = 4e9;

type PlanOptions = { readonly kind?: GridSpec['kind']; readonly view?: BandRendering | null };

export class IndexService {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #scenes: SceneService;
  readonly #models: ModelService;
  /** By path, least recently used first. */
  readonly #open = new Map<string, OpenIndex>();
  /** By path of the index; those being built here grow while it is read. */
  readonly #cells = new Map<string, ShownCells>();

  constructor(storage: Storage, folder: string, scenes: SceneService, models: ModelService) {
    this.#storage = storage;
    this.#folder = folder;
    this.#scenes = scenes;
    this.#models = models;
  }

  /**
   * `sizesPx` null: from the scene's resolution and the scales the model was trained at. `view` null: the scene's present model view;
   * the time is that of the windows which are not indexed in it yet.
   */
  async plan(
    scene: SceneId,
    model: ModelId,
    sizesPx: readonly number[] | null,
    { kind = 'sliding', view = null }: PlanOptions = {},
  ): Promise<IndexPlan> {
    const { widthPx, heightPx, metresPerPixel, sampleType } = await this.#scenes.detail(scene);
    const defaults = () =>
      kind === 'selo'
        ? SELO_SIZES
        : defaultSizes(metresPerPixel, { widthPx, heightPx }).map(({ size }) => size);
    const asked = sizesPx ?? defaults();
    const grid = await this.#chooseStride(scene, {
      kind,
      sizesPx: kind === 'selo' ? asked : fittingSizes({ widthPx, heightPx }, asked),
      strideShare: STRIDE_SHARE,
    });
    const present = await this.#key(scene, model, grid);
    const key = view === null ? present : { ...present, modelView: modelViewText(view, sampleType) };
    const windowsPerSecond = await this.#models.windowsPerSecond(model);
    const estimate = estimateIndex(key.grid, key.model.embeddingDim, windowsPerSecond);
    const done = await this.#windowsDone(scene, key);
    return {
      grid,
      windows: estimate.windows,
      seconds: Math.max(0, estimate.windows - done) / windowsPerSecond,
      windowsPerSecond,
      bytes: estimate.bytes,
    };
  }

  /** Encodes what is missing. Throws `Busy` while another process indexes the same. */
  async build(scene: SceneId, model: ModelId, grid: GridSpec, task: Task): Promise<IndexStatus> {
    // Key and pixels come from the same moment: the model view may change while this waits.
    const { reader, sceneContent, modelView, sampleType, release } = await this.#scenes.hold(scene);
    try {
      const key: IndexKey = {
        sceneContent,
        modelView: modelViewText(modelView, sampleType),
        model: await this.#models.identity(model),
        grid: await this.#gridOf(scene, grid),
      };
      const path = await this.#path(scene, key);
      const lock = await takeLock(`${path}.lock`, `the index of ${this.#scenes.nameOf(scene)}`);
      try {
        const encoder = await this.#models.encoder(model);
        await this.#watchingCells(path, key.grid, async (cells) => {
          const watched = cells.watching(reader);
          await indexScene(
            { reader: watched, encoder, key, storage: this.#storage, path, batchSize: BATCH_WINDOWS },
            task,
          );
          await cells.complete(reader, task.signal);
        });
      } finally {
        await lock.release();
      }
      return this.#status(await this.#openAt(path), isCurrent(key, await this.#currentView(scene)));
    } finally {
      await release();
    }
  }

  /** Without those that hold no window yet or cannot be read. */
  async list(scene: SceneId): Promise<readonly IndexStatus[]> {
    const view = await this.#currentView(scene);
    const found: IndexStatus[] = [];
    for (const index of await this.#readable(scene))
      found.push(await this.#status(index, isCurrent(index.key, view) && (await this.#isInUse(index.key))));
    return found;
  }

  /** Of each index file that cannot be read: which it is, what is wrong and what to do. */
  async unreadable(scene: SceneId): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const path of await this.#paths(scene)) {
      const opened = await this.#tryOpen(path);
      if (opened instanceof Error && !(opened instanceof NotFound)) faults.push(opened.message);
    }
    return faults;
  }

  /** Throws `NotFound` where the scene has no such index, `Busy` for one that is being written. */
  async remove(scene: SceneId, index: IndexId): Promise<void> {
    const path = (await this.#paths(scene)).find((each) => indexId(each) === index);
    if (path === undefined) throw new NotFound(`${this.#scenes.nameOf(scene)} has no index ${index}`);
    await this.#removeAt(path, scene);
  }

  /** Throws `Busy` while one of them is being written. */
  async removeAll(scene: SceneId): Promise<void> {
    for (const path of await this.#paths(scene)) await this.#removeAt(path, scene);
    await this.#storage.remove(join(this.#folder, scene));
  }

  async #removeAt(path: string, scene: SceneId): Promise<void> {
    const lock = await takeLock(`${path}.lock`, `the index of ${this.#scenes.nameOf(scene)}`);
    try {
      this.#open.delete(path);
      this.#cells.delete(path);
      await this.#storage.remove(path);
      await this.#storage.remove(cellsPath(path));
    } finally {
      await lock.release();
    }
  }

  /**
   * The index to answer from: sliding windows, of this model, the scene's present content and model view, and `sizesPx` (as they fit
   * into the scene) where given;
   * of several the complete one with the most windows, or the fullest while none is complete. Throws `NotFound` with what to do when there is none.
   */
  async forQuery(
    scene: SceneId,
    model: ModelId,
    sizesPx: readonly number[] | null = null,
  ): Promise<OpenIndex> {
    const fit = (await this.#answering(scene, model)).toSorted(
      (a, b) => Number(b.isComplete) - Number(a.isComplete) || b.windowsEmbedded - a.windowsEmbedded,
    );
    const best = fit.find(
      ({ key }) => sizesPx === null || areSameSizes(sizesOf(key.grid), fittingSizes(key.grid, sizesPx)),
    );
    if (best) return best;
    const name = this.#scenes.nameOf(scene);
    if (sizesPx === null || fit.length === 0)
      throw new NotFound(
        `${name} is not indexed with model ${model}${await this.#inPrecision(model)} yet: index it, then ask`,
      );
    const there = fit.map(({ key }) => sizesOf(key.grid).join(', ')).join(' px; ');
    throw new NotFound(
      `${name} has no index of ${sizesPx.join(', ')} px windows with model ${model}: index these sizes, or ask one of ${there} px`,
    );
  }

  async #inPrecision(model: ModelId): Promise<string> {
    const { precision } = await this.#models.identity(model);
    return precision === 'fp32' ? '' : ` in ${precision}`;
  }

  async #answering(scene: SceneId, model: ModelId): Promise<readonly OpenIndex[]> {
    const identity = await this.#models.identity(model);
    const view = await this.#currentView(scene);
    return (await this.#readable(scene)).filter(
      ({ key, windowsDone }) =>
        gridKind(key.grid) === 'sliding' &&
        isCurrent(key, view) &&
        isOfModel(key, identity) &&
        windowsDone > 0,
    );
  }

  /** The index of exactly this grid; throws `NotFound` where it was not built. */
  async ofGrid(scene: SceneId, model: ModelId, grid: GridSpec): Promise<OpenIndex> {
    return this.#openAt(await this.#path(scene, await this.#key(scene, model, grid)));
  }

  /** Which cells of the index's similarity map show anything, as far as they were read. */
  async cellsOf({ path, key }: OpenIndex): Promise<ShownCells> {
    const known = this.#cells.get(path);
    if (known) return known;
    const cells = await this.#storedCells(path, key.grid);
    if (cells.isComplete) this.#cells.set(path, cells);
    return cells;
  }

  /** Keeps what `build` has seen of the cells, when it fails or is cancelled too. */
  async #watchingCells(path: string, grid: Grid, build: (cells: ShownCells) => Promise<void>): Promise<void> {
    const cells = await this.#storedCells(path, grid);
    if (cells.isComplete) return build(cells);
    this.#cells.set(path, cells);
    try {
      await build(cells);
    } finally {
      await this.#storage.writeFile(cellsPath(path), cells.toBytes());
      if (!cells.isComplete) this.#cells.delete(path);
    }
  }

  async #storedCells(path: string, grid: Grid): Promise<ShownCells> {
    const stored = cellsPath(path);
    const isThere = await this.#storage.exists(stored);
    return new ShownCells(grid, isThere ? await this.#storage.readFile(stored) : null);
  }

  async #key(scene: SceneId, model: ModelId, spec: GridSpec): Promise<IndexKey> {
    return {
      ...(await this.#currentView(scene)),
      model: await this.#models.identity(model),
      grid: await this.#gridOf(scene, spec),
    };
  }

  async #gridOf(scene: SceneId, { kind, sizesPx, strideShare }: GridSpec): Promise<Grid> {
    const { widthPx, heightPx, metresPerPixel } = await this.#scenes.detail(scene);
    const size = { widthPx, heightPx };
    if (kind === 'selo') return seloGrid(size, sizesPx);
    const windows = sizesPx.map((sizePx) => ({
      size: sizePx,
      unit: 'px' as const,
      stride: Math.max(1, Math.round(sizePx * strideShare)),
    }));
    return makeGrid(size, windows, metresPerPixel);
  }

  async #chooseStride(scene: SceneId, grid: GridSpec): Promise<GridSpec> {
    const fine = { ...grid, strideShare: FINE_STRIDE_SHARE };
    const isSmall = windowCount(await this.#gridOf(scene, fine)) <= MOST_FINE_WINDOWS;
    return grid.kind === 'sliding' && isSmall ? fine : grid;
  }

  async #currentView(scene: SceneId): Promise<Pick<IndexKey, 'sceneContent' | 'modelView'>> {
    const sceneContent = await this.#scenes.contentIdentity(scene);
    const { modelView, sampleType } = await this.#scenes.detail(scene);
    return { sceneContent, modelView: modelViewText(modelView, sampleType) };
  }

  async #path(scene: SceneId, key: IndexKey): Promise<string> {
    return join(this.#folder, scene, `${(await keyHash(key)).slice(0, 32)}${EXTENSION}`);
  }

  async #paths(scene: SceneId): Promise<readonly string[]> {
    const folder = join(this.#folder, scene);
    const names = await this.#storage.list(folder);
    return names.filter((name) => name.endsWith(EXTENSION)).map((name) => join(folder, name));
  }

  async #windowsDone(scene: SceneId, key: IndexKey): Promise<number> {
    const index = await this.#tryOpen(await this.#path(scene, key));
    return index instanceof OpenIndex ? index.windowsDone : 0;
  }

  async #readable(scene: SceneId): Promise<readonly OpenIndex[]> {
    const found: OpenIndex[] = [];
    for (const path of await this.#paths(scene)) {
      const opened = await this.#tryOpen(path);
      if (opened instanceof OpenIndex) found.push(opened);
    }
    return found;
  }

  /** Or what is wrong with the file: one index that cannot be read takes none of the others away. */
  async #tryOpen(path: string): Promise<OpenIndex | NotFound | InvalidInput | Unsupported> {
    try {
      return await this.#openAt(path);
    } catch (error) {
      if (error instanceof NotFound || error instanceof InvalidInput || error instanceof Unsupported)
        return error;
      throw error;
    }
  }

  async #openAt(path: string): Promise<OpenIndex> {
    const known = this.#open.get(path);
    this.#open.delete(path);
    if (known) await known.refresh();
    const index = known ?? (await OpenIndex.open(this.#storage, path));
    this.#open.set(path, index);
    this.#evict(path);
    return index;
  }

  #evict(kept: string): void {
    let bytes = [...this.#open.values()].reduce((sum, index) => sum + index.residentBytes, 0);
    for (const [path, index] of this.#open) {
      if (bytes <= MOST_RESIDENT_BYTES || path === kept) return;
      this.#open.delete(path);
      bytes -= index.residentBytes;
    }
  }

  /** False while its model has other weights or is used in another precision. */
  async #isInUse(key: IndexKey): Promise<boolean> {
    try {
      return isOfModel(key, await this.#models.identity(key.model.id as ModelId));
    } catch (error) {
      if (error instanceof NotFound) return true;
      throw error;
    }
  }

  async #status(index: OpenIndex, current: boolean): Promise<IndexStatus> {
    return {
      id: indexId(index.path),
      model: index.key.model.id as ModelId,
      grid: gridSpecOf(index.key.grid),
      windows: windowCount(index.key.grid),
      windowsDone: index.windowsDone,
      windowsSkipped: index.windowsDone - index.windowsEmbedded,
      bytes: index.residentBytes,
      state: !current ? 'stale' : index.isComplete ? 'complete' : 'partial',
      basis: await basisHash(index.key),
    };
  }
}

function indexId(path: string): IndexId {
  return basename(path, EXTENSION) as IndexId;
}

function cellsPath(indexPath: string): string {
  return `${indexPath.slice(0, -EXTENSION.length)}${CELLS_EXTENSION}`;
}

export function gridSpecOf(grid: Grid): GridSpec {
  const [first] = grid.segments;
  return {
    kind: gridKind(grid),
    sizesPx: sizesOf(grid),
    strideShare: first ? first.stridePx / first.sizePx : STRIDE_SHARE,
  };
}

function sizesOf({ segments }: Grid): readonly number[] {
  return [...new Set(segments.map(({ sizePx }) => sizePx))];
}

/** SeLo's grids alone have windows that start off the origin. */
function gridKind(grid: Grid): GridSpec['kind'] {
  return grid.segments.some(({ offsetPx }) => offsetPx > 0) ? 'selo' : 'sliding';
}

function isOfModel({ model }: IndexKey, { weightsSha256, precision }: ModelIdentity): boolean {
  return model.weightsSha256 === weightsSha256 && model.precision === precision;
}

function isCurrent(key: IndexKey, view: Pick<IndexKey, 'sceneContent' | 'modelView'>): boolean {
  return key.sceneContent === view.sceneContent && key.modelView === view.modelView;
}
