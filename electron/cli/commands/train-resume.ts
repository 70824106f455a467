/** `longsight train resume RUN`: goes on from the last checkpoint. */
import type { RunId } from '../../../core/documents/ids.ts';
import { type Command, onePositional } from './command.ts';
import { followRun } from './follow-run.ts';

export const trainResumeCommand: Command = {
  name: 'train resume',
  usage: 'train resume RUN',
  summary: 'go on with a run that was stopped or cut off, from its last checkpoint',
  options: {},
  run: (invocation) => followRun(invocation, onePositional(invocation, 'run') as RunId),
};
