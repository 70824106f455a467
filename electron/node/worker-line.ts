/**
 * Queue of requests to one worker thread, answered one at a time; a worker that exceeds the time limit is killed and replaced. A worker
 * posts `{ id: 0, result }` when it is ready: loading counts against its own limit.
 */
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

/** Generous, because tens of megabytes are loaded, perhaps from a slow disk on a busy machine. */
const START_LIMIT_MS = 60_000;
const READY = 0;
/** Time limits that a request gets at most, one after the other. */
const MOST_TERMS = 4;

export class WorkerLine {
  readonly #entry: URL;
  readonly #limitMs: number;
  readonly #startLimitMs: number;
  readonly #queue: Request[] = [];
  #worker: Worker | null = null;
  #current: { readonly id: number; readonly request: Request; readonly timer: NodeJS.Timeout } | null = null;
  #lastId = 0;

  /** `entry` is started with the first request. `limitMs` counts from when a request reaches a worker that is ready. */
  constructor(entry: URL, limitMs: number, startLimitMs = START_LIMIT_MS) {
    this.#entry = entry;
    this.#limitMs = limitMs;
    this.#startLimitMs = startLimitMs;
  }

  ask(message: object, transfer: readonly ArrayBuffer[] = []): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ message, transfer, resolve, reject });
      this.#next();
    });
  }

  /** Requests that have no answer yet are rejected. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = null;
    const unanswered = this.#queue.splice(0);
    if (this.#current !== null) {
      clearTimeout(this.#current.timer);
      unanswered.unshift(this.#current.request);
      this.#current = null;
    }
    for (const { reject } of unanswered) reject(new Error(`worker ${this.#entry.href} was closed`));
    await worker?.terminate();
  }

  #next(): void {
    if (this.#current !== null) return;
    const request = this.#queue.shift();
    if (request === undefined) {
      this.#worker?.unref();
      return;
    }
    if (this.#worker === null) {
      // The request is sent when the worker says that it is ready.
      this.#wait(READY, request, this.#startLimitMs);
      this.#start();
    } else this.#send(this.#worker, request);
  }

  #send(worker: Worker, request: Request): void {
    worker.ref();
    this.#lastId += 1;
    this.#wait(this.#lastId, request, this.#limitMs);
    worker.postMessage({ ...request.message, id: this.#lastId }, request.transfer);
  }

  #wait(id: number, request: Request, limitMs: number): void {
    if (this.#current !== null) clearTimeout(this.#current.timer);
    this.#current = { id, request, timer: this.#timer(limitMs, MOST_TERMS) };
  }

  /** On a machine that gives this process no time, a worker that has done nothing wrong gets further terms. */
  #timer(limitMs: number, terms: number): NodeJS.Timeout {
    const before = process.cpuUsage();
    return setTimeout(() => {
      const { user, system } = process.cpuUsage(before);
      const isStarved = (user + system) / 1000 < limitMs / 2;
      if (isStarved && terms > 1 && this.#current !== null)
        this.#current = { ...this.#current, timer: this.#timer(limitMs, terms - 1) };
      else this.#overrun(limitMs);
    }, limitMs);
  }

  #start(): void {
    const worker = new Worker(this.#entry);
    worker.on('message', (answer: Answer) => {
      if (answer.id !== this.#current?.id) return;
      if (answer.id === READY && 'result' in answer) this.#send(worker, this.#current.request);
      else if ('error' in answer) this.#settle((request) => request.reject(new InvalidInput(answer.error)));
      else this.#settle((request) => request.resolve(answer.result));
    });
    worker.on('error', (error) => this.#lost(worker, error));
    worker.on('exit', (code) =>
      this.#lost(worker, new Error(`worker ${this.#entry.href} exited with code ${code}`)),
    );
    this.#worker = worker;
  }

  #overrun(limitMs: number): void {
    const worker = this.#worker;
    this.#worker = null;
    this.#settle((request) =>
      request.reject(new InvalidInput(`gave up after ${limitMs} ms: the data is probably damaged`)),
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
