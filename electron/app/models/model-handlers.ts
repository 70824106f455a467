/** Handlers for models and for the report on compute devices. */
import type { Announce } from '../../../core/documents/app.ts';
import { Busy } from '../../../core/errors.ts';
import type { Handlers } from '../../../core/rpc/contract.ts';
import type { GrantTable } from '../disk/grant-table.ts';
import type { JobTable } from '../jobs/job-table.ts';
import type { ModelService } from './model-service.ts';

type Parts = {
  readonly models: ModelService;
  readonly jobs: JobTable;
  readonly grants: GrantTable;
  readonly announce: Announce;
};

export function modelHandlers({ models, jobs, grants, announce }: Parts) {
  return {
    'app.device': () => models.device(),
    'models.list': () => models.list(),
    'models.remove': async ({ model }) => {
      if (jobs.isAtWork((spec) => spec.kind === 'index' && spec.model === model))
        throw new Busy(`model ${model} is being used to index a scene: wait for that job or cancel it first`);
      await models.remove(model);
      announce('models');
      return null;
    },
    'models.setFalseAlarmRate': async ({ model, falseAlarmRate }) => {
      const summary = await models.calibrations.setRate(model, falseAlarmRate);
      announce('models');
      return summary;
    },
    'models.inspect': ({ grant }) => models.inspect(grants.pathOf(grant, 'read')),
  } satisfies Partial<Handlers>;
}
