/** Entry of the command line under Node. */
import { forkBuiltEngine } from '../app/process/open-services.ts';
import { runCommandLine } from './run-command-line.ts';

const interrupt = new AbortController();
/** Exits at once the second time: saved files are consistent at any moment. */
function stop(): void {
  if (interrupt.signal.aborted) process.exit(130);
  interrupt.abort();
}
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.exitCode = await runCommandLine(process.argv.slice(2), {
  startEngine: forkBuiltEngine,
  interrupt: interrupt.signal,
});
