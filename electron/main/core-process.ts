/** Runs the core process for main: starts it, restarts it when it dies, requests grants and bulk data from it. */
import { MessageChannelMain, type MessagePortMain, type UtilityProcess } from 'electron';
import type { Grant } from '../../core/documents/ids.ts';
import type {
  BulkReply,
  CoreToMain,
  GrantAccess,
  MainToCore,
  Outcome,
} from '../../core/rpc/main-messages.ts';
import type { WireError } from '../../core/rpc/protocol.ts';
import { EngineProcesses } from './engine-processes.ts';
import { forkPart } from './fork-part.ts';
import type { JobMessage } from './job-messages.ts';
import { RestartPolicy } from './restart-policy.ts';

const CLOSE_LIMIT_MS = 10_000;
const GONE: WireError = { name: 'CoreGone', message: 'The core process has ended', code: 'CORE_GONE' };

type Waiter = {
  readonly resolve: (child: UtilityProcess) => void;
  readonly reject: (error: Error) => void;
};
type State =
  | { readonly kind: 'running'; readonly child: UtilityProcess; readonly startedMs: number }
  /** Ended; will be restarted. */
  | { readonly kind: 'waiting'; readonly waiters: Waiter[] }
  | { readonly kind: 'ended'; readonly error: WireError };

export class CoreProcess {
  readonly #restarts = new RestartPolicy();
  readonly #engines = new EngineProcesses((message, ports) => this.#tell(message, ports));
  readonly #grants = new Map<number, (outcome: Outcome<Grant | null>) => void>();
  /** Grants given so far: pages keep using them after a restart of the core. */
  readonly #given: Extract<MainToCore, { kind: 'restore-grant' }>[] = [];
  readonly #onEnd: (error: WireError) => void;
  readonly #onJobs: (message: JobMessage) => void;
  #state: State;
  #lastRequest = 0;
  #closed: (() => void) | null = null;

  /** Calls `onEnd` when the core has ended for good without being closed, `onJobs` when jobs begin and end. */
  constructor(onEnd: (error: WireError) => void, onJobs: (message: JobMessage) => void) {
    this.#onEnd = onEnd;
    this.#onJobs = onJobs;
    this.#state = this.#start();
  }

  /** A port on which the core answers the contract. */
  async connect(): Promise<MessagePortMain> {
    const child = await this.#running();
    const { port1, port2 } = new MessageChannelMain();
    child.postMessage({ kind: 'client' } satisfies MainToCore, [port1]);
    return port2;
  }

  /** Permission for a path that the user chose outside the page. */
  async grant(path: string, access: GrantAccess): Promise<Outcome<Grant | null>> {
    const child = await this.#running();
    const request = ++this.#lastRequest;
    const outcome = await new Promise<Outcome<Grant | null>>((resolve) => {
      this.#grants.set(request, resolve);
      child.postMessage({ kind: 'grant', request, path, access } satisfies MainToCore);
    });
    if (outcome.ok && outcome.value !== null) {
      const given = access === 'write' ? access : 'read';
      this.#given.push({ kind: 'restore-grant', grant: outcome.value.id, path, access: given });
    }
    return outcome;
  }

  /** Null when the core ends before it answers, or when `signal` is aborted. */
  async bulk(path: string, signal: AbortSignal): Promise<BulkReply | null> {
    const child = await this.#running();
    const { port1, port2 } = new MessageChannelMain();
    return new Promise((resolve) => {
      const abort = (): void => {
        port2.close();
        resolve(null);
      };
      port2.on('message', ({ data }) => {
        signal.removeEventListener('abort', abort);
        port2.close();
        resolve(data as BulkReply);
      });
      port2.on('close', () => resolve(null));
      port2.start();
      signal.addEventListener('abort', abort, { once: true });
      child.postMessage({ kind: 'bulk', path } satisfies MainToCore, [port1]);
    });
  }

  /** Lets jobs stop at their last acknowledged state; kills the process after ten seconds at the latest. */
  async close(): Promise<void> {
    const state = this.#state;
    this.#state = { kind: 'ended', error: GONE };
    if (state.kind === 'waiting') for (const { reject } of state.waiters) reject(new Error(GONE.message));
    if (state.kind !== 'running') return;
    await new Promise<void>((resolve) => {
      this.#closed = resolve;
      setTimeout(resolve, CLOSE_LIMIT_MS);
      state.child.postMessage({ kind: 'close' } satisfies MainToCore);
    });
    this.#engines.killAll();
    state.child.kill();
  }

  #start(): Extract<State, { kind: 'running' }> {
    const child = forkPart('core');
    child.on('message', (message: CoreToMain) => this.#receive(message));
    child.once('exit', (code) => this.#exited(child, code));
    return { kind: 'running', child, startedMs: performance.now() };
  }

  #running(): Promise<UtilityProcess> {
    const state = this.#state;
    if (state.kind === 'running') return Promise.resolve(state.child);
    if (state.kind === 'ended') return Promise.reject(new Error(state.error.message));
    return new Promise((resolve, reject) => state.waiters.push({ resolve, reject }));
  }

  #tell(message: MainToCore, ports: MessagePortMain[]): void {
    if (this.#state.kind === 'running') this.#state.child.postMessage(message, ports);
  }

  #receive(message: CoreToMain): void {
    if (this.#engines.receive(message)) return;
    if (message.kind === 'granted') {
      this.#grants.get(message.request)?.(message.outcome);
      this.#grants.delete(message.request);
    } else if (message.kind === 'jobs-at-work' || message.kind === 'job-ended') this.#onJobs(message);
    else if (message.kind === 'unusable') this.#end(message.error);
    else if (message.kind === 'closed') this.#closed?.();
  }

  #exited(child: UtilityProcess, code: number): void {
    this.#engines.killAll();
    this.#onJobs({ kind: 'jobs-at-work', isAtWork: false });
    const waiting = [...this.#grants.values()];
    this.#grants.clear();
    for (const resolve of waiting) resolve({ ok: false, error: GONE });
    this.#closed?.();
    if (this.#state.kind !== 'running' || this.#state.child !== child) return;
    const delayMs = this.#restarts.delayAfter(performance.now() - this.#state.startedMs);
    if (delayMs === null) {
      this.#end({ ...GONE, message: `The core process keeps ending (last exit code ${code})` });
      return;
    }
    this.#state = { kind: 'waiting', waiters: [] };
    setTimeout(() => this.#restart(), delayMs);
  }

  #restart(): void {
    const before = this.#state;
    if (before.kind !== 'waiting') return;
    const running = this.#start();
    this.#state = running;
    for (const given of this.#given) running.child.postMessage(given);
    for (const { resolve } of before.waiters) resolve(running.child);
  }

  #end(error: WireError): void {
    const before = this.#state;
    if (before.kind === 'ended') return;
    this.#state = { kind: 'ended', error };
    if (before.kind === 'waiting') for (const { reject } of before.waiters) reject(new Error(error.message));
    this.#onEnd(error);
  }
}
