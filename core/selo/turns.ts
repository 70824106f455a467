/** Long arithmetic in turns: between them the thread does its other work, and an abort is heard. */
import type { Task } from '../task.ts';

const TURN_MS = 30;

export class Turns {
  readonly #task: Task;
  readonly #total: number;
  #until = performance.now() + TURN_MS;

  /** `total` lines are to be done. */
  constructor(task: Task, total: number) {
    this.#task = task;
    this.#total = total;
  }

  /** After every line. Lets others have their turn when this one has lasted long enough; throws the signal's reason once it is aborted. */
  async pass(done: number): Promise<void> {
    if (performance.now() < this.#until) return;
    this.#task.report({ phase: 'smoothing', done, total: this.#total });
    await new Promise((resolve) => setTimeout(resolve));
    this.#task.signal.throwIfAborted();
    this.#until = performance.now() + TURN_MS;
  }
}
