/** Storage in which an address on the web stands for a file that can only be read. Without the user's leave for its server nothing is fetched. */
import type { ByteSource } from '../../../core/byte-source.ts';
import { isWebAddress } from '../../../core/documents/web.ts';
import { InvalidInput, NotFound } from '../../../core/errors.ts';
import type { AppendFile, FileStat, Storage } from '../../../core/host.ts';
import { openHttpSource } from '../../node/http-byte-source.ts';
import type { WebAccess } from './web-access.ts';
import type { WebClient } from './web-client.ts';

type Facts = { readonly sizeBytes: number; readonly version: string };

/** Files beside a raster are not looked for on the web: each look would be a request. */
const BESIDE = /\.(?:ovr|msk|aux\.xml|[a-z]{1,4}w|wld)$/i;

export class RemoteStorage implements Storage {
  readonly #local: Storage;
  readonly #access: WebAccess;
  readonly #client: WebClient;
  /** What was found at each address, so that only a read goes to the network. */
  readonly #facts = new Map<string, Promise<Facts>>();

  constructor(local: Storage, access: WebAccess, client: WebClient) {
    this.#local = local;
    this.#access = access;
    this.#client = client;
  }

  async openRead(path: string): Promise<ByteSource> {
    if (!isWebAddress(path)) return this.#local.openRead(path);
    checkIsMain(path);
    const { signal } = new AbortController();
    let version: string | null = null;
    const source = await openHttpSource(path, async (offset, length) => {
      const answer = await this.#client.range(path, offset, length, signal);
      // A file that has changed is another one when it is opened again.
      if (version !== null && answer.version !== version) this.#facts.delete(path);
      return answer;
    });
    version = source.version;
    this.#facts.set(path, Promise.resolve(source));
    return source;
  }

  async stat(path: string): Promise<FileStat> {
    if (!isWebAddress(path)) return this.#local.stat(path);
    const { sizeBytes } = await this.#factsOf(path);
    return { sizeBytes, modifiedMs: 0 };
  }

  async fingerprint(path: string): Promise<string> {
    if (!isWebAddress(path)) return this.#local.fingerprint(path);
    const { sizeBytes, version } = await this.#factsOf(path);
    return `${sizeBytes} ${version}`;
  }

  /** For an address: whether it may be asked. */
  async exists(path: string): Promise<boolean> {
    if (!isWebAddress(path)) return this.#local.exists(path);
    return !BESIDE.test(path) && this.#access.isAllowed(path);
  }

  async realPath(path: string): Promise<string> {
    return isWebAddress(path) ? path : this.#local.realPath(path);
  }

  async isFolder(path: string): Promise<boolean> {
    return isWebAddress(path) ? false : this.#local.isFolder(path);
  }

  async list(folder: string): Promise<readonly string[]> {
    return isWebAddress(folder) ? [] : this.#local.list(folder);
  }

  async fileAt(path: string): Promise<FileStat | null> {
    return isWebAddress(path) ? null : this.#local.fileAt(path);
  }

  readFile(path: string): Promise<Uint8Array> {
    return this.#ofDisk(path).readFile(path);
  }

  openAppend(path: string): Promise<AppendFile> {
    return this.#ofDisk(path).openAppend(path);
  }

  writeFile(path: string, bytes: Uint8Array): Promise<void> {
    return this.#ofDisk(path).writeFile(path, bytes);
  }

  sha256(path: string, signal?: AbortSignal): Promise<string> {
    return this.#ofDisk(path).sha256(path, signal);
  }

  rename(from: string, to: string): Promise<void> {
    return this.#ofDisk(from).rename(from, to);
  }

  remove(path: string): Promise<void> {
    return this.#ofDisk(path).remove(path);
  }

  #factsOf(path: string): Promise<Facts> {
    const known = this.#facts.get(path);
    if (known !== undefined) return known;
    checkIsMain(path);
    const { signal } = new AbortController();
    const asked = this.#client.range(path, 0, 1, signal);
    this.#facts.set(path, asked);
    asked.catch(() => this.#facts.delete(path));
    return asked;
  }

  #ofDisk(path: string): Storage {
    if (isWebAddress(path))
      throw new InvalidInput(`${path}: a file on the web can only be opened as a scene`);
    return this.#local;
  }
}

function checkIsMain(path: string): void {
  if (BESIDE.test(path)) throw new NotFound(`${path}: files beside a raster are not looked for on the web`);
}
