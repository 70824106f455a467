/** Cache of decoded blocks for all open rasters, limited in bytes; the least recently used block is evicted first. */
import type { SampleArray } from '../tensor/samples.ts';

export class BlockCache {
  readonly #maxBytes: number;
  readonly #blocks = new Map<string, SampleArray>();
  readonly #pending = new Map<string, Promise<SampleArray>>();
  /** A changed file that is reopened gets new image objects, so old and new blocks never mix. */
  readonly #imageNumbers = new WeakMap<object, number>();
  #images = 0;
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Block `index` of `image`; concurrent requests for the same block share one `decode` call. Rejects when `decode` does. */
  async get(image: object, index: number, decode: () => Promise<SampleArray>): Promise<SampleArray> {
    const key = `${this.#numberOf(image)} ${index}`;
    const held = this.#blocks.get(key);
    if (held !== undefined) {
      this.#blocks.delete(key);
      this.#blocks.set(key, held);
      return held;
    }
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending;
    const decoding = decode();
    this.#pending.set(key, decoding);
    try {
      const block = await decoding;
      this.#keep(key, block);
      return block;
    } finally {
      this.#pending.delete(key);
    }
  }

  #numberOf(image: object): number {
    const known = this.#imageNumbers.get(image);
    if (known !== undefined) return known;
    this.#images += 1;
    this.#imageNumbers.set(image, this.#images);
    return this.#images;
  }

  #keep(key: string, block: SampleArray): void {
    if (block.byteLength > this.#maxBytes) return;
    this.#blocks.set(key, block);
    this.#bytes += block.byteLength;
    for (const [oldKey, old] of this.#blocks) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#blocks.delete(oldKey);
      this.#bytes -= old.byteLength;
    }
  }
}
