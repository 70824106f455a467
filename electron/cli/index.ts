/** Entry of the command line under Node. */
import { forkBuiltEngine } from '../core-process/services/open-services.ts';
import { runCommandLine } from './run-command-line.ts';

const interrupt = new AbortController();
process.on('SIGINT', () => interrupt.abort());
process.on('SIGTERM', () => interrupt.abort());
process.exitCode = await runCommandLine(process.argv.slice(2), {
  startEngine: forkBuiltEngine,
  interrupt: interrupt.signal,
});
