/** Handlers for runs (fine-tunings). */
import type { Announce } from '../../../core/documents/app.ts';
import { Busy } from '../../../core/errors.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { JobTable } from '../jobs/job-table.ts';
import { grantedSpec } from './granted-spec.ts';
import type { RunService } from './run-service.ts';

type Parts = {
  readonly runs: RunService;
  readonly jobs: JobTable;
  readonly grants: GrantTable;
  readonly announce: Announce;
};

export function runHandlers({ runs, jobs, grants, announce }: Parts) {
  return {
    'runs.plan': ({ spec }, task) =>
      runs.plan(
        grantedSpec(spec, (grant) => grants.pathOf(grant, 'read')),
        task,
      ),
    'runs.create': async ({ spec }) => {
      const id = await runs.create(grantedSpec(spec, (grant) => grants.pathOf(grant, 'read')));
      announce('runs');
      return id;
    },
    'runs.list': () => runs.list(),
    'runs.detail': ({ run }) => runs.detail(run),
    'runs.log': ({ run, from }) => runs.log(run, from),
    'runs.stop': async ({ run }) => {
      await runs.stop(run);
      return null;
    },
    'runs.remove': async ({ run }) => {
      if (jobs.isAtWork((spec) => spec.kind === 'train' && spec.run === run))
        throw new Busy(`run ${run} is waiting or running: stop it first`);
      await runs.remove(run);
      announce('runs');
      return null;
    },
  } satisfies Partial<Handlers>;
}
