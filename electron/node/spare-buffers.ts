/**
 * Memory of results that nothing refers to any more, for the next results of the same size. Fresh memory costs the system about as much as
 * the decoding of a simple block.
 */

export class SpareBuffers {
  readonly #mostBytes: number;
  /** By size; the sizes used last come last. */
  readonly #spare = new Map<number, ArrayBuffer[]>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  give(buffer: ArrayBuffer): void {
    const size = buffer.byteLength;
    const same = this.#spare.get(size) ?? [];
    this.#spare.delete(size);
    this.#spare.set(size, same);
    same.push(buffer);
    this.#bytes += size;
    while (this.#bytes > this.#mostBytes) this.#dropOldest();
  }

  /** A buffer of exactly `size` bytes with any content, or null. */
  take(size: number): ArrayBuffer | null {
    const buffer = this.#spare.get(size)?.pop();
    if (buffer === undefined) return null;
    this.#bytes -= size;
    return buffer;
  }

  #dropOldest(): void {
    for (const [size, same] of this.#spare) {
      if (same.pop() !== undefined) {
        this.#bytes -= size;
        return;
      }
      this.#spare.delete(size);
    }
  }
}
