/** Programs that a test kills at a moment of their work, which is another time on each machine. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import type { Task } from '../core/task.ts';

/** A task for the program: tells of each report by a byte on stdout, written before the work goes on. */
export const tellingTask: Task = {
  signal: new AbortController().signal,
  report: () => void writeSync(1, '.'),
};

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Reports that were told. */
  readonly told: number;
};

/** The end of a program whose stdout is a pipe. It is killed `thenMs` after its report number `report`, unless it has ended before. */
export async function killedAfter(child: ChildProcess, report: number, thenMs: number): Promise<Ended> {
  let told = 0;
  let timer: NodeJS.Timeout | undefined;
  child.stdout?.on('data', ({ length }: Buffer) => {
    told += length;
    if (told >= report) timer ??= setTimeout(() => child.kill('SIGKILL'), thenMs);
  });
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  return { code, signal, told };
}
