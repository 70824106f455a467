/** `longsight runs show RUN`: shows the state, log and spec of a fine-tuning run. */
import type { RunId } from '../../../core/documents/ids.ts';
import type { RunLogEntry } from '../../../core/documents/run.ts';
import { forgettingWords, outcomeWords } from '../../../core/documents/run-outcome.ts';
import { type Command, onePositional } from './command.ts';
import { runLine } from './runs-list.ts';

export const runsShowCommand: Command = {
  name: 'runs show',
  usage: 'runs show RUN',
  summary: 'show the state and log of a fine-tuning run; with --json also its spec',
  options: {},
  run: async (invocation) => {
    const run = onePositional(invocation, 'run') as RunId;
    const { runs } = await invocation.services();
    const detail = await runs.detail(run);
    const { entries } = await runs.log(run, 0);
    const forgetting = forgettingWords(detail.calibrations);
    const outcome = [
      ...(detail.outcome === null ? [] : [outcomeWords(detail.outcome)]),
      ...(forgetting === null ? [] : [`warning: ${forgetting}`]),
    ];
    const told = [
      runLine(detail),
      ...(detail.reason ? [detail.reason] : []),
      ...outcome,
      ...entries.map(entryLine),
    ];
    invocation.console.result({ ...detail, log: entries }, told.join('\n'));
  },
};

function entryLine(entry: RunLogEntry): string {
  switch (entry.kind) {
    case 'step': {
      const { step, total, long, short, learningRate, seconds } = entry;
      const parts = `long ${long?.toFixed(4) ?? '-'}, short ${short?.toFixed(4) ?? '-'}`;
      return `step ${step}: loss ${total.toFixed(4)} (${parts}), rate ${learningRate.toExponential(2)}, ${seconds.toFixed(2)} s`;
    }
    case 'validation':
      return `${entry.step === 0 ? 'base' : `epoch ${entry.epoch}`}: mean recall ${entry.meanRecall.toFixed(2)} %`;
    case 'samples':
      return `samples: ${entry.answers.map(({ text, hits }) => `${JSON.stringify(text)} ${hits[0]?.score.toFixed(3)}`).join(', ')}`;
    case 'checkpoint':
      return `checkpoint ${entry.folder}`;
    case 'failed':
      return `failed: ${entry.reason}`;
    default:
      return `${entry.kind} ${entry.at}`;
  }
}
