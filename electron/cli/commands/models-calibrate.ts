/** `longsight models calibrate NAME`: measures a model's scores for present and for absent content. */
import type { ModelId } from '../../../core/documents/ids.ts';
import type { CalibrationSummary } from '../../../core/documents/model.ts';
import { calibrationLine } from '../../app/models/calibration-line.ts';
import { type Command, type Invocation, onePositional, textOption, UsageError } from './command.ts';

export const modelsCalibrateCommand: Command = {
  name: 'models calibrate',
  usage: 'models calibrate NAME [--false-alarm-rate SHARE] [--maps] [--judgements | --no-judgements]',
  summary:
    'calibrate the verdicts of a model; SHARE is the allowed share of false alarms, such as 0.05; --maps also measures whether sharpened maps are better; --judgements takes in the hits that you accepted and rejected in the window, --no-judgements forgets them',
  options: {
    'false-alarm-rate': { type: 'string' },
    maps: { type: 'boolean' },
    judgements: { type: 'boolean' },
    'no-judgements': { type: 'boolean' },
  },
  run: async (invocation) => {
    const { models } = await invocation.services();
    const model = await models.find(onePositional(invocation, 'model'));
    const summary = await calibrated(invocation, model);
    const { auc, threshold, falseAlarmRate, pictures, sharpens, judged } = summary;
    invocation.console.result(
      { auc, threshold, falseAlarmRate, pictures, sharpens, judged },
      `${model}: ${calibrationLine(summary)}`,
    );
  },
};

async function calibrated(invocation: Invocation, model: ModelId): Promise<CalibrationSummary> {
  const { judgements, 'no-judgements': forgets, maps } = invocation.values;
  if (judgements === true && forgets === true)
    throw new UsageError('give --judgements or --no-judgements, not both');
  const services = await invocation.services();
  if (forgets === true) return services.judged.forget(model);
  if (judgements === true) {
    const { reviews } = await services.savedProject();
    const { calibration, leftOut } = await services.judged.refine(model, reviews, invocation.signal);
    if (leftOut > 0)
      invocation.console.note(
        `${leftOut} judged questions are about scenes that are not indexed with ${model}`,
      );
    return calibration;
  }
  const onPictures = await calibrateModel(invocation, model, rateOption(invocation));
  return maps === true ? measureMaps(invocation, model) : onPictures;
}

/** Calibrates with progress. `falseAlarmRate` null keeps the model's rate. */
export async function calibrateModel(
  { services, signal, console }: Invocation,
  model: ModelId,
  falseAlarmRate: number | null = null,
): Promise<CalibrationSummary> {
  const { models } = await services();
  return models.calibrations.calibrate(model, falseAlarmRate, {
    signal,
    report: ({ phase, done, total }) => console.progress(`${phase}: ${done} of ${total} pictures`),
  });
}

async function measureMaps(
  { services, signal, console }: Invocation,
  model: ModelId,
): Promise<CalibrationSummary> {
  const { models } = await services();
  return models.calibrations.measureMaps(model, {
    signal,
    report: ({ phase, done, total }) => console.progress(`${phase}: ${done} of ${total}`),
  });
}

/** Null if the option is not given. */
function rateOption(invocation: Invocation): number | null {
  const text = textOption(invocation, 'false-alarm-rate');
  if (text === null) return null;
  const rate = Number(text);
  if (!(rate >= 0.001 && rate <= 0.5))
    throw new UsageError(`--false-alarm-rate ${text}: give a share from 0.001 to 0.5, such as 0.05`);
  return rate;
}
