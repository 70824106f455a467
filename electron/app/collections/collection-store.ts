/** Collections on disk: a folder each, with its sources and the scenes that the last scan found. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type {
  CollectionScene,
  CollectionSource,
  CollectionSummary,
} from '../../../core/documents/collection.ts';
import { collectionMeta, collectionScene, indexFailures } from '../../../core/documents/collection-shapes.ts';
import type { CollectionId } from '../../../core/documents/ids.ts';
import { array, literal, object } from '../../../core/documents/shape.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import type { Faults } from '../../../core/faults.ts';
import type { Storage } from '../../../core/host.ts';
import { serialQueue } from '../../../core/serial-queue.ts';
import { DamagedFile, readOrSetAside, readStateFile } from '../../../core/state-file.ts';

const META_FILE = 'collection.json';
const SCENES_FILE = 'scenes.json';
const FAILURES_FILE = 'failures.json';
const MOST_SCENES = 1_000_000;
/** Lists of scenes kept in memory. */
const MOST_READ = 4;

export type IndexFailure = { readonly path: string; readonly reason: string };

type ReadScenes = { readonly fingerprint: string; readonly scenes: Promise<readonly CollectionScene[]> };

export type CollectionMeta = {
  readonly name: string;
  readonly createdAt: string;
  readonly sources: readonly CollectionSource[];
  readonly datePattern: string | null;
};

const scenesFile = object({ version: literal(1), scenes: array(collectionScene, MOST_SCENES) });

export class CollectionStore {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #faults: Faults;
  /** As they were read or written last. */
  readonly #names = new Map<CollectionId, string>();
  /** Lists of scenes that were read last, with the fingerprints of their files: those of ten thousand scenes take seconds to read. */
  readonly #read = new Map<CollectionId, ReadScenes>();
  /** Two changes at once would overwrite each other, or take the same name. */
  readonly #inOrder = serialQueue();

  constructor(storage: Storage, folder: string, faults: Faults) {
    this.#storage = storage;
    this.#folder = folder;
    this.#faults = faults;
  }

  /** By name. A damaged collection is noted and left out. */
  async list(): Promise<readonly CollectionSummary[]> {
    const found: CollectionSummary[] = [];
    for (const id of await this.#storage.list(this.#folder)) {
      try {
        const meta = await this.#metaIfThere(id as CollectionId);
        if (meta !== null)
          found.push(summaryOf(id as CollectionId, meta, await this.scenes(id as CollectionId)));
      } catch (error) {
        if (!(error instanceof DamagedFile)) throw error;
        this.#faults.note(
          `collection ${id}`,
          `${error.message}: the collection is left out; put the file back as it was, or create the collection again`,
        );
      }
    }
    return found.toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** The collection with this name or id. Throws `NotFound`, listing the names there are. */
  async find(name: string): Promise<CollectionId> {
    const all = await this.list();
    const found = all.find((each) => each.name === name) ?? all.find((each) => each.id === name);
    if (found) return found.id;
    const names = all.map((each) => `"${each.name}"`).join(', ');
    throw new NotFound(
      `there is no collection "${name}"${names === '' ? ': create one first' : `; there are: ${names}`}`,
    );
  }

