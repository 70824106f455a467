/** Index file opened for queries. If it is still being written, it shows the records written so far. */
import type { ByteSource } from '../byte-source.ts';
import { fromHalves } from '../bytes/float16.ts';
import { windowsInWords } from '../documents/verdict.ts';
import { InvalidInput, NotFound } from '../errors.ts';
import type { Storage } from '../host.ts';
import { normalize } from './compose-query.ts';
import { segmentCount, windowCount } from './grid.ts';
import {
  HEADER_BYTES,
  headerSize,
  type IndexHeader,
  type IndexRecord,
  isHeaderBegun,
  isValid,
  RECORD_HEAD_BYTES,
  readHeader,
  readRecord,
  readRecordHead,
  recordSize,
} from './index-file.ts';
import type { IndexKey } from './index-key.ts';
import { planRecords, WINDOWS_PER_RECORD } from './record-plan.ts';
import { DotKernel } from './scan/dot-kernel.ts';

/** Cosines by segment and window number; NaN if a window has no embedding (skipped or not yet indexed). */
export type Scores = readonly Float32Array[];

/** Windows `first` … `first + count - 1` of a segment. */
export type RecordPlace = { readonly segment: number; readonly first: number; readonly count: number };

/** `scores` is [queries, count]. */
export type RecordScores = RecordPlace & { readonly scores: Float32Array };

/** Bytes read at a time. */
const READ_BYTES = 8 << 20;

/**
 * Holds all embeddings in memory (`residentBytes`). Opening checks the checksum of every record; a damaged or incomplete
 * record and anything after it do not answer. Only `refresh` changes an open index.
 */
export class OpenIndex {
  readonly key: IndexKey;
  readonly path: string;
  readonly windowsPlanned: number;
  readonly #storage: Storage;
  readonly #header: IndexHeader;
  readonly #kernel: DotKernel;
  #records: IndexRecord[] = [];
  #readBytes: number;
  #damage: string | null = null;

  private constructor(storage: Storage, path: string, header: IndexHeader) {
    this.#storage = storage;
    this.path = path;
    this.#header = header;
    this.key = header.key;
    this.windowsPlanned = windowCount(header.key.grid);
    this.#kernel = new DotKernel(header.dim);
    this.#readBytes = header.sizeBytes;
  }

  /**
   * Opens the index at `path`. Throws `NotFound` (also for an index with an incomplete header), `InvalidInput` (not an index, or a
   * damaged header) or `Unsupported` (another version).
   */
  static async open(storage: Storage, path: string, signal?: AbortSignal): Promise<OpenIndex> {
    const source = await storage.openRead(path);
    try {
      const header = await readIndexHeader(source);
      const index = new OpenIndex(storage, path, header);
      await index.#readFrom(source, signal);
      return index;
    } finally {
      await source.close();
    }
  }

  get isComplete(): boolean {
    return this.#records.length === this.#header.recordsPlanned;
  }

  /** Number of windows written, including those without an embedding. */
  get windowsDone(): number {
    return this.#records.reduce((sum, record) => sum + record.count, 0);
  }

  /** Number of windows with an embedding. */
  get windowsEmbedded(): number {
    return this.#records.reduce((sum, record) => sum + record.valid, 0);
  }

  /** Number of records written. */
  get recordsDone(): number {
    return this.#records.length;
  }

  /** Which windows a record holds. */
  recordPlace(record: number): RecordPlace {
    return this.#records[record];
  }

  /** Cosines of the windows of one record with each of `queries` [count, dim]; NaN for windows without an embedding. */
  recordScores(record: number, queries: Float32Array): RecordScores {
    const read = this.#records[record];
    const { segment, first, count } = read;
    const scores = this.#kernel.scanMany(read.halves, queries); // [queries, windows]
    for (let i = 0; i < count; i++)
      if (!isValid(read, i)) for (let at = i; at < scores.length; at += count) scores[at] = Number.NaN;
    return { segment, first, count, scores };
  }

  /** Text that names the file and its first damaged record, and says what to do; null if no record is damaged. */
  get damage(): string | null {
    return this.#damage;
  }

  get residentBytes(): number {
    return this.#readBytes;
  }

