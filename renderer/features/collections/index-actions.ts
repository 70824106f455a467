/** The job that indexes a collection. */
import { type CollectionSizes, DEFAULT_SIZES } from '../../../core/documents/collection.ts';
import type { CollectionId, ModelId } from '../../../core/documents/ids.ts';
import type { JobSummary } from '../../../core/documents/job.ts';
import { type Application, jobsNow } from '../../state/application.ts';

/** The last one; null if it is not in the table any more. */
export function jobOf(
  jobs: readonly JobSummary[],
  collection: CollectionId,
  model: ModelId,
): JobSummary | null {
  return (
    jobs.find(
      ({ spec }) =>
        spec.kind === 'index-collection' && spec.collection === collection && spec.model === model,
    ) ?? null
  );
}

export function isOpen({ state }: JobSummary): boolean {
  return state === 'running' || state === 'waiting';
}

/** Goes on where an earlier job stopped. */
export async function startIndexing(
  app: Application,
  collection: CollectionId,
  model: ModelId,
): Promise<void> {
  const job = jobOf(jobsNow(app), collection, model);
  if (job?.canResume) await app.core.call('jobs.resume', { job: job.id });
  else await indexWith(app, collection, model, DEFAULT_SIZES);
}

/** The scenes that have no complete index; what an earlier job began of them with other sizes is left. */
export async function indexWith(
  app: Application,
  collection: CollectionId,
  model: ModelId,
  sizes: CollectionSizes,
): Promise<void> {
  await app.core.call('jobs.start', { spec: { kind: 'index-collection', collection, model, ...sizes } });
}

export async function cancelIndexing(app: Application, { id }: JobSummary): Promise<void> {
  await app.core.call('jobs.cancel', { job: id });
}
