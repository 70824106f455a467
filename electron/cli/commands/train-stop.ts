/** `longsight train stop RUN`: stops a run after its current chunk, whichever process runs it, and saves everything. */
import type { RunId } from '../../../core/documents/ids.ts';
import { type Command, onePositional } from './command.ts';

export const trainStopCommand: Command = {
  name: 'train stop',
  usage: 'train stop RUN',
  summary: 'stop a run and save everything; resuming it gives the result of an uninterrupted run',
  options: {},
  run: async (invocation) => {
    const run = onePositional(invocation, 'run') as RunId;
    const { runs } = await invocation.services();
    await runs.stop(run);
    invocation.console.result({ run }, `${run} will stop after the current chunk`);
  },
};
