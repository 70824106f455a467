/** Entry of the installed command line: a utility process of Electron, because there is no Node on the machine. */
import { runCommandLine } from '../cli/index.ts';

const code = await runCommandLine(process.argv.slice(2));
process.stdout.write('', () => process.exit(code));
