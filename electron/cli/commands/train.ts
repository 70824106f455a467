/** `longsight train SPEC.json`: fine-tunes a model on caption pairs. */
import { resolve } from 'node:path';
import type { PartsPlan, RunPlan } from '../../../core/documents/run.ts';
import { parseRunSpec } from '../../../training/run/run-spec.ts';
import { NodeStorage } from '../../node/node-storage.ts';
import { counted } from '../print/counted.ts';
import { duration } from '../print/duration.ts';
import { type Command, onePositional } from './command.ts';
import { followRun } from './follow-run.ts';

const PROBLEMS_TOLD = 10;

export const trainCommand: Command = {
  name: 'train',
  usage: 'train SPEC.json [--plan]',
  summary:
    'fine-tune a model on caption pairs; --plan only estimates memory, time and disk space on this machine',
  options: { plan: { type: 'boolean' } },
  run: async (invocation) => {
    const path = resolve(onePositional(invocation, 'spec'));
    const text = new TextDecoder().decode(await new NodeStorage().readFile(path));
    const spec = parseRunSpec(text, path);
    const { runs } = await invocation.services();
    if (invocation.values.plan === true) {
      const plan = await runs.plan(spec, {
        signal: invocation.signal,
        report: ({ phase, done, total }) => invocation.console.progress(`${phase}: ${done} of ${total}`),
      });
      invocation.console.result(plan, planLines(plan).join('\n'));
      return;
    }
    const run = await runs.create(spec);
    invocation.console.note(`run ${run}`);
    await followRun(invocation, run);
  },
};

function planLines(plan: RunPlan): string[] {
  const { pairs, validationPairs, steps, stepsPerEpoch, longestTokens, errors, warnings } = plan;
  return [
    ...plan.problems
      .slice(0, PROBLEMS_TOLD)
      .map(({ severity, origin, detail }) => `${severity}: ${origin}: ${detail}`),
    ...(errors + warnings > PROBLEMS_TOLD ? ['(longsight dataset check lists all problems)'] : []),
    `${counted(pairs, 'pair')} and ${validationPairs} for validation, ${counted(errors, 'error')}, ${counted(warnings, 'warning')}; longest caption ${counted(longestTokens, 'token')}`,
    `${counted(steps, 'step')}, ${stepsPerEpoch} per epoch`,
    ...plan.choices.map(choiceLine),
  ];
}

function choiceLine(choice: PartsPlan): string {
  const { parts, trainedParameters, memoryBytes, chunkRows, secondsPerStep, seconds, diskBytes } = choice;
  const named = parts.kind === 'last-blocks' ? `last ${parts.blocks} blocks` : parts.kind;
  return [
    `${named.padEnd(14)} ${(trainedParameters / 1e6).toFixed(1)} M weights`,
    `${(memoryBytes / 1e9).toFixed(2)} GB memory (${counted(chunkRows, 'pair')} at a time)`,
    `${secondsPerStep.toFixed(2)} s per step`,
    `${duration(seconds)} in total`,
    `${(diskBytes / 1e9).toFixed(2)} GB disk`,
  ].join(', ');
}
