/** Indexing state of a scene as text. */
import type { ModelId, SceneId } from '../../../core/documents/ids.ts';
import type { JobSummary } from '../../../core/documents/job.ts';
import type { IndexStatus } from '../../../core/documents/search.ts';
import { formatCount, formatPercent } from '../../ui/format.ts';
import { strings } from './strings.ts';

/** The running or waiting job that indexes the scene with the model. */
export function indexJob(jobs: readonly JobSummary[], scene: SceneId, model: ModelId): JobSummary | null {
  const job = jobs.find(
    ({ spec, state }) =>
      spec.kind === 'index' &&
      spec.scene === scene &&
      spec.model === model &&
      (state === 'running' || state === 'waiting'),
  );
  return job ?? null;
}

/** The index that answers queries by default, else a stale one; SeLo indexes do not count. */
export function indexOf(indexes: readonly IndexStatus[] | undefined, model: ModelId): IndexStatus | null {
  if (!indexes) return null;
  const own = indexes.filter((index) => index.model === model && index.grid.kind === 'sliding');
  const answering = own.find(({ answers }) => answers === 'by-default');
  return answering ?? own.find(({ state }) => state === 'stale') ?? null;
}

/** Null if no windows were skipped. */
export function skippedWords({ windowsSkipped, windowsDone }: IndexStatus): string | null {
  return windowsSkipped === 0
    ? null
    : strings.nothingToLookAt(formatCount(windowsSkipped), formatCount(windowsDone));
}

export function indexWords(index: IndexStatus | null, job: JobSummary | null): string {
  if (job) return strings.indexing(formatPercent(job.total > 0 ? job.done / job.total : 0));
  if (!index) return strings.notIndexed;
  if (index.state === 'stale') return strings.stale;
  return index.state === 'complete'
    ? strings.indexed
    : strings.partlyIndexed(formatPercent(index.windowsDone / index.windows));
}
