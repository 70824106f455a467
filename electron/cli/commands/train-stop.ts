/** `longsight train stop RUN`: the run ends after the chunk in hand, wherever it runs, with everything saved. */
import type { RunId } from '../../../core/documents/ids.ts';
import { type Command, onePositional } from './command.ts';

export const trainStopCommand: Command = {
  name: 'train stop',
  usage: 'train stop RUN',
  summary: 'stop a running run and save it whole; resumed, it is as if it had never stopped',
  options: {},
  run: async (invocation) => {
    const run = onePositional(invocation, 'run') as RunId;
    const { runs } = await invocation.services();
    await runs.stop(run);
    invocation.console.result({ run }, `${run} stops after the chunk in hand`);
  },
};
