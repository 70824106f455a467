/** File storage under Node: atomic replacement, appends that are on disk when they resolve. */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { dirname } from 'node:path';
import type { ByteSource } from '../../core/byte-source.ts';
import { withEnding } from '../../core/bytes/file-name.ts';
import { InvalidInput, Unsupported } from '../../core/errors.ts';
import type { AppendFile, FileStat, Storage } from '../../core/host.ts';
import { asCoreError } from './file-errors.ts';
import { openByteSource, openFile, readExactly } from './node-byte-source.ts';
import { checkReplaceable, checkWritable } from './writable-target.ts';

/** Error codes for a path that leads to nothing accessible. */
const NOT_THERE = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES', 'EPERM', 'ERR_INVALID_ARG_VALUE'];

/** Limit on files that are read as a whole (lists, records, pictures). Larger files are read piece by piece, with `openRead`. */
const MOST_WHOLE_BYTES = 1 << 30;

/** Number of bytes hashed at a time. */
const HASHED_BYTES = 1 << 20;

export class NodeStorage implements Storage {
  openRead(path: string): Promise<ByteSource> {
    return openByteSource(path);
  }

  async openAppend(path: string): Promise<AppendFile> {
    await named(path, mkdir(dirname(path), { recursive: true }));
    await checkWritable(path);
    const file = await openOrCreate(path);
    const found = await file.stat();
    if (found.isFile()) return new NodeAppendFile(path, file, found.size);
    await file.close();
    throw new InvalidInput(`${path}: this is not a regular file; choose another name`);
  }

  async readFile(path: string): Promise<Uint8Array> {
    const { file, found } = await openFile(path);
    try {
      if (found.size > MOST_WHOLE_BYTES)
        throw new Unsupported(
          `${path}: a file of ${Math.round(found.size / 2 ** 20)} MiB is too large to be read as a whole; the limit is ${MOST_WHOLE_BYTES / 2 ** 20} MiB`,
        );
      return new Uint8Array(await named(path, file.readFile()));
    } finally {
      await file.close();
    }
  }

  async writeFile(path: string, bytes: Uint8Array): Promise<void> {
    const folder = dirname(path);
    await named(folder, mkdir(folder, { recursive: true }));
    await checkWritable(path);
    const part = temporaryPath(path);
    try {
      {
        await using file = await open(part, 'wx');
        await writeAll(file, bytes, 0);
        await file.sync();
      }
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw asCoreError(error, path);
    }
    await syncFolder(folder);
  }

  async exists(path: string): Promise<boolean> {
    try {
      await stat(path);
      return true;
    } catch (error) {
      // A name that is too long for the disk means that there is no such file: names made from other names may be too long.
      if (hasCode(error, 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG')) return false;
      throw asCoreError(error, path);
    }
  }

  async stat(path: string): Promise<FileStat> {
    const { size, mtimeMs } = await named(path, stat(path));
    return { sizeBytes: size, modifiedMs: mtimeMs };
  }

  async fingerprint(path: string): Promise<string> {
    const { size, mtimeNs, ctimeNs, ino } = await named(path, stat(path, { bigint: true }));
    return [size, mtimeNs, ctimeNs, ino].join(' ');
  }

  async sha256(path: string, signal?: AbortSignal): Promise<string> {
    const hash = createHash('sha256');
    try {
      const pieces = createReadStream(path, { highWaterMark: HASHED_BYTES, ...(signal && { signal }) });
      for await (const piece of pieces) hash.update(piece);
    } catch (error) {
      throw asCoreError(error, path);
    }
    return hash.digest('hex');
  }

  async fileAt(path: string): Promise<FileStat | null> {
    try {
      const found = await stat(path);
      return found.isFile() ? { sizeBytes: found.size, modifiedMs: found.mtimeMs } : null;
    } catch (error) {
      if (hasCode(error, ...NOT_THERE)) return null;
      throw asCoreError(error, path);
    }
  }

  realPath(path: string): Promise<string> {
    return named(path, realpath(path));
  }

  async isFolder(path: string): Promise<boolean> {
    return (await this.exists(path)) && (await stat(path)).isDirectory();
  }

  async list(folder: string): Promise<readonly string[]> {
    try {
      return await readdir(folder);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw asCoreError(error, folder);
    }
  }

  async rename(from: string, to: string): Promise<void> {
    await checkReplaceable(to);
    await named(to, rename(from, to));
    await syncFolder(dirname(to));
  }

  async remove(path: string): Promise<void> {
    await rm(path, { recursive: true, force: true });
  }
}

/** Path of a temporary file for `path`. Contains this process's id, so that files left by a killed process can be recognized. */
export function temporaryPath(path: string): string {
  return withEnding(path, `.${process.pid}-${randomBytes(4).toString('hex')}.tmp`);
}

class NodeAppendFile implements AppendFile {
  readonly #path: string;
  readonly #file: FileHandle;
  #sizeBytes: number;

  constructor(path: string, file: FileHandle, sizeBytes: number) {
    this.#path = path;
    this.#file = file;
    this.#sizeBytes = sizeBytes;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  async append(bytes: Uint8Array): Promise<void> {
    await named(this.#path, writeAll(this.#file, bytes, this.#sizeBytes));
    await named(this.#path, this.#file.datasync());
    this.#sizeBytes += bytes.byteLength;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    if (offset + length > this.#sizeBytes)
      throw new InvalidInput(
        `${this.#path}: cannot read bytes ${offset} to ${offset + length}: the file has ${this.#sizeBytes} bytes`,
      );
    return readExactly(this.#file, this.#path, offset, length);
  }

  async truncate(sizeBytes: number): Promise<void> {
    await named(this.#path, this.#file.truncate(sizeBytes));
    await named(this.#path, this.#file.datasync());
    this.#sizeBytes = sizeBytes;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/** `r+` keeps the content and writes at given positions, which `a` does not on Linux. */
async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw asCoreError(error, path);
    return named(path, open(path, 'wx+'));
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.byteLength) {
    const { bytesWritten } = await file.write(bytes, done, bytes.byteLength - done, position + done);
    done += bytesWritten;
  }
}

/**
 * Makes a rename survive a power failure, where the file system supports it; the file itself is already synced. Windows cannot open
 * folders and does not need this.
 */
async function syncFolder(folder: string): Promise<void> {
  if (platform() === 'win32') return;
  try {
    await using handle = await open(folder, 'r');
    await handle.sync();
  } catch (error) {
    // Folders without read permission; network and shared folders that do not support it.
    if (!hasCode(error, 'EACCES', 'EPERM', 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'))
      throw asCoreError(error, folder);
  }
}

async function named<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw asCoreError(error, path);
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
