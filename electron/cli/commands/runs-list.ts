/** `longsight runs list`: lists fine-tuning runs. */

import type { RunSummary } from '../../../core/documents/run.ts';
import { keepsBase } from '../../../core/documents/run-outcome.ts';
import type { Command } from './command.ts';

const COMPARED = {
  better: 'better than its base',
  same: 'about the same as its base',
  worse: 'worse than its base',
} as const;

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

export function runLine(run: RunSummary): string {
  const { id, state, step, steps, lastLoss, bestMeanRecall, model, modelStep, outcome } = run;
  return [
    `${id}\t${state}\tstep ${step} of ${steps}`,
    ...(lastLoss === null ? [] : [`loss ${lastLoss.toFixed(4)}`]),
    ...(bestMeanRecall === null ? [] : [`best mean recall ${bestMeanRecall.toFixed(1)} %`]),
    ...(outcome === null || outcome.comparison === null ? [] : [COMPARED[outcome.comparison.kind]]),
    ...(model === null ? [] : [`model ${model} of step ${modelStep}`]),
    ...(outcome !== null && model === null && keepsBase(outcome) ? ['no model: the base is kept'] : []),
  ].join('\t');
}
