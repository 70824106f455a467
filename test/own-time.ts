/** Time that a test can hold the program to on a machine that is busy with other work. */
import { performance } from 'node:perf_hooks';

const TICK_MS = 10;

export type OwnTime = {
  readonly totalMs: number;
  /** The longest time in which no other work on the thread ran. */
  readonly longestMs: number;
};

/**
 * How long `work` takes when it waits or computes. A turn of the event loop counts as what this process computed in it, or as two ticks if
 * that is more: the rest is time that the machine gave to others.
 */
export async function ownTime(work: () => unknown): Promise<OwnTime> {
  let [totalMs, longestMs] = [0, 0];
  let [lastMs, cpu] = [performance.now(), process.cpuUsage()];
  const count = (): void => {
    const [nowMs, { user, system }] = [performance.now(), process.cpuUsage(cpu)];
    const turnMs = Math.min(nowMs - lastMs, Math.max(2 * TICK_MS, (user + system) / 1000));
    totalMs += turnMs;
    longestMs = Math.max(longestMs, turnMs);
    [lastMs, cpu] = [nowMs, process.cpuUsage()];
  };
  const timer = setInterval(count, TICK_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
    count();
  }
  return { totalMs, longestMs };
}
