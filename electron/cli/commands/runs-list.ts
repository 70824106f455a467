/** `longsight runs list`: lists fine-tuning runs. */
import type { RunSummary } from '../../../core/documents/run.ts';
import type { Command } from './command.ts';

export const runsListCommand: Command = {
  name: 'runs list',
  usage: 'runs list',
  summary: 'list fine-tuning runs, newest first',
  options: {},
  run: async (invocation) => {
    const { runs } = await invocation.services();
    const found = await runs.list();
    invocation.console.result(found, found.map(runLine).join('\n'));
  },
};

export function runLine({ id, state, step, steps, lastLoss, bestMeanRecall, model }: RunSummary): string {
  return [
    `${id}\t${state}\tstep ${step} of ${steps}`,
    ...(lastLoss === null ? [] : [`loss ${lastLoss.toFixed(4)}`]),
    ...(bestMeanRecall === null ? [] : [`best mean recall ${bestMeanRecall.toFixed(1)} %`]),
    ...(model === null ? [] : [`model ${model}`]),
  ].join('\t');
}
