/** SHA-256 sums pinned at the first download from each origin: later downloads must match. */
import { InvalidInput } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';

type Pin = { readonly sha256: string; readonly sizeBytes: number; readonly at: string };

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
    const pins = (await this.#read()).set(origin, { sha256, sizeBytes, at: new Date().toISOString() });
    const text = JSON.stringify(Object.fromEntries(pins), null, 2);
    await this.#storage.writeFile(this.#path, new TextEncoder().encode(text));
  }

  async #read(): Promise<Map<string, Pin>> {
    if (!(await this.#storage.exists(this.#path))) return new Map();
    let json: unknown;
    try {
      json = JSON.parse(new TextDecoder().decode(await this.#storage.readFile(this.#path)));
    } catch (cause) {
      throw new InvalidInput(
        `${this.#path}: the list of pinned SHA-256 sums is damaged: remove the file to trust the next downloads`,
        { cause },
      );
    }
    return new Map(Object.entries(json as Record<string, Pin>));
  }
}
