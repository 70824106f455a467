/** The core behind a locked-down session: what every kind of window needs. */
import { protocol, session } from 'electron';
import { CoreProcess } from './core-process.ts';
import { lockDownPages, lockDownSession } from './lock-down.ts';
import { answerPage } from './page-scheme.ts';

/** `ready` must have come. `onEnd` is told why when the core cannot go on. */
export function startCore(onEnd: (reason: string) => void): CoreProcess {
  lockDownSession(session.defaultSession);
  lockDownPages();
  const core = new CoreProcess(({ message }) => onEnd(message));
  protocol.handle('app', (request) => answerPage(request, (path, signal) => core.bulk(path, signal)));
  return core;
}
