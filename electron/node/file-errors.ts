/** Translates file system errors into the core's error classes. */
import { InvalidInput, NotFound, Unsupported } from '../../core/errors.ts';

type CoreError = new (message: string, options: ErrorOptions) => Error;

const NO_ANSWER = 'the disk or network folder does not answer: check it, then try again';

const WORDS: Readonly<Record<string, readonly [CoreError, string]>> = {
  ENOENT: [NotFound, 'no such file'],
  EISDIR: [InvalidInput, 'this is a folder, not a file'],
  ENOTDIR: [InvalidInput, 'a part of the path is a file, not a folder'],
  EACCES: [InvalidInput, 'permission denied: choose another place, or change its permissions'],
  EPERM: [InvalidInput, 'permission denied: choose another place, or change its permissions'],
  ENAMETOOLONG: [InvalidInput, 'the name is longer than this disk allows: choose a shorter one'],
  EROFS: [InvalidInput, 'this disk is read-only: choose another place'],
  ENOSPC: [Unsupported, 'the disk is full: free some space, then try again'],
  EDQUOT: [Unsupported, 'your disk quota is used up: free some space, then try again'],
  EMFILE: [Unsupported, 'too many files are open'],
  EIO: [Unsupported, NO_ANSWER],
  ESTALE: [Unsupported, NO_ANSWER],
  ENXIO: [Unsupported, NO_ANSWER],
  EBADF: [Unsupported, NO_ANSWER],
  ETIMEDOUT: [Unsupported, NO_ANSWER],
};

/** For common errors, the core's error that names `path` and says what to do; else the error itself. */
export function asCoreError(error: unknown, path: string): unknown {
  // `await using`, when closing the file failed too: the first error tells more.
  if (error instanceof Error && error.name === 'SuppressedError' && 'suppressed' in error)
    return asCoreError(error.suppressed, path);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_INVALID_ARG_VALUE' && path.includes('\0'))
    return new InvalidInput(`${path.replaceAll('\0', '\\0')}: no path can contain a NUL character`, {
      cause: error,
    });
  const found = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  if (found === undefined) return error;
  const [Kind, words] = found;
  return new Kind(`${path}: ${words}`, { cause: error });
}

/** Whether the error means that an open file handle is dead. */
export function isLost(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return ['EIO', 'ESTALE', 'ENXIO', 'EBADF', 'ETIMEDOUT'].includes(code);
}
