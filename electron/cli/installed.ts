/** Entry of the installed command line: runs in a utility process of Electron, because the machine may have no Node. */

import { LinkToMain } from '../app/process/link-to-main.ts';
import { runCommandLine } from './run-command-line.ts';

const interrupt = new AbortController();
const link = new LinkToMain((message) => {
  // Ctrl+C reaches main, which passes it on.
  if (message.kind === 'interrupt') interrupt.abort();
});
const code = await runCommandLine(process.argv.slice(2), {
  startEngine: () => link.startEngine(),
  interrupt: interrupt.signal,
});
process.stdout.write('', () => process.exit(code));
