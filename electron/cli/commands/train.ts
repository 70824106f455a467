/** `longsight train SPEC.json`: fine-tunes a model on caption pairs. */
import { resolve } from 'node:path';
import type { PartsPlan, RunPlan, RunSpec } from '../../../core/documents/run.ts';
import { parseWrittenSpec } from '../../../training/run/run-spec.ts';
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
    const written = parseWrittenSpec(text, path);
    const { runs } = await invocation.services();
    const spec = await runs.complete(written);
    if (invocation.values.plan === true) {
      const plan = await runs.plan(spec, {
        signal: invocation.signal,
        report: ({ phase, done, total }) => invocation.console.progress(`${phase}: ${done} of ${total}`),
      });
      invocation.console.result(plan, planLines(plan, spec).join('\n'));
      return;
    }
    const run = await runs.create(spec);
    invocation.console.note(`run ${run}`);
    await followRun(invocation, run);
  },
};

function planLines(plan: RunPlan, { device }: RunSpec): string[] {
  const { pairs, validationPairs, steps, stepsPerEpoch, longestTokens, errors, warnings } = plan;
  return [
    ...plan.problems
      .slice(0, PROBLEMS_TOLD)
      .map(({ severity, origin, detail }) => `${severity}: ${origin}: ${detail}`),
    ...(errors + warnings > PROBLEMS_TOLD ? ['(longsight dataset check lists all problems)'] : []),
    `${counted(pairs, 'pair')} and ${validationPairs} for validation, ${counted(errors, 'error')}, ${counted(warnings, 'warning')}; longest caption ${counted(longestTokens, 'token')}`,
    `${counted(steps, 'step')}, ${stepsPerEpoch} per epoch`,
    ...plan.settings,
    ...plan.doubts.map((doubt) => `warning: ${doubt}`),
    deviceLine(device),
    ...plan.choices.map(choiceLine),
  ];
}

function deviceLine(device: RunSpec['device']): string {
  return device === 'webgpu'
    ? "on the graphics card (WebGPU): times measured there; its gradients agree with the processor's"
    : 'on the processor (CPU); "device": "webgpu" in the spec plans the run on the graphics card, training/torch runs it on NVIDIA cards';
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
