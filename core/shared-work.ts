/** Work that several callers ask for at the same time: done once, and ended when the last of them has gone. */
import { abortable } from './abortable.ts';

type Running<Result> = { readonly result: Promise<Result>; readonly stop: AbortController; callers: number };

export class SharedWork<Result> {
  readonly #running = new Map<string, Running<Result>>();

  /**
   * Settles like `work`, or rejects with the signal's reason as soon as it aborts. Calls of the same `key` share one `work`, whose own signal
   * aborts only if all of them have aborted, so no caller gets the abort of another.
   */
  async run(
    key: string,
    work: (signal: AbortSignal) => Promise<Result>,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Result> {
    signal.throwIfAborted();
    const running = this.#running.get(key) ?? start(work);
    this.#running.set(key, running);
    running.callers += 1;
    try {
      return await abortable(running.result, signal);
    } finally {
      running.callers -= 1;
      if (running.callers === 0) {
        this.#running.delete(key);
        running.stop.abort();
      }
    }
  }
}

function start<Result>(work: (signal: AbortSignal) => Promise<Result>): Running<Result> {
  const stop = new AbortController();
  return { result: work(stop.signal), stop, callers: 0 };
}
