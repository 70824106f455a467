/** `longsight models calibrate NAME`: measures a model's scores for present and for absent content. */
import type { ModelId } from '../../../core/documents/ids.ts';
import type { CalibrationSummary } from '../../../core/documents/model.ts';
import { calibrationLine } from '../print/calibration-line.ts';
import { type Command, type Invocation, onePositional, textOption, UsageError } from './command.ts';

export const modelsCalibrateCommand: Command = {
  name: 'models calibrate',
  usage: 'models calibrate NAME [--false-alarm-rate SHARE] [--maps]',
  summary:
    'calibrate the verdicts of a model; SHARE is the allowed share of false alarms, such as 0.05; --maps also measures whether sharpened maps are better',
  options: { 'false-alarm-rate': { type: 'string' }, maps: { type: 'boolean' } },
  run: async (invocation) => {
    const { models } = await invocation.services();
    const model = await models.find(onePositional(invocation, 'model'));
    const calibrated = await calibrateModel(invocation, model, rateOption(invocation));
    const summary = invocation.values.maps === true ? await measureMaps(invocation, model) : calibrated;
    const { auc, threshold, falseAlarmRate, pictures, sharpens } = summary;
    invocation.console.result(
      { auc, threshold, falseAlarmRate, pictures, sharpens },
      `${model}: ${calibrationLine(summary)}`,
    );
  },
};

/** Calibrates with progress. `falseAlarmRate` null keeps the model's rate. */
export async function calibrateModel(
  { services, signal, console }: Invocation,
  model: ModelId,
  falseAlarmRate: number | null = null,
): Promise<CalibrationSummary> {
  const { models } = await services();
  return models.calibrate(model, falseAlarmRate, {
    signal,
    report: ({ phase, done, total }) => console.progress(`${phase}: ${done} of ${total} pictures`),
  });
}

async function measureMaps(
  { services, signal, console }: Invocation,
  model: ModelId,
): Promise<CalibrationSummary> {
  const { models } = await services();
  return models.measureMaps(model, {
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
