/** Stopping, resuming and clearing away jobs. */
import type { JobSummary } from '../../../core/documents/job.ts';
import type { Application } from '../../state/application.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { showToast } from '../../state/toasts.ts';
import { strings } from './strings.ts';

/** Of those that go on where they were cancelled, or soon start anew: a training is stopped in its own panel. */
export function runningJob(app: Application): JobSummary | null {
  const jobs = app.cache.getQueryData<readonly JobSummary[]>(queryKeys.jobs);
  return jobs?.find(({ state, kind }) => state === 'running' && kind !== 'train') ?? null;
}

export async function cancelJob(app: Application, { id, title, kind }: JobSummary): Promise<void> {
  await app.core.call('jobs.cancel', { job: id });
  const text = strings.cancelledText[kind](title);
  showToast(app, { tone: 'neutral', title: strings.cancelled, text, link: null });
}

export async function cancelRunningJob(app: Application): Promise<void> {
  const job = runningJob(app);
  if (job) await cancelJob(app, job);
}

export async function resumeJob(app: Application, { id }: JobSummary): Promise<void> {
  await app.core.call('jobs.resume', { job: id });
}

export async function dismissJob(app: Application, { id }: JobSummary): Promise<void> {
  await app.core.call('jobs.dismiss', { job: id });
}
