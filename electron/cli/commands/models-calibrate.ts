/** `longsight models calibrate NAME`: measures what a model's scores look like for present and for absent content. */
import type { ModelId } from '../../../core/documents/ids.ts';
import type { CalibrationSummary } from '../../../core/documents/model.ts';
import { calibrationLine } from '../print/calibration-line.ts';
import { type Command, type Invocation, onePositional, textOption, UsageError } from './command.ts';

export const modelsCalibrateCommand: Command = {
  name: 'models calibrate',
  usage: 'models calibrate NAME [--false-alarm-rate SHARE]',
  summary: 'measure the verdicts of a model on calibration pictures; SHARE of false alarms, such as 0.05',
  options: { 'false-alarm-rate': { type: 'string' } },
  run: async (invocation) => {
    const { models } = await invocation.services();
    const model = await models.find(onePositional(invocation, 'model'));
    const summary = await calibrateModel(invocation, model, rateOption(invocation));
    const { auc, threshold, falseAlarmRate, pictures } = summary;
    invocation.console.result(
      { auc, threshold, falseAlarmRate, pictures },
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

/** Null if it is not given. */
function rateOption(invocation: Invocation): number | null {
  const text = textOption(invocation, 'false-alarm-rate');
  if (text === null) return null;
  const rate = Number(text);
  if (!(rate >= 0.001 && rate <= 0.5))
    throw new UsageError(`--false-alarm-rate ${text}: give a share from 0.001 to 0.5, such as 0.05`);
  return rate;
}
