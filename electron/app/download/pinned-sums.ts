/** SHA-256 sums pinned at the first download from each origin: later downloads must match. */
import { atLeast, number, record, string } from '../../../core/documents/shape.ts';
import { InvalidInput } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import { DamagedFile, readStateFile } from '../../../core/state-file.ts';

type Pin = { readonly sha256: string; readonly sizeBytes: number; readonly at: string };

const pins = record(atLeast({ sha256: string(64), sizeBytes: number(0), at: string(64) }));

export class PinnedSums {
  readonly #storage: Storage;
  readonly #path: string;

  constructor(storage: Storage, path: string) {
    this.#storage = storage;
    this.#path = path;
  }

  async of(origin: string): Promise<string | null> {
    return (await this.#read()).get(origin)?.sha256 ?? null;
  }

  async pin(origin: string, sha256: string, sizeBytes: number): Promise<void> {
    const all = (await this.#read()).set(origin, { sha256, sizeBytes, at: new Date().toISOString() });
    const text = JSON.stringify(Object.fromEntries(all), null, 2);
    await this.#storage.writeFile(this.#path, new TextEncoder().encode(text));
  }

  async #read(): Promise<Map<string, Pin>> {
    try {
      return new Map(Object.entries((await readStateFile(this.#storage, this.#path, pins)) ?? {}));
    } catch (cause) {
      if (!(cause instanceof DamagedFile)) throw cause;
      throw new InvalidInput(
        `${cause.message}: the list of pinned SHA-256 sums is damaged: remove the file to trust the next downloads`,
        { cause },
      );
    }
  }
}
