/** Cancelling, resuming and dismissing jobs. */
import type { JobSummary } from '../../../core/documents/job.ts';
import { type Application, jobsNow } from '../../state/application.ts';
import { dismissToast, showToast } from '../../state/toasts.ts';
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

/**
 * The first press of Esc asks, and a second one while its message is shown cancels: the first may have been meant for a dialog or menu
 * that had just closed. In the list of jobs one press is enough.
 */
export async function cancelOnSecondPress(app: Application): Promise<void> {
  const job = runningJob(app);
  if (!job) return;
  const text = titles.pressAgain(coreStrings.said(job.title));
  const asked = app.view.getState().toasts.find((toast) => toast.text === text);
  if (asked) dismissToast(app, asked.id);
  if (asked || document.activeElement?.closest('[data-panel=jobs]')) await cancelJob(app, job);
  else showToast(app, { tone: 'neutral', title: titles.cancelRunning, text, link: null });
}

export async function resumeJob(app: Application, { id }: JobSummary): Promise<void> {
  await app.core.call('jobs.resume', { job: id });
}

export async function dismissJob(app: Application, { id }: JobSummary): Promise<void> {
  await app.core.call('jobs.dismiss', { job: id });
}
