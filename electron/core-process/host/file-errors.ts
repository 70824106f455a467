/** File system errors in the core's own classes. */
import { InvalidInput, NotFound } from '../../../core/errors.ts';

/** `NotFound` for an absent path, `InvalidInput` for a folder in a file's place, else the error itself. */
export function asCoreError(error: unknown, path: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return new NotFound(`${path}: no such file`, { cause: error });
  if (code === 'EISDIR') return new InvalidInput(`${path}: this is a folder, not a file`, { cause: error });
  return error;
}
