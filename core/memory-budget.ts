/** Memory that decoding may take at a time in the whole process: what does not fit waits. */

export class MemoryBudget {
  readonly totalBytes: number;
  #held = 0;
  /** First come, first served: large requests are not overtaken for ever. */
  readonly #waiting: { readonly bytes: number; readonly start: () => void }[] = [];

  constructor(totalBytes: number) {
    this.totalBytes = totalBytes;
  }

  /** Runs `work`, which needs about `bytes`, as soon as there is room; a request above the total runs alone. Settles as `work` does. */
  async hold<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    const share = Math.min(bytes, this.totalBytes);
    if (this.#waiting.length > 0 || !this.#fits(share))
      await new Promise<void>((start) => this.#waiting.push({ bytes: share, start }));
    else this.#held += share;
    try {
      return await work();
    } finally {
      this.#held -= share;
      this.#admit();
    }
  }

  #fits(bytes: number): boolean {
    return this.#held + bytes <= this.totalBytes;
  }

  #admit(): void {
    for (let next = this.#waiting[0]; next && this.#fits(next.bytes); next = this.#waiting[0]) {
      this.#waiting.shift();
      this.#held += next.bytes;
      next.start();
    }
  }
}

/** One for all files: sixteen pictures at once are decoded one after another if each is large. */
export const decodingMemory = new MemoryBudget(512 << 20);
