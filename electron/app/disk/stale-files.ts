/** Removes what killed processes left behind: temporary files, drafts of models and of checkpoints. */
import { type Dirent, existsSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isLockHeld, isRunning } from './lock-file.ts';

/** Name of a file that `NodeStorage` will rename; it contains the id of the writing process. */
const TEMPORARY = /\.(\d+)-[0-9a-f]{8}\.tmp$/;
/** Names without a process, from earlier versions and from locks that were being taken. */
const NAMELESS = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.tmp)?$/;
const OLD_MS = 3_600_000;
const IMPORT_DRAFT = '.importing-';
const CHECKPOINT_DRAFT = '.draft';
/** A data set may have very many pictures: they are looked through only when the application starts. */
const PICTURES = 'images';

/** Keeps the files of living processes, and similar files that are not ours. `withPictures`: looks in data sets too. */
export async function sweepStaleFiles(folder: string, withPictures: boolean): Promise<void> {
  if (!existsSync(folder)) return;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (await isStale(path, entry)) await rm(path, { recursive: true, force: true });
    else if (entry.isDirectory() && (withPictures || entry.name !== PICTURES))
      await sweepStaleFiles(path, withPictures);
  }
}

/** Does the same beside a file of the user that is about to be written again. */
export async function sweepStaleBeside(path: string): Promise<void> {
  const folder = dirname(path);
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.name.startsWith(`${basename(path)}.`) && entry.isFile() && TEMPORARY.test(entry.name))
      if (await isStale(join(folder, entry.name), entry)) await rm(join(folder, entry.name), { force: true });
}

async function isStale(path: string, entry: Dirent): Promise<boolean> {
  const name = entry.name;
  if (entry.isFile()) {
    const pid = TEMPORARY.exec(name)?.[1];
    if (pid !== undefined) return !isRunning(Number(pid)) || (await isOld(path));
    return NAMELESS.test(name) && /\.(tmp|lock\.[0-9a-f-]+)$/.test(name) && isOld(path);
  }
  const parent = dirname(path);
  if (name.startsWith(IMPORT_DRAFT) && basename(parent) === 'models')
    return !(await isLockHeld(join(parent, `.${name.slice(IMPORT_DRAFT.length)}.lock`)));
  if (name === CHECKPOINT_DRAFT && basename(parent) === 'checkpoints')
    return !(await isLockHeld(join(dirname(parent), '.lock')));
  return false;
}

async function isOld(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs > OLD_MS;
}
