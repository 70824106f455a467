/** An engine as a child process of Node. (Electron's packaged app cannot fork: there, main starts a utility process.) */
import { fork } from 'node:child_process';
import { queuedPort } from '../../core/rpc/queued-port.ts';
import type { EngineConnection } from './engine-messages.ts';

/** `entry` is the built `engine-process/main`. */
export function forkEngine(entry: string): EngineConnection {
  const child = fork(entry, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  });
  const { port, deliver, closed } = queuedPort({
    post: (message) => {
      if (child.connected) child.send(message as object);
    },
    close: () => {
      if (child.connected) child.disconnect();
    },
  });
  child.on('message', deliver);
  child.on('error', (error) => closed(`the engine process could not be started: ${error.message}`));
  child.on('exit', (code, signal) => closed(`the engine process ended (${signal ?? `exit code ${code}`})`));
  return { port, kill: () => child.kill('SIGKILL') };
}
