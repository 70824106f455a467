/** Cooperative scheduling for long computations: yields to other work of the thread, reports progress and checks for an abort. */
import type { Task } from '../task.ts';

const TURN_MS = 30;

export class Turns {
  readonly #task: Task;
  readonly #total: number;
  #until = performance.now() + TURN_MS;

  /** `total` is the number of lines to compute. */
  constructor(task: Task, total: number) {
    this.#task = task;
    this.#total = total;
  }

  /** Call after every line. Yields when the current turn has lasted long enough. Rejects with the signal's reason after an abort. */
  async pass(done: number): Promise<void> {
    if (performance.now() < this.#until) return;
    this.#task.report({ phase: 'smoothing', done, total: this.#total });
    await new Promise((resolve) => setTimeout(resolve));
    this.#task.signal.throwIfAborted();
    this.#until = performance.now() + TURN_MS;
  }
}
