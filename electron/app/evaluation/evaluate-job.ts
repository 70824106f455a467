/** Job that runs an evaluation, or goes on with an interrupted one. */
import type { Announce } from '../../../core/documents/app.ts';
import { nameInId } from '../../../core/documents/stamped-id.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import type { EvaluationService } from './evaluation-service.ts';

export function evaluateJob(evaluations: EvaluationService, announce: Announce): JobKinds['evaluate'] {
  return {
    title: ({ evaluation }) => `Evaluate ${nameInId(evaluation)}`,
    canResume: true,
    lane: 'compute',
    run: async ({ evaluation }, task) => {
      try {
        await evaluations.run(evaluation, task);
        return 'done';
      } finally {
        announce('evaluations');
      }
    },
  };
}
