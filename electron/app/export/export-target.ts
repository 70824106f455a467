/** Checks of the path that an export is written to. */
import { mkdir, realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { InvalidInput } from '../../../core/errors.ts';
import type { Storage } from '../../../core/host.ts';
import { asCoreError } from '../../node/file-errors.ts';
import { checkWritable } from '../../node/writable-target.ts';
import { sweepStaleBeside } from '../disk/stale-files.ts';

/** Creates the folder of `path`. Throws `InvalidInput` if `path` is one of the scenes, which an export must not overwrite. */
export async function prepareTarget(
  storage: Storage,
  path: string,
  scenePaths: readonly string[],
): Promise<void> {
  const ownFolder = dirname(path);
  await mkdir(ownFolder, { recursive: true }).catch((error: unknown) => {
    throw asCoreError(error, ownFolder);
  });
  await checkWritable(path);
  await sweepStaleBeside(path);
  if (!(await storage.exists(path))) return;
  const real = await realpath(path);
  for (const scene of scenePaths)
    if (real === (await realpath(scene)))
      throw new InvalidInput(`${path} is the scene itself and would be overwritten: choose another file`);
}

/** Throws `InvalidInput` if one of the files exists. `own`, a style of ours, is written again, and one of another program is kept. */
export async function checkNew(
  storage: Storage,
  paths: readonly string[],
  own: string | null,
): Promise<void> {
  for (const each of paths)
    if (each !== own && (await storage.exists(each)))
      throw new InvalidInput(
        `${each} exists already, and nothing is replaced unasked: choose another name, or allow it to be replaced`,
      );
}
