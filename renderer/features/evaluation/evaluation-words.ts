/** Names and states of evaluations in words. */
import type { DatasetSummary } from '../../../core/documents/dataset.ts';
import type { EvaluationSummary } from '../../../core/documents/evaluation.ts';
import type { JobState, JobSummary } from '../../../core/documents/job.ts';
import { formatNumber } from '../../ui/format.ts';
import { jobOf } from './evaluation-actions.ts';

/** A collected data set by the name that the user gave it. */
export function dataName({ data }: EvaluationSummary, datasets: readonly DatasetSummary[]): string {
  const dataset = datasets.find(({ id }) => id === data);
  return dataset ? dataset.name : data;
}

export function stateOf(evaluation: EvaluationSummary, jobs: readonly JobSummary[]): JobState | 'new' {
  if (evaluation.state === 'done') return 'done';
  const job = jobOf(jobs, evaluation.id);
  return job ? job.state : 'new';
}

/** A number with `digits` decimals; a dash for null. */
export function figureText(value: number | null, digits = 1): string {
  return value === null ? '–' : formatNumber(value, digits);
}

/** With its sign. */
export function differenceText(value: number | null, digits = 1): string {
  return value === null ? '–' : `${value > 0 ? '+' : ''}${figureText(value, digits)}`;
}

/** Localization and presence have shares of 0 to 1, other tasks per cent. */
export function digitsOf(task: EvaluationSummary['task']): number {
  return task === 'localization' ? 4 : task === 'presence' ? 3 : 1;
}
