/** A local file as a `ByteSource`. */
import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource } from '../../../core/byte-source.ts';
import { InvalidInput } from '../../../core/errors.ts';
import { asCoreError } from './file-errors.ts';

/** Opens `path` for reading; throws `NotFound` when it is not there, `InvalidInput` when it is no file. */
export async function openByteSource(path: string): Promise<ByteSource> {
  try {
    const file = await open(path, 'r');
    const found = await file.stat();
    if (found.isFile()) return new NodeByteSource(path, found.size, file);
    await file.close();
  } catch (error) {
    throw asCoreError(error, path);
  }
  throw new InvalidInput(`${path}: this is a folder or a device, not a file`);
}

/** Reads all of `[offset, offset + length)` into a buffer of its own. */
export async function readExactly(
  file: FileHandle,
  name: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0)
      throw new InvalidInput(
        `${name}: the file ends at byte ${offset + done}; ${length} bytes were expected at ${offset}`,
      );
    done += bytesRead;
  }
  return bytes;
}

class NodeByteSource implements ByteSource {
  readonly name: string;
  readonly sizeBytes: number;
  readonly #file: FileHandle;

  constructor(name: string, sizeBytes: number, file: FileHandle) {
    this.name = name;
    this.sizeBytes = sizeBytes;
    this.#file = file;
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    signal?.throwIfAborted();
    if (offset + length > this.sizeBytes)
      throw new InvalidInput(
        `${this.name}: bytes ${offset} to ${offset + length} were asked for, but the file has ${this.sizeBytes}`,
      );
    return readExactly(this.#file, this.name, offset, length);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