  /** Reads records written since the last read; true if there were any. */
  async refresh(signal?: AbortSignal): Promise<boolean> {
    if (this.isComplete) return false;
    const before = this.#records.length;
    const source = await this.#storage.openRead(this.path);
    try {
      await this.#readFrom(source, signal);
    } finally {
      await source.close();
    }
    return this.#records.length > before;
  }

  /** Cosines of all windows with the unit vector `query` [dim]. Throws `InvalidInput` for another length. */
  scores(query: Float32Array): Scores {
    if (query.length !== this.#header.dim)
      throw new InvalidInput(
        `the query has ${query.length} numbers, the embeddings of the index have ${this.#header.dim}`,
      );
    const scores = this.key.grid.segments.map((segment) =>
      new Float32Array(segmentCount(segment)).fill(Number.NaN),
    );
    for (const record of this.#records) {
      if (record.valid === 0) continue;
      const into = scores[record.segment];
      this.#kernel.scan(record.halves, query, into, record.first);
      if (record.valid === record.count) continue;
      for (let i = 0; i < record.count; i++) if (!isValid(record, i)) into[record.first + i] = Number.NaN;
    }
    return scores;
  }

  /** Unit vector [dim] of a window. Throws `NotFound` if it has none. */
  embedding(segment: number, number: number): Float32Array {
    const record = this.#records.find(
      (r) => r.segment === segment && r.first <= number && number < r.first + r.count,
    );
    if (record === undefined || !isValid(record, number - record.first))
      throw new NotFound(`${this.path}: window ${number} of segment ${segment} has no embedding`);
    const at = (number - record.first) * this.#header.dim;
    return normalize(fromHalves(record.halves.subarray(at, at + this.#header.dim)));
  }

  async #readFrom(source: ByteSource, signal: AbortSignal | undefined): Promise<void> {
    const { dim } = this.#header;
    const most = Math.max(READ_BYTES, recordSize(WINDOWS_PER_RECORD, dim));
    while (this.#readBytes < source.sizeBytes) {
      signal?.throwIfAborted();
      const length = Math.min(most, source.sizeBytes - this.#readBytes);
      const piece = await source.read(this.#readBytes, length, signal);
      // Halves are read in place, so their bytes must start at an even offset.
      if (this.#takeRecords(piece.byteOffset % 2 === 0 ? piece : piece.slice(), dim) === 0) break;
    }
    this.#damage = this.#damageIn(source.sizeBytes - this.#readBytes);
  }

  /** A record that is being written, or was cut off, is shorter than planned. One of full length that cannot be read is damaged. */
  #damageIn(bytesLeft: number): string | null {
    if (bytesLeft === 0 || this.isComplete) return null;
    const number = this.#records.length;
    const next = planRecords(this.key.grid).flatMap(({ records }) => records)[number];
    if (next === undefined || bytesLeft < recordSize(next.count, this.#header.dim)) return null;
    return `${this.path}: record ${number + 1} of ${this.#header.recordsPlanned} is damaged, and only ${windowsInWords(this.windowsDone, this.windowsPlanned)} can be read: index the scene again, which repairs the file from there on`;
  }

  /** Adds the records that are complete in `bytes`; returns the number of bytes read. */
  #takeRecords(bytes: Uint8Array, dim: number): number {
    let at = 0;
    for (;;) {
      const head = readRecordHead(bytes.subarray(at, at + RECORD_HEAD_BYTES), this.#records.length, this.key);
      if (head === null) break;
      const size = recordSize(head.count, dim);
      if (at + size > bytes.length) break;
      const record = readRecord(bytes.subarray(at, at + size), head, dim);
      if (record === null) break;
      this.#records.push(record);
      at += size;
    }
    this.#readBytes += at;
    return at;
  }
}

/** Throws `NotFound` for an incomplete header, `InvalidInput` or `Unsupported` for another file. */
export async function readIndexHeader(source: ByteSource): Promise<IndexHeader> {
  const start = await source.read(0, Math.min(HEADER_BYTES, source.sizeBytes));
  const cutOff = () => new NotFound(`${source.name} contains no windows: the index header is incomplete`);
  if (isHeaderBegun(start)) throw cutOff();
  const size = headerSize(start, source.name);
  if (size > source.sizeBytes) throw cutOff();
  return readHeader(await source.read(0, size), source.name);
}
