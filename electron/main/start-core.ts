/** Starts the core and locks down the session, as every kind of window needs. */
import { protocol, session } from 'electron';
import { CoreProcess } from './core-process.ts';
import type { JobMessage } from './job-messages.ts';
import { lockDownPages, lockDownSession } from './lock-down.ts';
import { answerPage } from './page-scheme.ts';

/** Call after `ready`. Calls `onEnd` with the reason when the core cannot continue. */
export function startCore(
  onEnd: (reason: string) => void,
  onJobs: (message: JobMessage) => void = () => undefined,
): CoreProcess {
  lockDownSession(session.defaultSession);
  lockDownPages();
  const core = new CoreProcess(({ message }) => onEnd(message), onJobs);
  protocol.handle('app', (request) => answerPage(request, (path, signal) => core.bulk(path, signal)));
  return core;
}
