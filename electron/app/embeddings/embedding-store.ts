/** Imported embeddings on disk: a folder for each set, with its description, its vectors and the places of its windows. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ByteSource } from '../../../core/byte-source.ts';
import { toHalves } from '../../../core/bytes/float16.ts';
import { closing } from '../../../core/closing.ts';
import { ComparedFiles } from '../../../core/compared-files.ts';
import type { EmbeddingSetId } from '../../../core/documents/ids.ts';
import {
  absentAs,
  integer,
  literal,
  nullable,
  number,
  object,
  string,
} from '../../../core/documents/shape.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import type { Faults } from '../../../core/faults.ts';
import type { AppendFile, Storage } from '../../../core/host.ts';
import { portableMeta } from '../../../core/portable/portable-meta.ts';
import type { EmbeddingsReader, ReadRow } from '../../../core/portable/read-embeddings.ts';
import { DamagedFile, readStateFile } from '../../../core/state-file.ts';
import type { Task } from '../../../core/task.ts';

const META_FILE = 'set.json';
/** Halves [rows, storedDim]. */
const VECTORS_FILE = 'vectors.f16';
/** ROW_NUMBERS doubles for each row: four corners as lon, lat (NaN without a place), scene, col, row, size. */
const PLACES_FILE = 'places.f64';
const ROW_NUMBERS = 12;
const ROWS_AT_ONCE = 4096;
/** Rounding to 8 bits does not make a unit vector this long. */
const LONGEST_OWN = 2;
const MEND = 'import the embeddings again';
/** The scan reads eight halves at a time. */
const DIM_STEP = 8;

const storedSet = object({
  version: literal(1),
  name: string(10_000),
  importedAt: string(64),
  file: string(32_768),
  rows: integer(1, Number.MAX_SAFE_INTEGER),
  dim: integer(1, 65_536),
  storedDim: integer(DIM_STEP, 65_536 + DIM_STEP),
  bound: nullable(number(0)),
  meta: nullable(portableMeta),
  /** SHA-256 of the two files as they were written. Sets of earlier versions have none, and are used unchecked. */
  sums: absentAs(null, nullable(object({ vectors: string(64), places: string(64) }))),
});
export type StoredSet = ReturnType<typeof storedSet>;

/** What a row says of its window. */
export type StoredPlace = Pick<ReadRow, 'scene' | 'window' | 'lonLat'>;

export class EmbeddingStore {
  readonly #storage: Storage;
  readonly #folder: string;
  readonly #faults: Faults;
  readonly #compared: ComparedFiles;

  constructor(storage: Storage, folder: string, faults: Faults) {
    this.#storage = storage;
    this.#folder = folder;
    this.#faults = faults;
    this.#compared = new ComparedFiles(storage);
  }

  /** By name. A damaged set is noted and left out. */
  async list(): Promise<readonly (StoredSet & { readonly id: EmbeddingSetId })[]> {
    const found: (StoredSet & { readonly id: EmbeddingSetId })[] = [];
    for (const name of await this.#storage.list(this.#folder)) {
      const id = name as EmbeddingSetId;
      try {
        const set = await readStateFile(this.#storage, this.#path(id, META_FILE), storedSet);
        if (set !== null) found.push({ ...set, id });
      } catch (error) {
        if (!(error instanceof DamagedFile)) throw error;
        this.#faults.note(
          `embeddings ${id}`,
          `${error.message}: the embeddings are left out; import them again`,
        );
      }
    }
    return found.toSorted((a, b) => a.name.localeCompare(b.name));
  }

  /** The set with this name or id. Throws `NotFound`, listing the names there are. */
  async find(name: string): Promise<EmbeddingSetId> {
    const all = await this.list();
    const found = all.find((each) => each.name === name) ?? all.find((each) => each.id === name);
    if (found) return found.id;
    const names = all.map((each) => `"${each.name}"`).join(', ');
    throw new NotFound(
      `there are no embeddings "${name}"${names === '' ? ': import some first' : `; there are: ${names}`}`,
    );
  }

