/** Budget for the memory that decoding may use at the same time in the whole process. Requests that do not fit wait. */

export class MemoryBudget {
  readonly totalBytes: number;
  #held = 0;
  /** First come, first served, so that a large request is not overtaken for ever. */
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

/** One budget for all files: of sixteen large pictures, one is decoded after the other. */
export const decodingMemory = new MemoryBudget(512 << 20);
