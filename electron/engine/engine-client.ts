/**
 * Core's side of an engine process. One request runs at a time, texts and pictures of questions before other pictures, and none of those while a question is answered. A process that dies is restarted.
 * Its request is repeated once if it ran on the CPU; on another device it is rejected at once, so that the caller can use
 * a different one.
 */
import { isOfQuestion, mustPause, pauseForQuestions } from '../../core/questions-first.ts';
import type { TowerRunner } from '../../models/encoder/tower-runner.ts';
import type { ModelFolder } from '../../models/folder/model-folder.ts';
import type { PatchRelevance } from '../../training/relevance/relevance-of.ts';
import { EngineError, engineFailure } from './engine-error.ts';
import type {
  EngineConnection,
  EngineModel,
  EngineReply,
  EngineWork,
  ProbeOutcome,
} from './engine-messages.ts';
import { type EngineModelOptions, engineModel } from './engine-model.ts';

const FIRST_BACKOFF_MS = 250;
const MAX_FAILS = 5;
/** A process that ran this long had no start-up fault: the count of failures starts again. */
const STEADY_MS = 60_000;
/** Longest time that an abandoned request may delay other work before its process is replaced. */
const ABANDONED_PATIENCE_MS = 2000;

const ON_CPU: EngineModelOptions = { device: 'cpu', threads: 0 };

type Pending = {
  readonly id: number;
  readonly model: EngineModel;
  readonly work: EngineWork;
  readonly resolve: (reply: EngineReply) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal;
  crashes: number;
};

type Running = { readonly connection: EngineConnection; readonly startedMs: number };

export class EngineClient {
  readonly #start: () => EngineConnection | Promise<EngineConnection>;
  readonly #queue: Pending[] = [];
  #running: Running | null = null;
  #current: Pending | null = null;
  #impatience: NodeJS.Timeout | undefined;
  /** The current request was abandoned and has used up its patience. */
  #isOverdue = false;
  #fails = 0;
  #nextId = 1;
  #memoryBytes: number | null = null;
  #starting = false;
  #closed = false;
  /** Raised by `kill`, so that a process that is still starting is dropped. */
  #generation = 0;

  /** `start` makes a new engine process; it is called when there is work and no process. */
  constructor(start: () => EngineConnection | Promise<EngineConnection>) {
    this.#start = start;
  }

  /** Main memory of the process after its last run or loading; null before. */
  get memoryBytes(): number | null {
    return this.#memoryBytes;
  }

  /** Loads a model. Throws `EngineError`. The runner stays valid when the process restarts. */
  async openModel(
    folder: ModelFolder,
    options: EngineModelOptions = ON_CPU,
    signal?: AbortSignal,
  ): Promise<TowerRunner> {
    const model = engineModel(folder, options);
    const reply = await this.#request(model, { kind: 'load' }, signal);
    if (reply.kind !== 'loaded') throw new EngineError('ENGINE_FAILED', `unexpected reply ${reply.kind}`);
    return {
      runVision: (crops, count, abort) => this.#features(model, { kind: 'vision', crops, count }, abort),
      runPatches: (crops, count, abort) => this.#features(model, { kind: 'patches', crops, count }, abort),
      runText: (ids, count, abort) => this.#features(model, { kind: 'text', ids, count }, abort),
    };
  }

  /** Relevance of the patches of one crop for the unit vector of a text. Throws `EngineError`. */
  async relevance(
    folder: ModelFolder,
    crop: Uint8Array,
    text: Float32Array,
    blocks: number | null,
    signal?: AbortSignal,
  ): Promise<PatchRelevance> {
    const model = engineModel(folder, ON_CPU);
    const reply = await this.#request(model, { kind: 'relevance', crop, text, blocks }, signal);
    if (reply.kind !== 'relevance') throw new EngineError('ENGINE_FAILED', `unexpected reply ${reply.kind}`);
    return reply.relevance;
  }

  /** Compares the device with the CPU. Throws `EngineError` if the process dies. */
  async probe(folder: ModelFolder, options: EngineModelOptions): Promise<ProbeOutcome> {
    const model = engineModel(folder, options);
    const reply = await this.#request(model, { kind: 'probe' });
    if (reply.kind !== 'probed') throw new EngineError('ENGINE_FAILED', `unexpected reply ${reply.kind}`);
    return reply.outcome;
  }

  /** Ends the process at once and rejects all work with `ENGINE_STOPPED`; later work starts a fresh one. */
  kill(): void {
    this.#generation++;
    this.#endProcess();
    this.#fails = 0;
    this.#rejectAll(new EngineError('ENGINE_STOPPED', 'the engine process was stopped'));
  }

  /** Kills the process and refuses later work. */
  close(): void {
    this.#closed = true;
    this.kill();
  }

