/** Files in memory, with the errors of those on disk. */
import { createHash } from 'node:crypto';
import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput, NotFound } from '../../core/errors.ts';
import type { AppendFile, FileStat, Storage } from '../../core/host.ts';
import { memorySource } from '../models/memory-source.ts';

export class MemoryStorage implements Storage {
  readonly files = new Map<string, Uint8Array>();

  async openRead(path: string): Promise<ByteSource> {
    return memorySource(path, this.#at(path));
  }

  async openAppend(path: string): Promise<AppendFile> {
    if (!this.files.has(path)) this.files.set(path, new Uint8Array(0));
    const now = () => this.#at(path);
    const set = (bytes: Uint8Array) => this.files.set(path, bytes);
    return {
      get sizeBytes() {
        return now().length;
      },
      append: async (bytes) => void set(Uint8Array.from([...now(), ...bytes])),
      read: async (offset, length) => now().slice(offset, offset + length),
      truncate: async (sizeBytes) => void set(now().slice(0, sizeBytes)),
      close: async () => undefined,
    };
  }

  async readFile(path: string): Promise<Uint8Array> {
    return this.#at(path).slice();
  }

  async writeFile(path: string, bytes: Uint8Array): Promise<void> {
    this.files.set(path, bytes.slice());
  }

  async exists(path: string): Promise<boolean> {
    return this.files.has(path) || this.isFolder(path);
  }

  async stat(path: string): Promise<FileStat> {
    return { sizeBytes: this.#at(path).length, modifiedMs: 0 };
  }

  async fingerprint(path: string): Promise<string> {
    return this.sha256(path);
  }

  async sha256(path: string): Promise<string> {
    return createHash('sha256').update(this.#at(path)).digest('hex');
  }

  async fileAt(path: string): Promise<FileStat | null> {
    return this.files.has(path) ? this.stat(path) : null;
  }

  async realPath(path: string): Promise<string> {
    return path;
  }

  async isFolder(path: string): Promise<boolean> {
    return [...this.files.keys()].some((file) => file.startsWith(`${path}/`));
  }

  async list(folder: string): Promise<readonly string[]> {
    const inside = [...this.files.keys()].filter((file) => file.startsWith(`${folder}/`));
    return [...new Set(inside.map((file) => file.slice(folder.length + 1).split('/')[0] ?? ''))];
  }

  async rename(from: string, to: string): Promise<void> {
    const bytes = this.#at(from);
    if (this.files.has(to)) throw new InvalidInput(`${to}: exists already`);
    this.files.delete(from);
    this.files.set(to, bytes);
  }

  async remove(path: string): Promise<void> {
    for (const file of [...this.files.keys()])
      if (file === path || file.startsWith(`${path}/`)) this.files.delete(file);
  }

  #at(path: string): Uint8Array {
    const bytes = this.files.get(path);
    if (bytes === undefined) throw new NotFound(`${path}: no such file`);
    return bytes;
  }
}