  async set(id: EmbeddingSetId): Promise<StoredSet> {
    const set = await readStateFile(this.#storage, this.#path(id, META_FILE), storedSet);
    if (set === null) throw new NotFound(`there are no embeddings ${id}`);
    return set;
  }

  /**
   * Copies all rows. The description is written last, so that a kill leaves nothing that looks like a set. Throws `InvalidInput` for an empty
   * name, one in use, or a row that cannot be read.
   */
  async add(
    name: string,
    file: string,
    reader: EmbeddingsReader,
    bound: number | null,
    task: Task,
  ): Promise<EmbeddingSetId> {
    if (name.trim() === '') throw new InvalidInput('the embeddings need a name');
    if ((await this.list()).some((each) => each.name === name))
      throw new InvalidInput(
        `embeddings named "${name}" exist already: choose another name, or remove them first`,
      );
    const id = randomUUID() as EmbeddingSetId;
    const storedDim = Math.ceil(reader.dim / DIM_STEP) * DIM_STEP;
    try {
      await this.#copyRows(id, reader, storedDim, task);
      const { rows, dim, meta } = reader;
      const sums = {
        vectors: await this.#storage.sha256(this.#path(id, VECTORS_FILE), task.signal),
        places: await this.#storage.sha256(this.#path(id, PLACES_FILE), task.signal),
      };
      const set: StoredSet = {
        ...{ version: 1, name, file, rows, dim, storedDim, bound, meta, sums },
        importedAt: new Date().toISOString(),
      };
      const text = new TextEncoder().encode(`${JSON.stringify(set)}\n`);
      await this.#storage.writeFile(this.#path(id, META_FILE), text);
    } catch (error) {
      await this.#storage.remove(join(this.#folder, id));
      throw error;
    }
    return id;
  }

  async remove(id: EmbeddingSetId): Promise<void> {
    await this.set(id);
    await this.#storage.remove(join(this.#folder, id));
  }

  /** Halves of some thousand rows at a time, with the number of the first from 0. Throws `InvalidInput` for a damaged file. */
  async *vectors(
    id: EmbeddingSetId,
    signal: AbortSignal,
  ): AsyncGenerator<{ readonly first: number; readonly halves: Uint16Array }> {
    const { rows, storedDim, sums } = await this.set(id);
    const sizeBytes = rows * storedDim * 2;
    await using source = await this.#opened(id, VECTORS_FILE, sizeBytes, sums?.vectors, signal);
    for (let first = 0; first < rows; first += ROWS_AT_ONCE) {
      signal.throwIfAborted();
      const count = Math.min(ROWS_AT_ONCE, rows - first);
      const bytes = await source.read(first * storedDim * 2, count * storedDim * 2, signal);
      yield { first, halves: new Uint16Array(bytes.slice().buffer) };
    }
  }

  /** Throws `InvalidInput` for a row that the set does not have, from 1. */
  async vector(id: EmbeddingSetId, row: number): Promise<Uint16Array> {
    const { rows, storedDim, name, sums } = await this.set(id);
    if (!(Number.isInteger(row) && row >= 1 && row <= rows))
      throw new InvalidInput(`the embeddings "${name}" have rows 1 to ${rows}, not ${row}`);
    await using source = await this.#opened(id, VECTORS_FILE, rows * storedDim * 2, sums?.vectors);
    const bytes = await source.read((row - 1) * storedDim * 2, storedDim * 2);
    return new Uint16Array(bytes.slice().buffer);
  }

  async places(id: EmbeddingSetId, rows: readonly number[]): Promise<readonly StoredPlace[]> {
    const set = await this.set(id);
    const sizeBytes = set.rows * ROW_NUMBERS * 8;
    await using source = await this.#opened(id, PLACES_FILE, sizeBytes, set.sums?.places);
    const found: StoredPlace[] = [];
    for (const row of rows) {
      const bytes = await source.read((row - 1) * ROW_NUMBERS * 8, ROW_NUMBERS * 8);
      found.push(placeOf(new Float64Array(bytes.slice().buffer)));
    }
    return found;
  }

  async #copyRows(
    id: EmbeddingSetId,
    reader: EmbeddingsReader,
    storedDim: number,
    task: Task,
  ): Promise<void> {
    await using vectors = closing(await this.#openAppend(id, VECTORS_FILE));
    await using places = closing(await this.#openAppend(id, PLACES_FILE));
    let batch: ReadRow[] = [];
    let done = 0;
    const write = async (): Promise<void> => {
      const halves = new Uint16Array(batch.length * storedDim);
      const numbers = new Float64Array(batch.length * ROW_NUMBERS);
      for (const [i, row] of batch.entries()) {
        toHalves(unit(row.vector, done + i + 1, reader), halves, i * storedDim);
        numbers.set(numbersOf(row), i * ROW_NUMBERS);
      }
      await vectors.append(new Uint8Array(halves.buffer));
      await places.append(new Uint8Array(numbers.buffer));
      done += batch.length;
      batch = [];
      task.report({ phase: 'importing embeddings', done, total: reader.rows });
    };
    for await (const row of reader.read(task.signal)) {
      batch.push(row);
      if (batch.length === ROWS_AT_ONCE) await write();
    }
    await write();
  }

  async #openAppend(id: EmbeddingSetId, name: string): Promise<AppendFile> {
    const path = this.#path(id, name);
    await this.#storage.writeFile(path, new Uint8Array(0));
    return this.#storage.openAppend(path);
  }

  /** Throws `InvalidInput` for a file of another size or sum. */
  async #opened(
    id: EmbeddingSetId,
    name: string,
    sizeBytes: number,
    sha256: string | undefined,
    signal?: AbortSignal,
  ): Promise<ByteSource & AsyncDisposable> {
    const path = this.#path(id, name);
    const source = closing(await this.#storage.openRead(path));
    try {
      if (source.sizeBytes !== sizeBytes)
        throw new InvalidInput(`${path}: has ${source.sizeBytes} bytes, expected ${sizeBytes}: ${MEND}`);
      if (sha256 !== undefined) await this.#compared.compare(path, sha256, MEND, signal);
      return source;
    } catch (error) {
      await source.close();
      throw error;
    }
  }

  #path(id: EmbeddingSetId, name: string): string {
    return join(this.#folder, id, name);
  }
}

/** Embeddings of others may have any length; a cosine needs 1. Our own have it already, but for rounding, and stay as they are. */
function unit(vector: Float32Array, row: number, { name, meta }: EmbeddingsReader): Float32Array {
  const length = Math.hypot(...vector);
  if (!(length > 0)) throw new InvalidInput(`${name}, row ${row}: the embedding is zero`);
  if (meta === null) return vector.map((value) => value / length);
  if (length > LONGEST_OWN)
    throw new InvalidInput(
      `${name}, row ${row}: the embedding has a length of ${length.toPrecision(3)} instead of 1: the file or its quantization is damaged`,
    );
  return vector;
}

function numbersOf({ scene, window: win, lonLat }: ReadRow): readonly number[] {
  const corners = lonLat === null ? Array<number>(8).fill(Number.NaN) : lonLat.slice(0, 4).flat();
  const own = win === null ? [Number.NaN, Number.NaN, Number.NaN] : [win.col, win.row, win.widthPx];
  return [...corners, scene, ...own];
}

function placeOf(numbers: Float64Array): StoredPlace {
  const [scene, col, row, size] = numbers.subarray(8);
  const open = [0, 2, 4, 6].map((i) => [numbers[i], numbers[i + 1]] as const);
  return {
    scene,
    window: Number.isNaN(size) ? null : { col, row, widthPx: size, heightPx: size },
    lonLat: Number.isNaN(numbers[0]) ? null : [...open, open[0]],
  };
}
