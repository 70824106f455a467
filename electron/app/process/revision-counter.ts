/** Counter of changes by topic. Watchers may miss intermediate counts, but never the last one. */
import type { Revisions } from '../../../core/documents/app.ts';

export class RevisionCounter {
  #revisions: Revisions = {
    scenes: 0,
    models: 0,
    devices: 0,
    jobs: 0,
    project: 0,
    runs: 0,
    datasets: 0,
    evaluations: 0,
    collections: 0,
    team: 0,
    faults: 0,
  };
  readonly #listeners = new Set<(revisions: Revisions) => void>();

  bump(topic: keyof Revisions): void {
    this.#revisions = { ...this.#revisions, [topic]: this.#revisions[topic] + 1 };
    for (const listener of this.#listeners) listener(this.#revisions);
  }

  /** Reports the current counts, then every change, until `signal` aborts. */
  watch(report: (revisions: Revisions) => void, signal: AbortSignal): Promise<null> {
    this.#listeners.add(report);
    report(this.#revisions);
    return new Promise((resolve) => {
      const stop = () => {
        this.#listeners.delete(report);
        resolve(null);
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    });
  }
}
