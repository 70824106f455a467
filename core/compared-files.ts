/** Files that are compared with their sums before they are used: damaged embeddings change every score without an error. */
import { InvalidInput } from './errors.ts';
import type { Storage } from './host.ts';

/** A file is read again after a day, because a disk can damage it without changing its times. */
export const LONGEST_TRUST_MS = 86_400_000;

export class ComparedFiles {
  readonly #storage: Storage;
  /** By path, what was found sound. */
  readonly #sound = new Map<string, { readonly fingerprint: string; readonly atMs: number }>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Throws `InvalidInput`, which names the file and says to `mend` it, if its SHA-256 is not `sha256`. */
  async compare(path: string, sha256: string, mend: string, signal?: AbortSignal): Promise<void> {
    const fingerprint = await this.#storage.fingerprint(path);
    const last = this.#sound.get(path);
    if (last?.fingerprint === fingerprint && Date.now() - last.atMs < LONGEST_TRUST_MS) return;
    if ((await this.#storage.sha256(path, signal)) !== sha256)
      throw new InvalidInput(
        `${path}: the file is damaged (its SHA-256 is not that of the file that was written): ${mend}`,
      );
    this.#sound.set(path, { fingerprint, atMs: Date.now() });
  }
}
