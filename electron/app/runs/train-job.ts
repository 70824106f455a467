/** Job that starts or resumes a run. */
import type { Announce } from '../../../core/documents/app.ts';
import { nameInId } from '../../../core/documents/stamped-id.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import type { RunService } from './run-service.ts';

export function trainJob(runs: RunService, announce: Announce): JobKinds['train'] {
  return {
    title: ({ run }) => `Train ${nameInId(run)}`,
    canResume: true,
    lane: 'training',
    run: async ({ run }, task) => {
      try {
        return await runs.run(run, task);
      } finally {
        announce('runs');
        announce('models');
      }
    },
  };
}
