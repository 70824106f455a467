/** Start mode from the command line: a window with files, one command without a window, or the self-test. */
import { resolve } from 'node:path';

export type StartMode =
  | { readonly kind: 'window'; readonly files: readonly string[] }
  /** `--cli -- ARGUMENTS`: what the installed `longsight` launcher passes. */
  | { readonly kind: 'command'; readonly args: readonly string[] }
  /** `--self-test[=FILE]`: also writes the report to the file, for systems where a window program has no stdout. */
  | { readonly kind: 'self-test'; readonly output: string | null };

/** `argv` starts with the executable and, unpackaged, the application's folder. */
export function readStartMode(
  argv: readonly string[],
  isPackaged: boolean,
  folder: string = process.cwd(),
): StartMode {
  const args = argv.slice(isPackaged ? 1 : 2);
  const cli = args.indexOf('--cli');
  if (cli >= 0) {
    const rest = args.slice(cli + 1);
    return { kind: 'command', args: rest[0] === '--' ? rest.slice(1) : rest };
  }
  const selfTest = args.find((each) => each === '--self-test' || each.startsWith('--self-test='));
  if (selfTest !== undefined)
    return { kind: 'self-test', output: selfTest.includes('=') ? resolve(folder, selfTest.slice(12)) : null };
  // Chromium adds its own switches, also to the arguments of a second instance.
  const files = args.filter((each) => !each.startsWith('-') && each !== '.');
  return { kind: 'window', files: files.map((file) => resolve(folder, file)) };
}
