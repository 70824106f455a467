/** Job that checks a precision of a model and makes the model use it. */
import type { Announce } from '../../../core/documents/app.ts';
import type { JobKinds } from '../jobs/job-kind.ts';
import type { ModelService } from './model-service.ts';

export function precisionJob(models: ModelService, announce: Announce): JobKinds['model-precision'] {
  return {
    title: ({ model, precision }) => `Use ${model} in ${precision}`,
    canResume: false,
    lane: 'compute',
    run: async ({ model, precision }, task) => {
      await models.setPrecision(model, precision, task);
      announce('models');
      announce('scenes');
      return 'done';
    },
  };
}
