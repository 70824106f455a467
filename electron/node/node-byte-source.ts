/** A local file as a `ByteSource`. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput, NotFound } from '../../core/errors.ts';
import { asCoreError, isLost } from './file-errors.ts';

/** Needed because a pipe may have replaced the file since it was checked. Windows has no such flag. */
const READ_WITHOUT_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** Larger reads are divided, so that several threads fill the memory at once. */
const PIECE_BYTES = 4 << 20;
const MOST_PIECES = 4;

/** Opens `path` for reading; throws `NotFound` when it does not exist, `InvalidInput` when it is not a file. */
export async function openByteSource(path: string): Promise<ByteSource> {
  const { file, found } = await openFile(path);
  return new NodeByteSource(path, found, file);
}

/**
 * Opens a regular file for reading. Throws at once for folders, pipes, devices and sockets, because opening or reading one may never
 * end.
 */
export async function openFile(path: string): Promise<{ readonly file: FileHandle; readonly found: Stats }> {
  try {
    // For some devices, opening them already has effects.
    const there = await stat(path);
    if (!there.isFile()) throw notRegular(there, path);
    const file = await open(path, READ_WITHOUT_WAITING);
    const found = await file.stat();
    if (found.isFile()) return { file, found };
    await file.close();
    throw notRegular(found, path);
  } catch (error) {
    // A name that is too long for the disk means that there is no such file: names made from other names may be too long.
    if (error instanceof Error && 'code' in error && error.code === 'ENAMETOOLONG')
      throw new NotFound(`${path}: no such file; the name is longer than this disk allows`, { cause: error });
    throw asCoreError(error, path);
  }
}

function notRegular(found: Stats, path: string): InvalidInput {
  return new InvalidInput(`${path}: this is ${kindOf(found)}, not a file; choose a file`);
}

function kindOf(found: Stats): string {
  if (found.isDirectory()) return 'a folder';
  if (found.isFIFO()) return 'a pipe';
  return found.isSocket() ? 'a socket' : 'a device';
}

/** Reads all of `[offset, offset + length)` into a buffer of its own. */
export async function readExactly(
  file: FileHandle,
  name: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  // Not filled with zeros: every byte is read.
  const bytes = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer);
  await fill(file, name, offset, bytes);
  return bytes;
}

async function fill(file: FileHandle, name: string, offset: number, bytes: Uint8Array): Promise<void> {
  const { length } = bytes;
  const piece = Math.max(PIECE_BYTES, Math.ceil(length / MOST_PIECES));
  const reads: Promise<void>[] = [];
  for (let from = 0; from < length; from += piece)
    reads.push(readPiece(file, name, bytes, from, Math.min(length, from + piece), offset));
  await Promise.all(reads);
}

async function readPiece(
  file: FileHandle,
  name: string,
  bytes: Uint8Array,
  from: number,
  to: number,
  offset: number,
): Promise<void> {
  let done = from;
  while (done < to) {
    const { bytesRead } = await readSome(file, name, bytes.subarray(done, to), offset + done);
    if (bytesRead === 0)
      throw new InvalidInput(
        `${name}: the file ends at byte ${offset + done}, but ${bytes.length} bytes were expected at byte ${offset}`,
      );
    done += bytesRead;
  }
}

async function readSome(file: FileHandle, name: string, into: Uint8Array, at: number) {
  try {
    return await file.read(into, 0, into.length, at);
  } catch (error) {
    throw asCoreError(error, name);
  }
}

class NodeByteSource implements ByteSource {
  readonly name: string;
  readonly sizeBytes: number;
  readonly #modifiedMs: number;
  #file: FileHandle;
  #reopening: Promise<void> | null = null;
  readonly #loans = new Set<Promise<unknown>>();

  constructor(name: string, { size, mtimeMs }: Stats, file: FileHandle) {
    this.name = name;
    this.sizeBytes = size;
    this.#modifiedMs = mtimeMs;
    this.#file = file;
  }

  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    return this.#read(offset, length, signal, (file) => readExactly(file, this.name, offset, length));
  }

  readInto(offset: number, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    return this.#read(offset, target.length, signal, (file) => fill(file, this.name, offset, target));
  }

  async #read<T>(
    offset: number,
    length: number,
    signal: AbortSignal | undefined,
    read: (file: FileHandle) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    if (offset + length > this.sizeBytes)
      throw new InvalidInput(
        `${this.name}: cannot read bytes ${offset} to ${offset + length}: the file has ${this.sizeBytes} bytes`,
      );
    const file = this.#file;
    try {
      return await read(file);
    } catch (error) {
      if (!isLost(error)) throw error;
      await this.#reopen(file);
      return read(this.#file);
    }
  }

  async lend<T>(work: (descriptor: number) => Promise<T>): Promise<T> {
    const loan = work(this.#file.fd);
    this.#loans.add(loan);
    try {
      return await loan;
    } finally {
      this.#loans.delete(loan);
    }
  }

  /** A handle stays dead after its disk or network folder is back. Throws when the file is missing or has changed. */
  async #reopen(lost: FileHandle): Promise<void> {
    if (this.#file !== lost) return;
    this.#reopening ??= this.#open().finally(() => {
      this.#reopening = null;
    });
    await this.#reopening;
  }

  async #open(): Promise<void> {
    const { file, found } = await openFile(this.name);
    const { size, mtimeMs } = found;
    if (size !== this.sizeBytes || mtimeMs !== this.#modifiedMs) {
      await file.close();
      throw new InvalidInput(`${this.name}: the file was changed while it was open; open it again`);
    }
    const lost = this.#file;
    this.#file = file;
    await this.#returned();
    await lost.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#returned();
    await this.#file.close();
  }

  /** A number that is used again for another file must not be in use. */
  async #returned(): Promise<void> {
    while (this.#loans.size > 0) await Promise.allSettled(this.#loans);
  }
}
