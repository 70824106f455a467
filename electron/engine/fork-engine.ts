/** Engine as a child process of Node. (Electron's packaged app cannot fork: there, main starts a utility process.) */
import { fork } from 'node:child_process';
import { queuedPort } from '../../core/rpc/queued-port.ts';
import type { EngineConnection } from './engine-messages.ts';
import { QUIET_ENVIRONMENT } from './quiet-environment.ts';

/** Characters of the process's stderr that are reported when it dies. */
const LAST_WORDS = 1000;

/** `entry` is the built `electron/engine/main`. */
export function forkEngine(entry: string): EngineConnection {
  const child = fork(entry, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: [],
    env: { ...process.env, ...QUIET_ENVIRONMENT },
  });
  // The runtime writes to stderr about every device that it cannot use; this matters only if the process dies.
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  const { port, deliver, closed } = queuedPort({
    post: (message) => {
      // If the process has just died, its exit event gives the reason.
      if (child.connected) child.send(message as object, () => undefined);
    },
    close: () => {
      if (child.connected) child.disconnect();
    },
  });
  child.on('message', deliver);
  child.on('error', (error) => closed(`the engine process could not be started: ${error.message}`));
  child.on('exit', (code, signal) =>
    closed(
      `the engine process ended (${signal ?? `exit code ${code}`})${lastWords && `: ${lastWords.trim()}`}`,
    ),
  );
  return { port, kill: () => child.kill('SIGKILL') };
}
