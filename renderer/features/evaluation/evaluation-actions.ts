/** Starting, cancelling, resuming, deleting and saving evaluations. */
import type { PageEvaluationRequest, ReportProduct } from '../../../core/documents/evaluation.ts';
import type { EvaluationId } from '../../../core/documents/ids.ts';
import type { JobSummary } from '../../../core/documents/job.ts';
import { type Application, jobsNow } from '../../state/application.ts';
import { queryKeys } from '../../state/query-keys.ts';
import { showToast } from '../../state/toasts.ts';
import { formatBytes } from '../../ui/format.ts';
import { saveLink } from '../../ui/save-link.ts';
import { strings } from './strings.ts';

/** Starts one evaluation a request, of which there are one or two, and shows them. */
export async function startEvaluations(
  app: Application,
  requests: readonly PageEvaluationRequest[],
): Promise<void> {
  const ids: EvaluationId[] = [];
  for (const request of requests) ids.push(await app.core.call('evaluations.create', { request }));
  for (const evaluation of ids) await app.core.call('jobs.start', { spec: { kind: 'evaluate', evaluation } });
  await app.cache.invalidateQueries({ queryKey: queryKeys.evaluations });
  const [a, b = null] = ids;
  app.view.setState({ evaluation: { a, b } });
}

/** The last job of an evaluation; null if it is not in the table any more. */
export function jobOf(jobs: readonly JobSummary[], evaluation: EvaluationId): JobSummary | null {
  return jobs.find(({ spec }) => spec.kind === 'evaluate' && spec.evaluation === evaluation) ?? null;
}

export function isOpen({ state }: JobSummary): boolean {
  return state === 'running' || state === 'waiting';
}

export async function cancelEvaluation(app: Application, job: JobSummary): Promise<void> {
  await app.core.call('jobs.cancel', { job: job.id });
}

/** What was encoded before is not encoded again. */
export async function resumeEvaluation(app: Application, evaluation: EvaluationId): Promise<void> {
  const job = jobOf(jobsNow(app), evaluation);
  if (job?.canResume) await app.core.call('jobs.resume', { job: job.id });
  else await app.core.call('jobs.start', { spec: { kind: 'evaluate', evaluation } });
}

export async function removeEvaluation(app: Application, evaluation: EvaluationId): Promise<void> {
  await app.core.call('evaluations.remove', { evaluation });
  app.view.setState({ evaluation: null });
}

export async function saveReport(
  app: Application,
  evaluation: EvaluationId,
  product: ReportProduct,
): Promise<void> {
  const target = await app.shell.saveAs(`${evaluation}.${product}`);
  if (target === null) return;
  const file = await app.core.call('evaluations.export', {
    evaluation,
    product,
    target: target === 'download' ? null : target.id,
  });
  if (target === 'download') saveLink(file.url, file.name);
  const text = `${file.name} (${formatBytes(file.bytes)})`;
  showToast(app, { tone: 'good', title: strings.saved, text, link: null });
}
