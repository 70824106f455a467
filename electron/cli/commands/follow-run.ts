/** Runs a fine-tuning to its end and reports its progress. */
import type { RunId } from '../../../core/documents/ids.ts';
import type { RunDetail } from '../../../core/documents/run.ts';
import { forgettingWords, outcomeWords } from '../../../core/documents/run-outcome.ts';
import type { Progress } from '../../../core/task.ts';
import { duration } from '../print/duration.ts';
import type { Invocation } from './command.ts';
import { calibrateModel } from './models-calibrate.ts';

export async function followRun(invocation: Invocation, run: RunId): Promise<void> {
  const { services, console, signal } = invocation;
  const { runs } = await services();
  let first: { readonly done: number; readonly atMs: number } | null = null;
  const report = ({ phase, done, total }: Progress) => {
    if (phase === 'training') first ??= { done, atMs: Date.now() };
    const perStep =
      first && done > first.done ? (Date.now() - first.atMs) / 1000 / (done - first.done) : null;
    const left = phase === 'training' && perStep ? `, ${duration(perStep * (total - done))} left` : '';
    console.progress(total > 0 ? `${phase}: ${done} of ${total}${left}` : phase);
  };
  const how = await runs.run(run, { signal, report });
  const { model } = await runs.detail(run);
  if (how === 'done' && model !== null) await calibrateModel(invocation, model);
  const detail = await runs.detail(run);
  console.result(
    detail,
    how === 'done'
      ? doneLines(detail).join('\n')
      : `stopped after step ${detail.step} of ${detail.steps}, everything saved; resume with: longsight train resume ${run}`,
  );
}

function doneLines({ model, modelStep, steps, lastLoss, outcome, calibrations }: RunDetail): string[] {
  const forgetting = forgettingWords(calibrations);
  const words = [
    ...(outcome === null ? [] : [outcomeWords(outcome)]),
    ...(forgetting === null ? [] : [`warning: ${forgetting}`]),
  ];
  if (model === null) return words;
  return [`model ${model}: step ${modelStep} of ${steps}, last loss ${lastLoss?.toFixed(4)}`, ...words];
}