  async #features(model: EngineModel, work: EngineWork, signal?: AbortSignal): Promise<Float32Array> {
    const reply = await this.#request(model, work, signal);
    if (reply.kind !== 'features') throw new EngineError('ENGINE_FAILED', `unexpected reply ${reply.kind}`);
    return reply.features;
  }

  #request(
    model: EngineModel,
    work: EngineWork,
    signal = new AbortController().signal,
  ): Promise<EngineReply> {
    if (this.#closed) return Promise.reject(new EngineError('ENGINE_STOPPED', 'the engine is closed'));
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const abandon = () => this.#abandon(pending);
      const settled = () => signal.removeEventListener('abort', abandon);
      const pending: Pending = {
        id: this.#nextId++,
        model,
        work,
        signal,
        crashes: 0,
        resolve: (reply) => {
          settled();
          resolve(reply);
        },
        reject: (error) => {
          settled();
          reject(error);
        },
      };
      signal.addEventListener('abort', abandon, { once: true });
      if (canWait(pending)) this.#queue.push(pending);
      else this.#queue.splice(this.#firstThatCanWait(), 0, pending);
      this.#pump();
    });
  }

  #firstThatCanWait(): number {
    const index = this.#queue.findIndex(canWait);
    return index < 0 ? this.#queue.length : index;
  }

  /** Rejects an aborted request. A running one cannot be interrupted: if it takes too long, its process is replaced. */
  #abandon(pending: Pending): void {
    const queued = this.#queue.indexOf(pending);
    if (queued >= 0) this.#queue.splice(queued, 1);
    pending.reject(pending.signal.reason);
    if (pending !== this.#current) return;
    this.#impatience = setTimeout(() => {
      this.#isOverdue = true;
      this.#pump();
    }, ABANDONED_PATIENCE_MS);
  }

  #replaceProcess(): void {
    this.#settle();
    this.#endProcess();
  }

  #endProcess(): void {
    const running = this.#running;
    this.#running = null;
    if (running !== null) running.connection.kill();
  }

  /** Clears the current request. */
  #settle(): void {
    clearTimeout(this.#impatience);
    this.#isOverdue = false;
    this.#current = null;
  }

  #pump(): void {
    if (this.#queue.length === 0) return;
    if (this.#isOverdue) this.#replaceProcess();
    if (this.#current) return;
    if (this.#fails >= MAX_FAILS) {
      this.#rejectAll(
        new EngineError(
          'ENGINE_GONE',
          `the engine process ended ${MAX_FAILS} times in a row and is not started again: restart the program`,
        ),
      );
      return;
    }
    if (!this.#running) {
      this.#launch();
      return;
    }
    if (canWait(this.#queue[0]) && mustPause()) {
      void pauseForQuestions().then(() => this.#pump());
      return;
    }
    const next = this.#queue.shift();
    if (!next) return;
    this.#current = next;
    this.#running.connection.port.post({ id: next.id, model: next.model, work: next.work });
  }

  #launch(): void {
    if (this.#starting) return;
    this.#starting = true;
    const generation = this.#generation;
    const waitMs = this.#fails === 0 ? 0 : FIRST_BACKOFF_MS * 2 ** (this.#fails - 1);
    setTimeout(() => {
      Promise.resolve()
        .then(() => (generation === this.#generation ? this.#start() : null))
        .then((connection) => this.#launched(connection, generation))
        .catch((error: unknown) => this.#launchFailed(error));
    }, waitMs);
  }

  #launched(connection: EngineConnection | null, generation: number): void {
    this.#starting = false;
    if (connection && generation !== this.#generation) connection.kill();
    else if (connection) {
      const running = { connection, startedMs: performance.now() };
      this.#running = running;
      connection.port.onMessage((message) => this.#receive(running, message as EngineReply));
      connection.port.onClose((reason) => this.#lost(running, reason));
    }
    this.#pump();
  }

  #launchFailed(error: unknown): void {
    this.#starting = false;
    this.#fails++;
    if (this.#fails >= MAX_FAILS)
      this.#rejectAll(
        new EngineError('ENGINE_GONE', `the engine process could not be started: ${String(error)}`),
      );
    else this.#pump();
  }

  #receive(running: Running, reply: EngineReply): void {
    const pending = this.#current;
    if (running !== this.#running || pending === null || reply.id !== pending.id) return;
    this.#settle();
    if ('memoryBytes' in reply) this.#memoryBytes = reply.memoryBytes;
    if (reply.kind === 'failed') pending.reject(engineFailure(reply.message));
    else pending.resolve(reply);
    this.#pump();
  }

  #lost(running: Running, reason: string): void {
    if (running !== this.#running) return;
    this.#running = null;
    this.#fails = performance.now() - running.startedMs > STEADY_MS ? 1 : this.#fails + 1;
    const pending = this.#current;
    this.#settle();
    if (pending && !pending.signal.aborted) this.#repeat(pending, reason);
    this.#pump();
  }

  #repeat(pending: Pending, reason: string): void {
    const onCpu = pending.model.device === 'cpu';
    if (onCpu && ++pending.crashes < 2) this.#queue.unshift(pending);
    else
      pending.reject(
        new EngineError('ENGINE_CRASHED', onCpu ? `${reason} twice during the same request` : reason),
      );
  }

  #rejectAll(error: EngineError): void {
    const pending = this.#current ? [this.#current, ...this.#queue] : [...this.#queue];
    this.#settle();
    this.#queue.length = 0;
    for (const { reject } of pending) reject(error);
  }
}

/** Pictures that no question asks for. */
function canWait({ work: { kind }, signal }: Pending): boolean {
  return (kind === 'vision' || kind === 'patches' || kind === 'relevance') && !isOfQuestion(signal);
}
