/** Cache of decoded blocks for all open rasters, limited in bytes; the least recently used block is evicted first. */
import type { SampleArray } from '../tensor/samples.ts';
import { WindowMemory } from './window-memory.ts';

/** An image of a file. A changed file that is reopened gets new objects, so old and new blocks never mix. */
type Image = { readonly source: object };

type Held = { readonly block: SampleArray; readonly source: object };

/** A block that is being decoded, or used for the first time. */
type Pending = { readonly decoded: Promise<SampleArray>; users: number };

export class BlockCache {
  /** Of the windows that are read through this cache. */
  readonly windows = new WindowMemory();
  readonly #maxBytes: number;
  readonly #reuse: (block: SampleArray) => void;
  readonly #held = new Map<string, Held>();
  readonly #pending = new Map<string, Pending>();
  readonly #imageNumbers = new WeakMap<object, number>();
  #images = 0;
  #bytes = 0;

  /** `reuse` gets each block that is not needed any more. */
  constructor(maxBytes: number, reuse: (block: SampleArray) => void = () => undefined) {
    this.#maxBytes = maxBytes;
    this.#reuse = reuse;
  }

  /**
   * Calls `work` with block `index` of `image`, whose memory may be used for another block as soon as `work` returns. Concurrent requests
   * for the same block share one `decode` call. Rejects when `decode` does.
   */
  async use(
    image: Image,
    index: number,
    decode: () => Promise<SampleArray>,
    work: (block: SampleArray) => void,
  ): Promise<void> {
    const key = this.#keyOf(image, index);
    const held = this.#held.get(key);
    if (held === undefined) return this.#withDecoded(key, image, decode, work);
    this.#held.delete(key);
    this.#held.set(key, held);
    work(held.block);
  }

  /** Whether block `index` of `image` is held at this moment. */
  has(image: Image, index: number): boolean {
    return this.#held.has(this.#keyOf(image, index));
  }

  /** Drops the blocks of all images of a file. */
  forget(source: object): void {
    for (const [key, held] of this.#held) if (held.source === source) this.#drop(key, held);
  }

  /** The block is kept when the last of its users has done its work, so that nobody uses a block that is dropped. */
  async #withDecoded(
    key: string,
    { source }: Image,
    decode: () => Promise<SampleArray>,
    work: (block: SampleArray) => void,
  ): Promise<void> {
    const pending = this.#pending.get(key) ?? { decoded: decode(), users: 0 };
    this.#pending.set(key, pending);
    pending.users += 1;
    let block: SampleArray | null = null;
    try {
      block = await pending.decoded;
      work(block);
    } finally {
      pending.users -= 1;
      if (pending.users === 0) {
        this.#pending.delete(key);
        if (block !== null) this.#keep(key, { block, source });
      }
    }
  }

  #keyOf(image: object, index: number): string {
    return `${this.#numberOf(image)} ${index}`;
  }

  #numberOf(image: object): number {
    const known = this.#imageNumbers.get(image);
    if (known !== undefined) return known;
    this.#images += 1;
    this.#imageNumbers.set(image, this.#images);
    return this.#images;
  }

  #keep(key: string, held: Held): void {
    const { byteLength } = held.block;
    if (byteLength > this.#maxBytes) {
      this.#reuse(held.block);
      return;
    }
    this.#held.set(key, held);
    this.#bytes += byteLength;
    for (const [oldest, each] of this.#held) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#drop(oldest, each);
    }
  }

  #drop(key: string, { block }: Held): void {
    this.#held.delete(key);
    this.#bytes -= block.byteLength;
    this.#reuse(block);
  }
}
