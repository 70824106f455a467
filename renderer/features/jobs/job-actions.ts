/** Cancelling, resuming and dismissing jobs. */
import type { JobSummary } from '../../../core/documents/job.ts';
import { type Application, jobsNow } from '../../state/application.ts';
import { showToast } from '../../state/toasts.ts';
import { coreStrings } from '../../ui/core-strings.ts';
import { titles } from './titles.ts';

/** The running job that Esc cancels. Training runs are excluded: they are stopped in their own panel. */
export function runningJob(app: Application): JobSummary | null {
  return jobsNow(app).find(({ state, kind }) => state === 'running' && kind !== 'train') ?? null;
}

export async function cancelJob(app: Application, { id, title, kind }: JobSummary): Promise<void> {
  await app.core.call('jobs.cancel', { job: id });
  const text = titles.cancelledText[kind](coreStrings.said(title));
  showToast(app, { tone: 'neutral', title: titles.cancelled, text, link: null });
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
