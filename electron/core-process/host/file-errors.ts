/** File system errors in the core's own classes and words. */
import { InvalidInput, NotFound, Unsupported } from '../../../core/errors.ts';

type CoreError = new (message: string, options: ErrorOptions) => Error;

const WORDS: Readonly<Record<string, readonly [CoreError, string]>> = {
  ENOENT: [NotFound, 'no such file'],
  EISDIR: [InvalidInput, 'this is a folder, not a file'],
  ENOTDIR: [InvalidInput, 'a part of the path is a file, not a folder'],
  EACCES: [InvalidInput, 'permission denied: choose another place, or change its permissions'],
  EPERM: [InvalidInput, 'permission denied: choose another place, or change its permissions'],
  EROFS: [InvalidInput, 'this disk can only be read: choose another place'],
  ENOSPC: [Unsupported, 'the disk is full: free some space, then try again'],
  EDQUOT: [Unsupported, 'your share of the disk is used up: free some space, then try again'],
  EMFILE: [Unsupported, 'too many files are open'],
};

/** The core's error that names `path` and says what to do, for the faults that users meet; else the error itself. */
export function asCoreError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const found = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  if (found === undefined) return error;
  const [Kind, words] = found;
  return new Kind(`${path}: ${words}`, { cause: error });
}
