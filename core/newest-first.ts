/** Limits how much work runs at the same time. Of the work that waits, the newest starts first; work whose caller has gone is dropped. */

type Waiting = { readonly start: () => void };

export class NewestFirst {
  readonly #most: number;
  #running = 0;
  /** The newest is last. */
  readonly #waiting: Waiting[] = [];

  /** At most `most` at the same time. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Settles as `work` does. Rejects with the signal's reason, without starting, if it aborts first. */
  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.#running >= this.#most) await this.#turn(signal);
    else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.pop();
      // The place is handed on.
      if (next === undefined) this.#running -= 1;
      else next.start();
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const drop = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        reject(signal.reason);
      };
      const waiting = {
        start: () => {
          signal.removeEventListener('abort', drop);
          resolve();
        },
      };
      this.#waiting.push(waiting);
      signal.addEventListener('abort', drop, { once: true });
    });
  }
}
