/** Job that calibrates a model's verdicts. */
import type { Announce } from '../../../core/documents/app.ts';
import type { JobSpec } from '../../../core/documents/job.ts';
import type { JobKind, JobKinds } from '../jobs/job-kind.ts';
import type { ModelService } from './model-service.ts';

/** Speed in windows per second below which maps are not measured, because it would take more than about ten minutes. */
const SLOWEST_FOR_MAPS = 7;

export function calibrateJob(models: ModelService, announce: Announce): JobKinds['calibrate-model'] {
  return {
    title: ({ model }) => `Calibrate ${model}`,
    canResume: false,
    lane: 'compute',
    run: async ({ model, falseAlarmRate }, task) => {
      await models.calibrations.calibrate(model, falseAlarmRate, task);
      announce('models');
      const { config } = await models.folderOf(model);
      // Only CLIP's image tower has a graph with patches.
      if (config.family !== 'clip' || (await models.windowsPerSecond(model)) < SLOWEST_FOR_MAPS)
        return 'done';
      await models.calibrations.measureMaps(model, task);
      announce('models');
      return 'done';
    },
  };
}

/** The same kind of job, which afterwards starts the calibration of each model that has none. */
export function thenCalibrated<S extends JobSpec>(
  kind: JobKind<S>,
  models: ModelService,
  start: (spec: JobSpec) => Promise<unknown>,
): JobKind<S> {
  return {
    ...kind,
    run: async (spec, task) => {
      const end = await kind.run(spec, task);
      for (const { id, calibration } of await models.list())
        if (calibration === null) await start({ kind: 'calibrate-model', model: id, falseAlarmRate: null });
      return end;
    },
  };
}
