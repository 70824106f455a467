/** Index files of a data folder: finds them, opens them and keeps them open, reports unreadable ones, removes them. */
import { basename, join } from 'node:path';
import { joinBytes } from '../../../core/bytes/join.ts';
import type { IndexId, SceneId } from '../../../core/documents/ids.ts';
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import type { Bank } from '../../../core/search/bank.ts';
import { BankScores } from '../../../core/search/bank-scores.ts';
import type { Grid } from '../../../core/search/grid.ts';
import { headerBytes, headerSize } from '../../../core/search/index-file.ts';
import { type IndexKey, keyHash, keyText } from '../../../core/search/index-key.ts';
import { IndexScan } from '../../../core/search/index-scan.ts';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { planRecords } from '../../../core/search/record-plan.ts';
import { ShownCells } from '../../../core/search/shown-cells.ts';
import { setAside } from '../../../core/state-file.ts';
import { takeLock } from '../disk/lock-file.ts';

const EXTENSION = '.lsix';
/** Extension of the file beside an index that states which cells of its similarity map show something. */
const CELLS_EXTENSION = '.cells';
/** Extension of the file beside an index that holds the scores of the bank's sentences in it. */
const BANK_EXTENSION = '.bank';
/** File beside a shipped index: SHA-256 of its scene. */
const SCENE_SUM = 'scene.sha256';
/** Embeddings kept open for queries, over all scenes. */
const MOST_RESIDENT_BYTES = 4e9;

export class IndexFiles {
  readonly #storage: Storage;
  readonly #folder: string;
  /** Open indexes by path, least recently used first. */
  readonly #open = new Map<string, OpenIndex>();
  /** Headers of complete indexes, by path. */
  readonly #scans = new Map<string, { readonly fingerprint: string; readonly scan: IndexScan }>();
  /** Shown cells by path of the index. Those of an index being built are updated while the scene is read. */
  readonly #cells = new Map<string, ShownCells>();
  /** Scores of the bank, by path of the stored file. */
  readonly #bankScores = new Map<string, { readonly bank: Bank; readonly scores: BankScores }>();

  constructor(storage: Storage, folder: string) {
    this.#storage = storage;
    this.#folder = folder;
  }

