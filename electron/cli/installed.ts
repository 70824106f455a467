/** Entry of the installed command line: a utility process of Electron, because there is no Node on the machine. */

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
