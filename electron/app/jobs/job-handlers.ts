/** Handlers for jobs. */
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { JobTable } from './job-table.ts';

export function jobHandlers(jobs: JobTable) {
  return {
    'jobs.list': async () => jobs.list(),
    'jobs.log': ({ job }) => jobs.log(job),
    'jobs.start': ({ spec }) => jobs.start(spec),
    'jobs.cancel': async ({ job }) => {
      await jobs.cancel(job);
      return null;
    },
    'jobs.resume': async ({ job }) => {
      await jobs.resume(job);
      return null;
    },
    'jobs.dismiss': async ({ job }) => {
      await jobs.dismiss(job);
      return null;
    },
  } satisfies Partial<Handlers>;
}