  async path(scene: SceneId, key: IndexKey): Promise<string> {
    return join(this.#folder, scene, `${(await keyHash(key)).slice(0, 32)}${EXTENSION}`);
  }

  /** Opens the index at `path`. Throws `NotFound` if there is none, `InvalidInput` or `Unsupported` if it cannot be read. */
  async open(path: string): Promise<OpenIndex> {
    const known = this.#open.get(path);
    this.#open.delete(path);
    if (known) await known.refresh();
    const index = known ?? (await OpenIndex.open(this.#storage, path));
    this.#open.set(path, index);
    this.#evict(path);
    return index;
  }

  /** Returns the index, or the error of opening it, so that one unreadable file does not hide the others. */
  async tryOpen(path: string): Promise<OpenIndex | NotFound | InvalidInput | Unsupported> {
    try {
      return await this.open(path);
    } catch (error) {
      if (error instanceof NotFound || error instanceof InvalidInput || error instanceof Unsupported)
        return error;
      throw error;
    }
  }

  /** Opens all indexes of the scene, except those that cannot be read or have no complete header yet. */
  async readable(scene: SceneId): Promise<readonly OpenIndex[]> {
    const found: OpenIndex[] = [];
    for (const path of await this.#paths(scene)) {
      const opened = await this.tryOpen(path);
      if (opened instanceof OpenIndex) found.push(opened);
    }
    return found;
  }

  /** The complete indexes of the scene, with their headers alone. Damaged files are left out; `faults` names them. */
  async scans(scene: SceneId): Promise<readonly IndexScan[]> {
    const found: IndexScan[] = [];
    for (const path of await this.#paths(scene)) {
      const fingerprint = await this.#storage.fingerprint(path);
      const known = this.#scans.get(path);
      const scan = known?.fingerprint === fingerprint ? known.scan : await this.#scanAt(path);
      if (scan === null) continue;
      this.#scans.set(path, { fingerprint, scan });
      found.push(scan);
    }
    return found;
  }

  /** The stored scores of the bank in a complete index; null if they are missing, damaged or of a part of it. */
  async storedBankScores({ path, key }: IndexScan, bank: Bank): Promise<BankScores | null> {
    const scores = await this.#storedBankScores(bankPath(path), bank, key.grid);
    const records = planRecords(key.grid).reduce((sum, range) => sum + range.records.length, 0);
    return scores.recordsDone === records ? scores : null;
  }

  async #scanAt(path: string): Promise<IndexScan | null> {
    try {
      return await IndexScan.open(this.#storage, path);
    } catch (error) {
      if (error instanceof NotFound || error instanceof InvalidInput || error instanceof Unsupported)
        return null;
      throw error;
    }
  }

  /** A message for each file that cannot be read completely. It names the file, what is wrong and what to do. */
  async faults(scene: SceneId): Promise<readonly string[]> {
    const faults: string[] = [];
    for (const path of await this.#paths(scene)) {
      const opened = await this.tryOpen(path);
      if (opened instanceof OpenIndex) faults.push(...(opened.damage === null ? [] : [opened.damage]));
      else if (!(opened instanceof NotFound)) faults.push(opened.message);
    }
    return faults;
  }

  /** Removes one index. Throws `NotFound` if the scene has no such index, `Busy` if it is being written. */
  async remove(scene: SceneId, sceneName: string, index: IndexId): Promise<void> {
    const path = (await this.#paths(scene)).find((each) => indexId(each) === index);
    if (path === undefined) throw new NotFound(`${sceneName} has no index ${index}`);
    await this.#removeAt(path, sceneName);
  }

  /** Removes all indexes of the scene. Throws `Busy` if one of them is being written. */
  async removeAll(scene: SceneId, sceneName: string): Promise<void> {
    for (const path of await this.#paths(scene)) await this.#removeAt(path, sceneName);
    await this.#storage.remove(join(this.#folder, scene));
  }

  /** Runs `work` with the lock of the index at `path`. Throws `Busy` if it is locked already. */
  async locked<T>(path: string, sceneName: string, work: () => Promise<T>): Promise<T> {
    const lock = await takeLock(`${path}.lock`, `the index of ${sceneName}`);
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }

  /**
   * Takes the index in the folder `shipped`, and what is kept beside it, as that of the file `scene` with this key. False, without a
   * change, unless it is whole, of the same bytes of a scene, and of the same model, view and grid.
   */
  async copyFrom(shipped: string, scene: string, path: string, key: IndexKey): Promise<boolean> {
    const name = (await this.#storage.list(shipped)).find((each) => each.endsWith(EXTENSION));
    if (name === undefined || !(await this.#isShippedScene(shipped, scene))) return false;
    const from = join(shipped, name);
    const index = await this.tryOpen(from);
    this.#open.delete(from);
    if (!(index instanceof OpenIndex) || !index.isComplete) return false;
    // A scene's identity has the time of its file in it, which an installation changes.
    if (keyText({ ...index.key, sceneContent: key.sceneContent }) !== keyText(key)) return false;
    if (!(await this.#storedCells(from, key.grid)).isComplete) return false;
    for (const each of [cellsPath, bankPath])
      if (await this.#storage.exists(each(from)))
        await this.#storage.writeFile(each(path), await this.#storage.readFile(each(from)));
    // The index comes last: it would answer without the others.
    await this.#storage.writeFile(path, await withKey(await this.#storage.readFile(from), from, key));
    return true;
  }

  async #isShippedScene(shipped: string, scene: string): Promise<boolean> {
    const stated = join(shipped, SCENE_SUM);
    if (!(await this.#storage.exists(stated))) return false;
    const sum = new TextDecoder().decode(await this.#storage.readFile(stated)).trim();
    return sum === (await this.#storage.sha256(scene));
  }

  /** Cells of the index's similarity map that show something, as far as they have been read. */
  async cellsOf({ path, key }: Pick<OpenIndex, 'path' | 'key'>): Promise<ShownCells> {
    const known = this.#cells.get(path);
    if (known) return known;
    const cells = await this.#storedCells(path, key.grid);
    if (cells.isComplete) this.#cells.set(path, cells);
    return cells;
  }

  /**
   * The scores of the bank in all records of the index. Kept beside the index; an abort or the end of the process
   * loses at most what the last call added.
   */
  async bankScoresOf(index: OpenIndex, bank: Bank, signal?: AbortSignal): Promise<BankScores> {
    const path = bankPath(index.path);
    const held = this.#bankScores.get(path);
    const scores =
      held?.bank === bank ? held.scores : await this.#storedBankScores(path, bank, index.key.grid);
    this.#bankScores.set(path, { bank, scores });
    const before = scores.recordsDone;
    try {
      await scores.catchUp(index, signal);
    } finally {
      if (scores.recordsDone > before) await this.#storage.writeFile(path, scores.toBytes());
    }
    return scores;
  }

  async #storedBankScores(path: string, bank: Bank, grid: Grid): Promise<BankScores> {
    const scores = new BankScores(bank, grid);
    if (await this.#storage.exists(path)) scores.fromBytes(await this.#storage.readFile(path));
    return scores;
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
      this.#bankScores.delete(bankPath(path));
      await this.#storage.remove(bankPath(path));
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

/** The bytes of an index file with another key; its records do not know their key. */
async function withKey(bytes: Uint8Array, name: string, key: IndexKey): Promise<Uint8Array> {
  const records = planRecords(key.grid).reduce((sum, range) => sum + range.records.length, 0);
  return joinBytes([await headerBytes(key, records), bytes.subarray(headerSize(bytes, name))]);
}

export function indexId(path: string): IndexId {
  return basename(path, EXTENSION) as IndexId;
}

function cellsPath(indexPath: string): string {
  return `${indexPath.slice(0, -EXTENSION.length)}${CELLS_EXTENSION}`;
}

function bankPath(indexPath: string): string {
  return `${indexPath.slice(0, -EXTENSION.length)}${BANK_EXTENSION}`;
}
