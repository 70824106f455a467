/**
 * Queue of requests to one worker thread, which answers them in order; a worker that exceeds the time limit is killed and replaced. A worker
 * posts `{ id: 0, result }` when it is ready: loading counts against its own limit. It may post
 * `{ id, progress }`, from when on the limit counts anew. Instead of several `{ id, result }` it may post one list of ids and results in turn.
 */
import { Worker } from 'node:worker_threads';
import { InvalidInput } from '../../core/errors.ts';

/** A worker's reply: the `result` of its protocol, an error message, or the share (0-1) that is done. */
type Answer = { readonly id: number } & (
  | { readonly result: unknown }
  | { readonly error: string }
  | { readonly progress: number }
);
type Answers = readonly unknown[];

/** What was asked, and whom to answer. */
type Request<M> = {
  readonly message: M;
  readonly transfer: readonly ArrayBuffer[];
  readonly onProgress: (share: number) => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
};

export type LineOptions<M> = {
  /** Generous by default, because tens of megabytes are loaded, perhaps from a slow disk on a busy machine. */
  readonly startLimitMs?: number;
  /** Requests that the worker has at the same time, so that it need not wait for the next. With more than one, none may transfer. */
  readonly mostSent?: number;
  /** Memory for the answer, which goes along as `spare` each time that the request is sent. */
  readonly spareFor?: (message: M) => ArrayBuffer | null;
  /** What is posted for a request, in a list of all that are sent in one turn. By default the message is posted by itself, with `id` and `spare`. */
  readonly pack?: ((message: M, id: number, spare: ArrayBuffer | null) => unknown) | null;
  /** Shared memory in which the worker keeps the id of the request that it is at, if it answers several at a time. */
  readonly begun?: Int32Array | null;
  readonly workerData?: unknown;
};

const START_LIMIT_MS = 60_000;
const READY = 0;
/** Time limits that a request gets at most, one after the other. */
const MOST_TERMS = 4;
/** Measuring at each request took 4 % of the work of the core's thread while a scene was indexed. */
const CPU_USAGE_AGE_MS = 20;
let lastCpuUsage = { atMs: Number.NEGATIVE_INFINITY, usage: { user: 0, system: 0 } };

export class WorkerLine<M extends object = object> {
  readonly #entry: URL;
  readonly #limitMs: number;
  readonly #options: Required<LineOptions<M>>;
  readonly #queue: Request<M>[] = [];
  /** What the worker has and has not answered, in the order of its ids. */
  #sent: { readonly id: number; readonly request: Request<M> }[] = [];
  #worker: Worker | null = null;
  #isReady = false;
  /** Whether requests go out at the end of this turn. */
  #willSend = false;
  /** Of the start, or of the request that is answered next. */
  #timer: NodeJS.Timeout | null = null;
  #lastId = 0;

  /** `entry` is started with the first request. `limitMs` counts from when the worker begins a request. */
  constructor(entry: URL, limitMs: number, options: LineOptions<M> = {}) {
    this.#entry = entry;
    this.#limitMs = limitMs;
    const usual = { startLimitMs: START_LIMIT_MS, mostSent: 1, workerData: null, spareFor: () => null };
    this.#options = { ...usual, pack: null, begun: null, ...options };
  }

  /** Requests without an answer. */
  get length(): number {
    return this.#queue.length + this.#sent.length;
  }

