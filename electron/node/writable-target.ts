/** Checks the path that a file will be written to, because a rename would also replace a device or a pipe. */
import { stat } from 'node:fs/promises';
import { InvalidInput } from '../../core/errors.ts';
import { asCoreError } from './file-errors.ts';

/** Throws `InvalidInput` if something exists at `path`, perhaps through links, that is not a regular file, or if the name is too long. */
export async function checkWritable(path: string): Promise<void> {
  const kind = await kindOf(path);
  if (kind !== 'nothing' && kind !== 'file')
    throw new InvalidInput(
      `${path}: is a ${kind}, not a file, and cannot be written to or replaced: choose another name`,
    );
}

/** As `checkWritable`, for a rename, which may also replace an empty folder by a folder. */
export async function checkReplaceable(path: string): Promise<void> {
  if ((await kindOf(path)) !== 'folder') await checkWritable(path);
}

async function kindOf(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (found.isFile()) return 'file';
    if (found.isDirectory()) return 'folder';
    if (found.isFIFO()) return 'named pipe';
    return found.isSocket() ? 'socket' : 'device';
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return 'nothing';
    throw asCoreError(error, path);
  }
}
