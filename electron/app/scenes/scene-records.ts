/** The scenes that are remembered: their records, in memory and on disk. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { SceneId } from '../../../core/documents/ids.ts';
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';
import type { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { DamagedFile, readOrSetAside } from '../../../core/state-file.ts';
import { readSceneRecord, type SceneRecord, writeSceneRecord } from './scene-record.ts';

export class SceneRecords {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #faults: Faults;
  readonly #records = new Map<SceneId, SceneRecord>();

  private constructor(storage: Storage, folder: string, faults: Faults) {
    this.#storage = storage;
    this.#folder = folder;
    this.#faults = faults;
  }

  /** A damaged record is noted and left out; its file stays until the scene is opened again. */
  static async open(storage: Storage, folder: string, faults: Faults): Promise<SceneRecords> {
    const records = new SceneRecords(storage, folder, faults);
    for (const name of await storage.list(folder)) {
      if (!name.endsWith('.json')) continue;
      const path = join(folder, name);
      const id = name.slice(0, -'.json'.length) as SceneId;
      try {
        const record = await readSceneRecord(storage, path, id);
        if (record !== null) records.#records.set(id, record);
      } catch (error) {
        if (!(error instanceof DamagedFile)) throw error;
        faults.note(
          path,
          `${error.message}: the record of a scene is damaged, and the scene is left out: open its file again, or remove the record`,
        );
      }
    }
    return records;
  }

  /** Whether the files of all scenes are known. Those of a damaged record are not, even if it was moved aside. */
  async areComplete(): Promise<boolean> {
    const names = (await this.#storage.list(this.#folder)).filter((name) => name.includes('.json'));
    return names.every(
      (name) => name.endsWith('.tmp') || this.#records.has(name.replace(/\.json$/, '') as SceneId),
    );
  }

  all(): ReadonlyMap<SceneId, SceneRecord> {
    return this.#records;
  }

  find(id: SceneId): SceneRecord | undefined {
    return this.#records.get(id);
  }

  /** Throws `NotFound`. */
  get(id: SceneId): SceneRecord {
    const record = this.#records.get(id);
    if (!record) throw new NotFound(`there is no scene ${id}`);
    return record;
  }

  /** The scene of the file at `path`. */
  at(path: string): SceneId | undefined {
    return [...this.#records].find(([, record]) => record.path === path)?.[0];
  }

  /** That of the scene at `path`, or a new one, made of the path. It stays the same when the file is relocated. */
  idFor(path: string): SceneId {
    const known = this.at(path);
    if (known !== undefined) return known;
    for (let attempt = 0; ; attempt++) {
      const name = attempt === 0 ? path : `${path}\n${attempt}`;
      const id = createHash('sha256').update(name).digest('hex').slice(0, 16) as SceneId;
      if (!this.#records.has(id)) return id;
    }
  }

  /** Stores the record. A damaged one in its place is moved aside, because it may hold the model view that the user had chosen. */
  async keep(id: SceneId, record: SceneRecord): Promise<void> {
    const path = this.#pathOf(id);
    await readOrSetAside(this.#storage, path, this.#faults, 'the scene was opened anew', () =>
      readSceneRecord(this.#storage, path, id),
    );
    await writeSceneRecord(this.#storage, path, record);
    this.#records.set(id, record);
  }

  /** Stores a record that changed. On a full disk or in a read-only data folder this fails, but the scene can still be read. */
  async keepIfPossible(id: SceneId, record: SceneRecord): Promise<void> {
    if (JSON.stringify(this.#records.get(id)) === JSON.stringify(record)) return;
    const about = `the record of ${id}`;
    try {
      await this.keep(id, record);
      this.#faults.clear(about);
    } catch (error) {
      if (!(error instanceof InvalidInput || error instanceof Unsupported)) throw error;
      this.#records.set(id, record);
      this.#faults.note(
        about,
        `${record.path}: the scene is open, but will not be remembered: ${error.message}`,
      );
    }
  }

  async remove(id: SceneId): Promise<void> {
    this.#records.delete(id);
    await this.#storage.remove(this.#pathOf(id));
  }

  #pathOf(id: SceneId): string {
    return join(this.#folder, `${id}.json`);
  }
}
