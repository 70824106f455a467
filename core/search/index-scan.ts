/** Index file read as a stream: the scores of its windows without holding its embeddings in memory. */
import type { ByteSource } from '../byte-source.ts';
import { closing } from '../closing.ts';
import { InvalidInput } from '../errors.ts';
import type { Storage } from '../host.ts';
import { segmentCount } from './grid.ts';
import {
  type IndexHeader,
  type IndexRecord,
  isValid,
  RECORD_HEAD_BYTES,
  readRecord,
  readRecordHead,
  recordSize,
} from './index-file.ts';
import type { IndexKey } from './index-key.ts';
import { readIndexHeader, type Scores } from './open-index.ts';
import { countRecords, WINDOWS_PER_RECORD } from './record-plan.ts';
import type { DotKernel } from './scan/dot-kernel.ts';

/** Bytes read at a time. */
const READ_BYTES = 4 << 20;

/** Windows of one index with their scores; `windows` of them have an embedding. */
export type ScannedIndex = { readonly scores: Scores; readonly windows: number };

/** A complete index file that stays closed between questions. Its checksums are compared at the first scan. */
export class IndexScan {
  readonly path: string;
  readonly key: IndexKey;
  readonly #storage: Storage;
  readonly #header: IndexHeader;
  readonly #sizeBytes: number;
  #isVerified = false;

  private constructor(storage: Storage, path: string, header: IndexHeader, sizeBytes: number) {
    this.path = path;
    this.key = header.key;
    this.#storage = storage;
    this.#header = header;
    this.#sizeBytes = sizeBytes;
  }

  /** Reads the header alone. Null for an index that is not complete. Throws as `OpenIndex.open` does for a file that is none. */
  static async open(storage: Storage, path: string): Promise<IndexScan | null> {
    await using source = closing(await storage.openRead(path));
    const header = await readIndexHeader(source);
    let bytes = header.sizeBytes;
    for (const { count, records } of countRecords(header.key.grid))
      bytes += records * recordSize(count, header.dim);
    return source.sizeBytes < bytes ? null : new IndexScan(storage, path, header, bytes);
  }

  /** Cosines of all windows with the unit vector `query` [dim]; `kernel` is of this length. Throws `InvalidInput` for a damaged file. */
  async scan(query: Float32Array, kernel: DotKernel, signal?: AbortSignal): Promise<ScannedIndex> {
    const { dim } = this.#header;
    if (query.length !== dim)
      throw new InvalidInput(
        `the query has ${query.length} numbers, the embeddings of ${this.path} have ${dim}`,
      );
    const scores = this.key.grid.segments.map((segment) =>
      new Float32Array(segmentCount(segment)).fill(Number.NaN),
    );
    let windows = 0;
    await using source = closing(await this.#storage.openRead(this.path));
    for await (const record of this.#records(source, signal)) {
      windows += record.valid;
      if (record.valid === 0) continue;
      const into = scores[record.segment];
      kernel.scan(record.halves, query, into, record.first);
      if (record.valid === record.count) continue;
      for (let i = 0; i < record.count; i++) if (!isValid(record, i)) into[record.first + i] = Number.NaN;
    }
    this.#isVerified = true;
    return { scores, windows };
  }

  /** All records in order. Their halves are valid until the next one is taken. Throws `InvalidInput` for a damaged file. */
  async *records(signal?: AbortSignal): AsyncGenerator<IndexRecord> {
    await using source = closing(await this.#storage.openRead(this.path));
    yield* this.#records(source, signal);
  }

  async *#records(source: ByteSource, signal: AbortSignal | undefined): AsyncGenerator<IndexRecord> {
    const { dim, recordsPlanned, sizeBytes } = this.#header;
    const most = Math.max(READ_BYTES, recordSize(WINDOWS_PER_RECORD, dim));
    let [at, number] = [sizeBytes, 0];
    while (number < recordsPlanned) {
      signal?.throwIfAborted();
      const read = await source.read(at, Math.min(most, this.#sizeBytes - at), signal);
      // Halves are read in place, so their bytes must start at an even offset.
      const piece = read.byteOffset % 2 === 0 ? read : read.slice();
      let within = 0;
      while (number < recordsPlanned) {
        const head = readRecordHead(piece.subarray(within, within + RECORD_HEAD_BYTES), number, this.key);
        if (head === null && piece.length - within >= RECORD_HEAD_BYTES) throw this.#damage(number);
        const size = head === null ? Number.POSITIVE_INFINITY : recordSize(head.count, dim);
        if (head === null || within + size > piece.length) break;
        const record = readRecord(piece.subarray(within, within + size), head, dim, !this.#isVerified);
        if (record === null) throw this.#damage(number);
        yield record;
        within += size;
        number++;
      }
      if (within === 0) throw this.#damage(number);
      at += within;
    }
  }

  #damage(record: number): InvalidInput {
    return new InvalidInput(
      `${this.path}: record ${record + 1} of ${this.#header.recordsPlanned} is damaged: index the scene again, which repairs the file`,
    );
  }
}
