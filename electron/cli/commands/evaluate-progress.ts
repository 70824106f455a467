/** Progress of an evaluation on the command line, with the time left. */
import type { Task } from '../../../core/task.ts';
import { duration } from '../print/duration.ts';
import type { Invocation } from './command.ts';

/** The time left comes from the speed since the phase began. */
export function progressTask({ signal, console }: Invocation): Task {
  let phase = '';
  let startedMs = 0;
  let first = 0;
  return {
    signal,
    report: (progress) => {
      const { done, total } = progress;
      if (progress.phase !== phase) [phase, startedMs, first] = [progress.phase, performance.now(), done];
      const seconds = (performance.now() - startedMs) / 1000;
      const left = done > first ? `, ${duration((seconds / (done - first)) * (total - done))} left` : '';
      console.progress(`${phase}: ${done} of ${total}${left}`);
    },
  };
}
