/** Handle of the process that runs the code under test: starts it, gives it inputs, and kills it when it hangs. */
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuMsOf } from '../cpu-ms-of.ts';
import type { Format } from './formats.ts';
import type { ReadyMessage, RunReply } from './messages.ts';

/** `gone`: the process died; `stuck`: it gave no answer and was killed. */
export type Run =
  | { readonly kind: 'answered'; readonly reply: RunReply }
  | { readonly kind: 'gone'; readonly told: string }
  | { readonly kind: 'stuck'; readonly told: string };

/** Without an answer after this time, a process is stuck if it has computed for a while, */
const STUCK_MS = 20_000;
const STUCK_CPU_MS = 4_000;
/** or has waited for something that never comes. A busy machine may have given it little time to compute. */
const WAITING_MS = 240_000;
const START_MS = 120_000;

export class FuzzProcess {
  readonly #start: () => ChildProcess;
  readonly #scratch: string;
  #child: ChildProcess | null = null;
  #told = '';
  #lastId = 0;
  /** Highest resident memory when the process was ready. */
  basePeakBytes = 0;

  private constructor(start: () => ChildProcess, scratch: string) {
    this.#start = start;
    this.#scratch = scratch;
  }

  /** `program` is the bundled `child.ts`. */
  static async open(program: string, format: Format, checkout: string): Promise<FuzzProcess> {
    const scratch = await mkdtemp(join(tmpdir(), 'longsight-fuzz-'));
    let starts = 0;
    return new FuzzProcess(() => {
      const args = [format, checkout, join(scratch, String(++starts))];
      // A heap limit far above what is allowed, so that the memory limit is seen before it.
      const execArgv = ['--max-old-space-size=3000', '--no-warnings'];
      return fork(program, args, {
        serialization: 'advanced',
        execArgv,
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
    }, scratch);
  }

  async run(input: Uint8Array): Promise<Run> {
    this.#child ??= await this.#started();
    const child = this.#child;
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const finish = (run: Run): void => {
        clearTimeout(timer);
        child.off('message', answered);
        child.off('exit', exited);
        if (run.kind !== 'answered') this.#child = null;
        resolve(run);
      };
      const answered = (reply: RunReply): void => {
        if (reply.id === id) finish({ kind: 'answered', reply });
      };
      const exited = (code: number | null, signal: string | null): void =>
        finish({ kind: 'gone', told: `exit ${code ?? signal}: ${this.#told.slice(-2000)}` });
      const start = performance.now();
      const cpuBefore = cpuMsOf(child.pid!);
      const look = (): void => {
        const waitedMs = performance.now() - start;
        const isStarved = cpuMsOf(child.pid!) - cpuBefore < STUCK_CPU_MS;
        if (isStarved && waitedMs < WAITING_MS) {
          timer = setTimeout(look, 1000);
          return;
        }
        finish({ kind: 'stuck', told: `no answer within ${Math.round(waitedMs / 1000)} s` });
        child.kill('SIGKILL');
      };
      let timer = setTimeout(look, STUCK_MS);
      child.on('message', answered);
      child.on('exit', exited);
      child.send({ id, input });
    });
  }

  /** Kills the process; the next input starts another one. */
  async restart(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }

  async close(): Promise<void> {
    await this.restart();
    await rm(this.#scratch, { recursive: true, force: true });
  }

  #started(): Promise<ChildProcess> {
    const child = this.#start();
    this.#told = '';
    child.stderr?.on('data', (piece) => {
      this.#told = `${this.#told}${String(piece)}`.slice(-4000);
    });
    return new Promise((resolve, reject) => {
      const failed = () => reject(new Error(`the process under test does not start: ${this.#told}`));
      const timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
      child.once('exit', failed);
      child.once('message', ({ peakBytes }: ReadyMessage) => {
        clearTimeout(timer);
        child.off('exit', failed);
        this.basePeakBytes = peakBytes;
        resolve(child);
      });
    });
  }
}
