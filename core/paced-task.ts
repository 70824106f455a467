/** Measuring the pace of work by its own reports. */
import type { Task } from './task.ts';

export type PacedTask = Task & {
  /** Units done per second since the first report; null after fewer than `least` units. */
  readonly pace: (least: number) => number | null;
};

/** Passes everything on to `task`. */
export function pacedTask(task: Task): PacedTask {
  let first: { readonly done: number; readonly ms: number } | null = null;
  let lastDone = 0;
  return {
    signal: task.signal,
    report: (progress) => {
      first ??= { done: progress.done, ms: performance.now() };
      lastDone = progress.done;
      task.report(progress);
    },
    pace: (least) => {
      if (first === null || lastDone - first.done < least) return null;
      return (1000 * (lastDone - first.done)) / (performance.now() - first.ms);
    },
  };
}
