/** One holder per thing on disk, across processes: a file that names the process that holds it. */
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Busy } from '../../../core/errors.ts';

export type Lock = { readonly release: () => Promise<void> };

/**
 * Takes the lock at `path` for this process, breaking one whose process is gone.
 * Throws `Busy` naming `what` and the other process.
 */
export async function takeLock(path: string, what: string): Promise<Lock> {
  await mkdir(dirname(path), { recursive: true });
  if (!(await create(path))) {
    const holder = Number(await readFile(path, 'utf8').catch(() => ''));
    if (holder !== process.pid && isAlive(holder))
      throw new Busy(`${what} is in use by another Longsight (process ${holder}); close that one first`);
    await rm(path, { force: true });
    if (!(await create(path))) throw new Busy(`${what} was taken by another Longsight just now`);
  }
  return { release: () => rm(path, { force: true }) };
}

async function create(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
