/** Notices from the list of jobs when work begins and ends, for the shell around the core: it keeps the machine awake, and tells the user. */
import type { JobId } from '../../../core/documents/ids.ts';
import type { JobSummary } from '../../../core/documents/job.ts';

export type JobNews =
  | { readonly kind: 'jobs-at-work'; readonly isAtWork: boolean }
  /** A job that nobody cancelled has come to its end. */
  | {
      readonly kind: 'job-ended';
      readonly title: string;
      readonly state: 'done' | 'stopped' | 'failed';
      readonly seconds: number;
    };

/** `look` is to be called whenever the list changes. */
export function jobNews(
  list: () => readonly JobSummary[],
  tell: (news: JobNews) => void,
  nowMs: () => number = Date.now,
): { readonly look: () => void } {
  const startedMs = new Map<JobId, number>();
  let wasAtWork = false;
  const look = (): void => {
    for (const { id, title, state } of list()) {
      const started = startedMs.get(id);
      if (state === 'running') {
        if (started === undefined) startedMs.set(id, nowMs());
      } else if (started !== undefined) {
        startedMs.delete(id);
        if (state === 'done' || state === 'stopped' || state === 'failed')
          tell({ kind: 'job-ended', title, state, seconds: (nowMs() - started) / 1000 });
      }
    }
    const isAtWork = startedMs.size > 0;
    if (isAtWork !== wasAtWork) tell({ kind: 'jobs-at-work', isAtWork });
    wasAtWork = isAtWork;
  };
  return { look };
}
