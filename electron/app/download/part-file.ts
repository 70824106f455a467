/** Part file of a download: the bytes so far, and beside them a record of the file that they belong to. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { absentAs, atLeast, nullable, number, type Shape, string } from '../../../core/documents/shape.ts';
import type { Storage } from '../../../core/host.ts';
import { DamagedFile, readStateFile } from '../../../core/state-file.ts';
import type { Task } from '../../../core/task.ts';
import { asCoreError } from '../../node/file-errors.ts';

export type PartRecord = {
  /** The requested file, regardless of the mirror. */
  readonly origin: string;
  /** A strong ETag, else Last-Modified: changes with the file. */
  readonly validator: string | null;
  /** Published with the file. */
  readonly sha256: string | null;
  readonly sizeBytes: number | null;
};

export class PartFile {
  readonly path: string;
  readonly #storage: Storage;
  #record: PartRecord | null;
  #sizeBytes: number;

  private constructor(path: string, storage: Storage, record: PartRecord | null, sizeBytes: number) {
    this.path = path;
    this.#storage = storage;
    this.#record = record;
    this.#sizeBytes = sizeBytes;
  }

  /** Opens the part at `path`. A part from another origin, or without a record, is discarded. */
  static async open(storage: Storage, path: string, origin: string): Promise<PartFile> {
    const record = await readPartRecord(storage, path);
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    );
    const isOurs = record !== null && record.origin === origin;
    const part = new PartFile(path, storage, isOurs ? record : null, isOurs ? size : 0);
    if (!isOurs) await storage.remove(path);
    if (await storage.isFolder(recordPath(path))) await storage.remove(recordPath(path));
    return part;
  }

  get record(): PartRecord | null {
    return this.#record;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** The size of the whole file; null until a server has announced it. */
  get announcedBytes(): number | null {
    return this.#record === null ? null : this.#record.sizeBytes;
  }

  get isComplete(): boolean {
    return this.announcedBytes === this.#sizeBytes;
  }

  /** Discards everything received so far. */
  async restart(): Promise<void> {
    await rm(this.path, { force: true });
    await rm(recordPath(this.path), { force: true });
    this.#sizeBytes = 0;
    this.#record = null;
  }

  async describe(record: PartRecord): Promise<void> {
    this.#record = record;
    const text = new TextEncoder().encode(JSON.stringify(record));
    await this.#storage.writeFile(recordPath(this.path), text);
  }

  /** Appends until the stream ends or fails; what arrived is kept in both cases. Calls `took` after each piece. */
  async append(stream: AsyncIterable<Buffer>, took: (bytes: number) => void): Promise<void> {
    let file: FileHandle;
    try {
      await mkdir(dirname(this.path), { recursive: true });
      file = await open(this.path, this.#sizeBytes === 0 ? 'w' : 'r+');
    } catch (error) {
      throw asCoreError(error, this.path);
    }
    try {
      for await (const piece of stream) {
        await this.#write(file, piece);
        took(piece.length);
      }
    } finally {
      await file.sync();
      await file.close();
    }
  }

  /** SHA-256 of the whole file, in hexadecimal. */
  async hash(task: Task): Promise<string> {
    const hash = createHash('sha256');
    let done = 0;
    for await (const piece of createReadStream(this.path, { highWaterMark: 1 << 20, signal: task.signal })) {
      hash.update(piece);
      done += piece.length;
      task.report({ phase: 'checking', done, total: this.#sizeBytes, unit: 'bytes' });
    }
    return hash.digest('hex');
  }

  async #write(file: FileHandle, piece: Buffer): Promise<void> {
    try {
      for (let done = 0; done < piece.length; ) {
        const { bytesWritten } = await file.write(piece, done, piece.length - done, this.#sizeBytes);
        done += bytesWritten;
        this.#sizeBytes += bytesWritten;
      }
    } catch (error) {
      throw asCoreError(error, this.path);
    }
  }
}

/** Null if there is none or it is damaged; the download then starts again. */
export async function readPartRecord(storage: Storage, path: string): Promise<PartRecord | null> {
  try {
    return await readStateFile(storage, recordPath(path), partRecord);
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error;
    return null;
  }
}

export function recordPath(path: string): string {
  return `${path}.json`;
}

const text = absentAs(null, nullable(string(32_768)));
const partRecord: Shape<PartRecord> = atLeast({
  origin: string(32_768),
  validator: text,
  sha256: text,
  sizeBytes: absentAs(null, nullable(number(0))),
});
