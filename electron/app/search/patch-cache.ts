/** Cache for the embeddings of patches, so that another question about the same place needs no pass. */

/** Patches of one window: [patchesPerEdge², dim]. */
export type WindowPatches = { readonly patchesPerEdge: number; readonly embeddings: Float32Array };

/** About 250 windows of a ViT-B/16, or 2,000 of the starter model. */
const MOST_BYTES = 100 << 20;

/** Least recently used entries go first once there are more than `mostBytes`. */
export class PatchCache {
  readonly #mostBytes: number;
  readonly #entries = new Map<string, WindowPatches>();
  #bytes = 0;

  constructor(mostBytes = MOST_BYTES) {
    this.#mostBytes = mostBytes;
  }

  get(key: string): WindowPatches | null {
    const known = this.#entries.get(key);
    if (known === undefined) return null;
    this.#entries.delete(key);
    this.#entries.set(key, known);
    return known;
  }

  set(key: string, patches: WindowPatches): void {
    this.#drop(key);
    this.#entries.set(key, patches);
    this.#bytes += patches.embeddings.byteLength;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#mostBytes) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    const known = this.#entries.get(key);
    if (known === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= known.embeddings.byteLength;
  }
}