  ask(
    message: M,
    transfer: readonly ArrayBuffer[] = [],
    onProgress: (share: number) => void = () => undefined,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ message, transfer, onProgress, resolve, reject });
      this.#next();
    });
  }

  /** Requests that have no answer yet are rejected. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#forget();
    for (const { reject } of this.#queue.splice(0))
      reject(new Error(`worker ${this.#entry.href} was closed`));
    await worker?.terminate();
  }

  /** Leaves the worker to itself; what it has not answered is first in the queue again. */
  #forget(): void {
    this.#worker = null;
    this.#isReady = false;
    this.#stopTimer();
    this.#queue.unshift(...this.#sent.splice(0).map(({ request }) => request));
  }

  #next(): void {
    if (this.length === 0) {
      this.#worker?.unref();
      return;
    }
    if (this.#worker === null) this.#start();
    const { pack } = this.#options;
    if (pack === null) this.#sendEach();
    else if (!this.#willSend) {
      this.#willSend = true;
      // What is asked for in the same turn goes out together.
      queueMicrotask(() => {
        this.#willSend = false;
        this.#sendList(pack);
      });
    }
  }

  #sendEach(): void {
    for (const { id, spare, request } of this.#begin())
      this.#worker?.postMessage(
        { ...request.message, id, spare },
        spare === null ? request.transfer : [...request.transfer, spare],
      );
  }

  #sendList(pack: NonNullable<LineOptions<M>['pack']>): void {
    const begun = [...this.#begin()];
    if (begun.length === 0) return;
    const list = begun.map(({ id, spare, request }) => pack(request.message, id, spare));
    const transfer = begun.flatMap(({ spare, request }) =>
      spare === null ? request.transfer : [...request.transfer, spare],
    );
    try {
      this.#worker?.postMessage(list, transfer);
    } catch (error) {
      // Nothing was sent.
      this.#sent = this.#sent.filter(({ id }) => begun.every((each) => each.id !== id));
      this.#limitNext();
      for (const { request } of begun) request.reject(error instanceof Error ? error : new Error(`${error}`));
    }
  }

  /** Requests that the worker gets now. */
  *#begin(): Generator<{
    readonly id: number;
    readonly spare: ArrayBuffer | null;
    readonly request: Request<M>;
  }> {
    while (this.#isReady && this.#sent.length < this.#options.mostSent) {
      const request = this.#queue.shift();
      if (request === undefined) return;
      this.#lastId += 1;
      this.#sent.push({ id: this.#lastId, request });
      if (this.#sent.length === 1) {
        this.#worker?.ref();
        this.#limit(this.#limitMs);
      }
      yield { id: this.#lastId, spare: this.#options.spareFor(request.message), request };
    }
  }

  #limit(limitMs: number, terms = MOST_TERMS): void {
    this.#stopTimer();
    const before = recentCpuUsage();
    this.#timer = setTimeout(() => {
      // On a machine that gives this process no time, a worker that has done nothing wrong gets further terms.
      const { user, system } = process.cpuUsage(before);
      const isStarved = (user + system) / 1000 < limitMs / 2;
      if (isStarved && terms > 1) this.#limit(limitMs, terms - 1);
      else this.#overrun(limitMs);
    }, limitMs);
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #start(): void {
    const worker = new Worker(this.#entry, { workerData: this.#options.workerData });
    this.#worker = worker;
    this.#limit(this.#options.startLimitMs);
    worker.on('message', (answer: Answer | Answers) => {
      if (this.#worker !== worker) return;
      if (isList(answer)) this.#takeResults(answer);
      else this.#take(answer);
    });
    worker.on('error', (error) => this.#lost(worker, error));
    worker.on('exit', (code) =>
      this.#lost(worker, new Error(`worker ${this.#entry.href} exited with code ${code}`)),
    );
  }

  #take(answer: Answer): void {
    if (answer.id === READY && !this.#isReady) {
      this.#stopTimer();
      this.#isReady = true;
    } else if (answer.id === this.#sent[0]?.id && 'progress' in answer) {
      this.#stopTimer();
      this.#limit(this.#limitMs);
      this.#sent[0].request.onProgress(answer.progress);
      return;
    } else if (answer.id === this.#sent[0]?.id) {
      const request = this.#sent.shift()?.request;
      if ('error' in answer) request?.reject(new InvalidInput(answer.error));
      else if ('result' in answer) request?.resolve(answer.result);
      this.#limitNext();
    }
    this.#next();
  }

  #takeResults(answers: Answers): void {
    for (let i = 0; i < answers.length && answers[i] === this.#sent[0]?.id; i += 2)
      this.#sent.shift()?.request.resolve(answers[i + 1]);
    this.#limitNext();
    this.#next();
  }

  #limitNext(): void {
    this.#stopTimer();
    if (this.#sent.length > 0) this.#limit(this.#limitMs);
  }

  #overrun(limitMs: number): void {
    const worker = this.#worker;
    this.#fail(new InvalidInput(`gave up after ${limitMs} ms: the data is probably damaged`));
    // `#lost` ignores the exit of a worker that is not ours any more.
    void worker?.terminate();
  }

  #lost(worker: Worker, error: Error): void {
    if (this.#worker === worker) this.#fail(error);
  }

  /** Only the request that the worker was at has failed; the others go to its successor. */
  #fail(error: Error): void {
    const begun = this.#options.begun?.[0];
    const at = this.#sent.findIndex(({ id }) => id === begun);
    this.#forget();
    this.#queue.splice(Math.max(0, at), 1)[0]?.reject(error);
    this.#next();
  }
}

/** Processor time of this process a moment ago. */
function recentCpuUsage(): NodeJS.CpuUsage {
  const atMs = performance.now();
  if (atMs - lastCpuUsage.atMs > CPU_USAGE_AGE_MS) lastCpuUsage = { atMs, usage: process.cpuUsage() };
  return lastCpuUsage.usage;
}

function isList(answer: Answer | Answers): answer is Answers {
  return Array.isArray(answer);
}
