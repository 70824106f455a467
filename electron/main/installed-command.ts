/** Runs the command line of the installed application in a utility process, because the machine may have no Node. */
import { app } from 'electron';
import type { CoreToMain, MainToCore } from '../../core/rpc/main-messages.ts';
import { EngineProcesses } from './engine-processes.ts';
import { forkPart } from './fork-part.ts';

/** Exits with the command's code. */
export async function runInstalledCommand(args: readonly string[]): Promise<void> {
  const child = forkPart('cli', args);
  const tell = (message: MainToCore): void => child.postMessage(message);
  const engines = new EngineProcesses((message, ports) => child.postMessage(message, ports));
  child.on('message', (message: CoreToMain) => engines.receive(message));
  let isInterrupted = false;
  /** Exits at once the second time: saved files are consistent at any moment. */
  const stop = (): void => {
    if (isInterrupted) {
      child.kill();
      engines.killAll();
      app.exit(130);
    } else tell({ kind: 'interrupt' });
    isInterrupted = true;
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const code = await new Promise<number>((resolve) => child.once('exit', resolve));
  engines.killAll();
  app.exit(code);
}