  /** Throws `InvalidInput` for an empty name or one in use. */
  async create(name: string, sources: readonly CollectionSource[]): Promise<CollectionId> {
    if (name.trim() === '') throw new InvalidInput('a collection needs a name');
    return this.#inOrder(async () => {
      if ((await this.list()).some((each) => each.name === name))
        throw new InvalidInput(
          `a collection named "${name}" already exists: choose another name, or add to it`,
        );
      const id = randomUUID() as CollectionId;
      await this.#keep(id, { name, createdAt: new Date().toISOString(), sources, datePattern: null });
      return id;
    });
  }

  async meta(id: CollectionId): Promise<CollectionMeta> {
    const meta = await this.#metaIfThere(id);
    if (meta === null) throw new NotFound(`there is no collection ${id}`);
    return meta;
  }

  /** The name for titles; the id before the collection was read for the first time. */
  nameOf(id: CollectionId): string {
    return this.#names.get(id) ?? id;
  }

  /** Stores what `next` makes of the collection. Throws `NotFound`. */
  change(id: CollectionId, next: (meta: CollectionMeta) => CollectionMeta): Promise<void> {
    return this.#inOrder(async () => this.#keep(id, next(await this.meta(id))));
  }

  #keep(id: CollectionId, meta: CollectionMeta): Promise<void> {
    this.#names.set(id, meta.name);
    return this.#write(join(this.#folder, id, META_FILE), { version: 1, ...meta });
  }

  /** Scenes by path. A damaged list is moved aside: the next scan makes it again. */
  async scenes(id: CollectionId): Promise<readonly CollectionScene[]> {
    const path = join(this.#folder, id, SCENES_FILE);
    if (!(await this.#storage.exists(path))) return [];
    const fingerprint = await this.#storage.fingerprint(path);
    const known = this.#read.get(id);
    const scenes = known?.fingerprint === fingerprint ? known.scenes : this.#readScenes(path);
    this.#read.delete(id);
    this.#read.set(id, { fingerprint, scenes });
    // A disk that did not answer may answer the next time.
    scenes.catch(() => this.#read.delete(id));
    for (const old of [...this.#read.keys()].slice(0, -MOST_READ)) this.#read.delete(old);
    return scenes;
  }

  async #readScenes(path: string): Promise<readonly CollectionScene[]> {
    const read = await readOrSetAside(
      this.#storage,
      path,
      this.#faults,
      'the collection is empty until it is scanned again',
      () => readStateFile(this.#storage, path, scenesFile),
    );
    return read === null ? [] : read.scenes;
  }

  keepScenes(id: CollectionId, scenes: readonly CollectionScene[]): Promise<void> {
    return this.#write(join(this.#folder, id, SCENES_FILE), { version: 1, scenes });
  }

  /** Scenes that the last indexing passed over, with the reason. Damaged: nothing is known until the next one. */
  async failures(id: CollectionId): Promise<readonly IndexFailure[]> {
    const path = join(this.#folder, id, FAILURES_FILE);
    const read = await readOrSetAside(
      this.#storage,
      path,
      this.#faults,
      'which scenes could not be indexed is not known until the collection is indexed again',
      () => readStateFile(this.#storage, path, indexFailures),
    );
    return read === null ? [] : read.failures;
  }

  keepFailures(id: CollectionId, failures: readonly IndexFailure[]): Promise<void> {
    return this.#write(join(this.#folder, id, FAILURES_FILE), { version: 1, failures });
  }

  /** Paths of the sources of all collections; null if one of them is damaged. */
  async sourcePaths(): Promise<readonly string[] | null> {
    const paths: string[] = [];
    for (const id of await this.#storage.list(this.#folder)) {
      try {
        const meta = await this.#metaIfThere(id as CollectionId);
        if (meta !== null) paths.push(...meta.sources.map(({ path }) => path));
      } catch (error) {
        if (!(error instanceof DamagedFile)) throw error;
        return null;
      }
    }
    return paths;
  }

  async summary(id: CollectionId): Promise<CollectionSummary> {
    return summaryOf(id, await this.meta(id), await this.scenes(id));
  }

  /** Removes the collection. Its files, scenes and their indexes stay. */
  remove(id: CollectionId): Promise<void> {
    return this.#inOrder(async () => {
      await this.meta(id);
      await this.#storage.remove(join(this.#folder, id));
    });
  }

  /** For locks. */
  pathOf(id: CollectionId): string {
    return join(this.#folder, id);
  }

  async #metaIfThere(id: CollectionId): Promise<CollectionMeta | null> {
    const meta = await readStateFile(this.#storage, join(this.#folder, id, META_FILE), collectionMeta);
    if (meta !== null) this.#names.set(id, meta.name);
    return meta;
  }

  #write(path: string, value: unknown): Promise<void> {
    return this.#storage.writeFile(path, new TextEncoder().encode(`${JSON.stringify(value)}\n`));
  }
}

function summaryOf(
  id: CollectionId,
  { name, createdAt, sources, datePattern }: CollectionMeta,
  scenes: readonly CollectionScene[],
): CollectionSummary {
  const dates = scenes.flatMap(({ date }) => (date === null ? [] : [date.date])).sort();
  return {
    ...{ id, name, createdAt, sources, datePattern },
    scenes: scenes.length,
    faults: scenes.filter(({ fault }) => fault !== null).length,
    dates: dates.length === 0 ? null : { first: dates[0], last: dates[dates.length - 1] },
  };
}
