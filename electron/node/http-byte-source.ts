/**
 * A remote file as a `ByteSource`: fetched in pages by range requests, a few at a time, and kept up to a limit. The whole file is never
 * asked for.
 */
import type { ByteSource } from '../../core/byte-source.ts';
import { InvalidInput } from '../../core/errors.ts';

/** Answers one range of a remote file. `sizeBytes` is that of the whole file; `version` changes with its content. */
export type RangeAnswer = {
  readonly bytes: Uint8Array;
  readonly sizeBytes: number;
  readonly version: string;
};
/** Throws `Unsupported` for a server that does not answer ranges. */
export type FetchRange = (offset: number, length: number, signal?: AbortSignal) => Promise<RangeAnswer>;

const PAGE_BYTES = 64 << 10;
/** Asked for at once; larger blocks take several requests. */
const MOST_PAGES_AT_ONCE = 64;
const KEPT_PAGES = 1024;

/** Fetches the first page, which holds the directories of most Cloud Optimized GeoTIFFs. */
export async function openHttpSource(name: string, fetchRange: FetchRange): Promise<HttpByteSource> {
  const first = await fetchRange(0, PAGE_BYTES);
  return new HttpByteSource(name, first, fetchRange);
}

export class HttpByteSource implements ByteSource {
  readonly name: string;
  readonly sizeBytes: number;
  readonly version: string;
  readonly #fetchRange: FetchRange;
  /** Least recently used first. */
  readonly #pages = new Map<number, Promise<Uint8Array>>();

  constructor(name: string, first: RangeAnswer, fetchRange: FetchRange) {
    this.name = name;
    this.sizeBytes = first.sizeBytes;
    this.version = first.version;
    this.#fetchRange = fetchRange;
    this.#pages.set(0, Promise.resolve(first.bytes));
  }

  async read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
    signal?.throwIfAborted();
    if (offset + length > this.sizeBytes)
      throw new InvalidInput(
        `${this.name}: cannot read bytes ${offset} to ${offset + length}: the file has ${this.sizeBytes} bytes`,
      );
    const out = new Uint8Array(length);
    if (length === 0) return out;
    const [from, to] = [Math.floor(offset / PAGE_BYTES), Math.floor((offset + length - 1) / PAGE_BYTES)];
    this.#askFor(from, to);
    for (let page = from; page <= to; page++) {
      const bytes = await this.#page(page);
      signal?.throwIfAborted();
      const start = page * PAGE_BYTES;
      const begin = Math.max(0, offset - start);
      const end = Math.min(bytes.length, offset + length - start);
      out.set(bytes.subarray(begin, end), start + begin - offset);
    }
    this.#makeRoom();
    return out;
  }

  async close(): Promise<void> {
    this.#pages.clear();
  }

  /** Asks for the pages that are not there, neighbours together. Others may wait for the same pages, so no abort stops a request. */
  #askFor(from: number, to: number): void {
    for (let page = from; page <= to; page++) {
      if (this.#pages.has(page)) continue;
      let last = page;
      while (last < to && last - page + 1 < MOST_PAGES_AT_ONCE && !this.#pages.has(last + 1)) last += 1;
      this.#fetch(page, last);
      page = last;
    }
  }

  #fetch(from: number, to: number): void {
    const start = from * PAGE_BYTES;
    const length = Math.min(this.sizeBytes, (to + 1) * PAGE_BYTES) - start;
    const answer = this.#fetchRange(start, length).then(({ bytes, version, sizeBytes }) => {
      if (version !== this.version || sizeBytes !== this.sizeBytes)
        throw new InvalidInput(
          `${this.name}: the file was changed on its server while it was open; open it again`,
        );
      return bytes;
    });
    for (let page = from; page <= to; page++) {
      const at = (page - from) * PAGE_BYTES;
      const bytes = answer.then((all) => all.slice(at, at + PAGE_BYTES));
      this.#pages.set(page, bytes);
      // A failed page is asked for again.
      bytes.catch(() => this.#pages.delete(page));
    }
  }

  #page(page: number): Promise<Uint8Array> {
    const bytes = this.#pages.get(page);
    if (bytes === undefined) {
      this.#fetch(page, page);
      return this.#page(page);
    }
    this.#pages.delete(page);
    this.#pages.set(page, bytes);
    return bytes;
  }

  #makeRoom(): void {
    for (const page of this.#pages.keys()) {
      if (this.#pages.size <= KEPT_PAGES) return;
      this.#pages.delete(page);
    }
  }
}
