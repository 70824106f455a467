/** Restart delays of a process that ended: 250 ms, doubled with every quick failure, at most five times. */

const FIRST_DELAY_MS = 250;
const MAX_FAILS = 5;
/** A process that ran this long had no start-up failure. */
const STEADY_MS = 60_000;

export class RestartPolicy {
  #fails = 0;

  /** Milliseconds to wait before the next start; null to give up. */
  delayAfter(livedMs: number): number | null {
    if (livedMs > STEADY_MS) this.#fails = 0;
    this.#fails++;
    return this.#fails > MAX_FAILS ? null : FIRST_DELAY_MS * 2 ** (this.#fails - 1);
  }
}
