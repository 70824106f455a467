/** A process that answers requests to read line by line, held to some cores. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { watchMemory } from '../process-memory.ts';
import type { ReadRequest, ReadTimes } from './our-reader.ts';

export class Reader {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #memory: ReturnType<typeof watchMemory>;

  constructor(cores: string, program: string, args: readonly string[]) {
    this.#child = spawn('taskset', ['-c', cores, program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout, pid } = this.#child;
    if (stdout === null || pid === undefined) throw new Error(`${program} does not start`);
    this.#answers = createInterface({ input: stdout })[Symbol.asyncIterator]();
    this.#memory = watchMemory(pid);
  }

  async read(request: ReadRequest): Promise<ReadTimes> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#answers.next();
    if (done) throw new Error(`${request.path}: the reader has ended`);
    return JSON.parse(value) as ReadTimes;
  }

  /** Highest memory in MiB. */
  async stop(): Promise<number> {
    const { mebibytes } = this.#memory.stop();
    this.#child.stdin?.end();
    await new Promise<void>((ended) => this.#child.once('exit', () => ended()));
    return mebibytes;
  }
}
