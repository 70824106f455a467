/** `longsight train resume RUN`: resumes a run from its last checkpoint. */
import type { RunId } from '../../../core/documents/ids.ts';
import { type Command, onePositional } from './command.ts';
import { followRun } from './follow-run.ts';

export const trainResumeCommand: Command = {
  name: 'train resume',
  usage: 'train resume RUN',
  summary: 'resume a stopped or interrupted run from its last checkpoint',
  options: {},
  run: (invocation) => followRun(invocation, onePositional(invocation, 'run') as RunId),
};
