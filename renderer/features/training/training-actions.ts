/** Starting, stopping, resuming and deleting runs. */
import type { RunId } from '../../../core/documents/ids.ts';
import type { JobSummary } from '../../../core/documents/job.ts';
import type { RunDetail, RunRequest } from '../../../core/documents/run.ts';
import { type Application, activeSceneNow, jobsNow } from '../../state/application.ts';
import { NOT_COMPARED } from '../../state/view-state.ts';
import { proposeEvaluation } from '../evaluation/propose-evaluation.ts';

export async function startRun(app: Application, spec: RunRequest): Promise<void> {
  const run = await app.core.call('runs.create', { spec });
  app.view.setState({ run });
  await app.core.call('jobs.start', { spec: { kind: 'train', run } });
}

export function jobOf(jobs: readonly JobSummary[], run: RunId): JobSummary | null {
  return jobs.find(({ spec }) => spec.kind === 'train' && spec.run === run) ?? null;
}

export function isOpen({ state }: JobSummary): boolean {
  return state === 'running' || state === 'waiting';
}

/** Continues from the last checkpoint. */
export async function resumeRun(app: Application, run: RunId): Promise<void> {
  const job = jobOf(jobsNow(app), run);
  if (job?.canResume) await app.core.call('jobs.resume', { job: job.id });
  else await app.core.call('jobs.start', { spec: { kind: 'train', run } });
}

export async function stopRun(app: Application, run: RunId): Promise<void> {
  await app.core.call('runs.stop', { run });
}

export async function cancelRun(app: Application, job: JobSummary): Promise<void> {
  await app.core.call('jobs.cancel', { job: job.id });
}

export async function removeRun(app: Application, run: RunId): Promise<void> {
  await app.core.call('runs.remove', { run });
  app.view.setState({ run: null });
}

/** Compares the base model with the fine-tuned one on the current query; without one, proposes both for the next. */
export function compareWithBase(app: Application, { spec, model }: RunDetail): void {
  const { query } = app.view.getState();
  const scene = activeSceneNow(app);
  if (model && spec.base.kind === 'model') {
    const models = { a: spec.base.model, b: model };
    const isAsked = scene !== null && query !== null && query.scene === scene;
    app.view.setState({
      ...NOT_COMPARED,
      modelsToCompare: models,
      ...(isAsked && { compared: { scene, terms: query.terms, area: query.area, ...models } }),
    });
  }
  app.dock.show('compare');
}

/** Proposes both models on the pairs that the run held out; without such pairs the user chooses the data. */
export function evaluateBeforeAfter(app: Application, { id, spec, model }: RunDetail): void {
  if (!model) return;
  proposeEvaluation(app, {
    data: spec.validation.kind === 'none' ? null : { kind: 'held-out', run: id },
    models: spec.base.kind === 'model' ? [spec.base.model, model] : [model, null],
  });
}
