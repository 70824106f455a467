/** Queue of requests to one worker thread, answered one at a time; a worker that exceeds the time limit is killed and replaced. */
import { Worker } from 'node:worker_threads';
import { InvalidInput } from '../../core/errors.ts';

/** A worker's reply: the `result` of its protocol, or an error message. */
type Answer = { readonly id: number } & ({ readonly result: unknown } | { readonly error: string });

type Request = {
  readonly message: object;
  readonly transfer: readonly ArrayBuffer[];
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
};

export class WorkerLine {
  readonly #entry: URL;
  readonly #limitMs: number;
  readonly #queue: Request[] = [];
  #worker: Worker | null = null;
  #current: { readonly id: number; readonly request: Request; readonly timer: NodeJS.Timeout } | null = null;
  #lastId = 0;

  /** `entry` is started with the first request. `limitMs` counts from when a request reaches the worker. */
  constructor(entry: URL, limitMs: number) {
    this.#entry = entry;
    this.#limitMs = limitMs;
  }

  ask(message: object, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ message, transfer, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    await worker?.terminate();
  }

  #next(): void {
    if (this.#current !== null) return;
    const request = this.#queue.shift();
    if (request === undefined) {
      this.#worker?.unref();
      return;
    }
    const worker = this.#worker ?? this.#start();
    worker.ref();
    this.#lastId += 1;
    const id = this.#lastId;
    const timer = setTimeout(() => this.#overrun(), this.#limitMs);
    this.#current = { id, request, timer };
    worker.postMessage({ ...request.message, id }, request.transfer);
  }

  #start(): Worker {
    // geotiff.js reads `workerData` where it is loaded in a thread.
    const worker = new Worker(this.#entry, { workerData: {} });
    worker.on('message', (answer: Answer) => {
      if (answer.id !== this.#current?.id) return;
      if ('error' in answer) this.#settle((request) => request.reject(new InvalidInput(answer.error)));
      else this.#settle((request) => request.resolve(answer.result));
    });
    worker.on('error', (error) => this.#lost(worker, error));
    worker.on('exit', (code) =>
      this.#lost(worker, new Error(`worker ${this.#entry.href} exited with code ${code}`)),
    );
    this.#worker = worker;
    return worker;
  }

  #overrun(): void {
    const worker = this.#worker;
    this.#worker = null;
    this.#settle((request) =>
      request.reject(new InvalidInput(`gave up after ${this.#limitMs} ms: the data is probably damaged`)),
    );
    // The request is already settled, and `#lost` ignores the exit of a replaced worker.
    void worker?.terminate();
  }

  #lost(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    if (this.#current !== null) this.#settle((request) => request.reject(error));
  }

  #settle(answer: (request: Request) => void): void {
    const current = this.#current;
    if (current === null) return;
    clearTimeout(current.timer);
    this.#current = null;
    answer(current.request);
    this.#next();
  }
}
