/** The index files of a data folder: found, opened and kept open, told apart from unreadable ones, removed. */
import { basename, join } from 'node:path';
import type { IndexId, SceneId } from '../../../core/documents/ids.ts';
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { Grid } from '../../../core/search/grid.ts';
import { type IndexKey, keyHash } from '../../../core/search/index-key.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { ShownCells } from '../../../core/search/shown-cells.ts';
import { setAside } from '../../../core/state-file.ts';
import { takeLock } from '../disk/lock-file.ts';

const EXTENSION = '.lsix';
/** Beside an index: which cells of its similarity map show anything. */
const CELLS_EXTENSION = '.cells';
/** Embeddings kept open for queries, over all scenes. */
const MOST_RESIDENT_BYTES = 4e9;

export class IndexFiles {
  readonly #storage: Storage;
  readonly #folder: string;
  /** By path, least recently used first. */
  readonly #open = new Map<string, OpenIndex>();
  /** By path of the index; those being built here grow while it is read. */
  readonly #cells = new Map<string, ShownCells>();

  constructor(storage: Storage, folder: string) {
    this.#storage = storage;
    this.#folder = folder;
  }

  async path(scene: SceneId, key: IndexKey): Promise<string> {
    return join(this.#folder, scene, `${(await keyHash(key)).slice(0, 32)}${EXTENSION}`);
  }

  /** Throws `NotFound` where there is none, `InvalidInput` or `Unsupported` for a file that cannot be read. */
  async open(path: string): Promise<OpenIndex> {
    const known = this.#open.get(path);
    this.#open.delete(path);
    if (known) await known.refresh();
    const index = known ?? (await OpenIndex.open(this.#storage, path));
    this.#open.set(path, index);
    this.#evict(path);
    return index;
  }

  /** Or what is wrong with the file: one index that cannot be read takes none of the others away. */
  async tryOpen(path: string): Promise<OpenIndex | NotFound | InvalidInput | Unsupported> {
    try {
      return await this.open(path);
    } catch (error) {
      if (error instanceof NotFound || error instanceof InvalidInput || error instanceof Unsupported)
        return error;
      throw error;
    }
  }

  /** Without those that hold no window yet or cannot be read. */
  async readable(scene: SceneId): Promise<readonly OpenIndex[]> {
    const found: OpenIndex[] = [];
    for (const path of await this.#paths(scene)) {
      const opened = await this.tryOpen(path);
      if (opened instanceof OpenIndex) found.push(opened);
    }
    return found;
  }

  /** Of each file that cannot be read, or not to its end: which it is, what is wrong and what to do. */
  async faults(scene: SceneId): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const path of await this.#paths(scene)) {
      const opened = await this.tryOpen(path);
      if (opened instanceof OpenIndex) faults.push(...(opened.damage === null ? [] : [opened.damage]));
      else if (!(opened instanceof NotFound)) faults.push(opened.message);
    }
    return faults;
  }

  /** Throws `NotFound` where the scene has no such index, `Busy` for one that is being written. */
  async remove(scene: SceneId, sceneName: string, index: IndexId): Promise<void> {
    const path = (await this.#paths(scene)).find((each) => indexId(each) === index);
    if (path === undefined) throw new NotFound(`${sceneName} has no index ${index}`);
    await this.#removeAt(path, sceneName);
  }

  /** Throws `Busy` while one of them is being written. */
  async removeAll(scene: SceneId, sceneName: string): Promise<void> {
    for (const path of await this.#paths(scene)) await this.#removeAt(path, sceneName);
    await this.#storage.remove(join(this.#folder, scene));
  }

  /** Alone with the file at `path`; throws `Busy` while it is being written by someone else. */
  async locked<T>(path: string, sceneName: string, work: () => Promise<T>): Promise<T> {
    const lock = await takeLock(`${path}.lock`, `the index of ${sceneName}`);
    try {
      return await work();
    } finally {
      await lock.release();
    }
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
  async watchingCells(path: string, grid: Grid, build: (cells: ShownCells) => Promise<void>): Promise<void> {
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
    if (await this.#storage.isFolder(stored)) await setAside(this.#storage, stored);
    const isThere = await this.#storage.exists(stored);
    return new ShownCells(grid, isThere ? await this.#storage.readFile(stored) : null);
  }

  #removeAt(path: string, sceneName: string): Promise<void> {
    return this.locked(path, sceneName, async () => {
      this.#open.delete(path);
      this.#cells.delete(path);
      await this.#storage.remove(path);
      await this.#storage.remove(cellsPath(path));
    });
  }

  async #paths(scene: SceneId): Promise<readonly string[]> {
    const folder = join(this.#folder, scene);
    const names = await this.#storage.list(folder);
    return names.filter((name) => name.endsWith(EXTENSION)).map((name) => join(folder, name));
  }

  #evict(kept: string): void {
    let bytes = [...this.#open.values()].reduce((sum, index) => sum + index.residentBytes, 0);
    for (const [path, index] of this.#open) {
      if (bytes <= MOST_RESIDENT_BYTES || path === kept) return;
      this.#open.delete(path);
      bytes -= index.residentBytes;
    }
  }
}

export function indexId(path: string): IndexId {
  return basename(path, EXTENSION) as IndexId;
}

function cellsPath(indexPath: string): string {
  return `${indexPath.slice(0, -EXTENSION.length)}${CELLS_EXTENSION}`;
}
