/** One holder per thing on disk, across processes and within one: a file that names the process that holds it. */
import { randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Busy } from '../../../core/errors.ts';
import { asCoreError } from '../host/file-errors.ts';

export type Lock = { readonly release: () => Promise<void> };

/** A file that carries our own id but is not in here was left by an earlier process of that id. */
const heldHere = new Set<string>();
const POLL_MS = 100;

/**
 * Takes the lock at `path`, breaking one whose process is gone. Throws `Busy` naming `what` and who holds it: another process,
 * or another task of this one.
 */
export async function takeLock(path: string, what: string): Promise<Lock> {
  if (heldHere.has(path))
    throw new Busy(`${what} is in use by another task: wait for it, or cancel it first`);
  heldHere.add(path);
  try {
    await takeFile(path, what);
  } catch (error) {
    heldHere.delete(path);
    throw error;
  }
  return {
    release: async () => {
      await rm(path, { force: true });
      heldHere.delete(path);
    },
  };
}

/** As `takeLock`, for what is over soon: waits up to `patienceMs` for the holder. */
export async function waitForLock(path: string, what: string, patienceMs: number): Promise<Lock> {
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      return await takeLock(path, what);
    } catch (error) {
      if (!(error instanceof Busy) || Date.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }
}

/** Whether a living process, this one included, holds the lock at `path`. */
export async function isLockHeld(path: string): Promise<boolean> {
  if (heldHere.has(path)) return true;
  const holder = await holderOf(path);
  return holder !== process.pid && isAlive(holder);
}

async function takeFile(path: string, what: string): Promise<void> {
  if (await create(path)) return;
  const holder = await holderOf(path);
  if (holder !== process.pid && isAlive(holder))
    throw new Busy(`${what} is in use by another Longsight (process ${holder}); close that one first`);
  await breakLock(path, holder);
  if (!(await create(path))) throw new Busy(`${what} was taken by another Longsight just now`);
}

/** The file appears with its content at once: nobody can find it without a process id. */
async function create(path: string): Promise<boolean> {
  const own = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(own, String(process.pid), { flag: 'wx' });
    return await linkOrCreate(own, path);
  } catch (error) {
    throw asCoreError(error, path);
  } finally {
    await rm(own, { force: true });
  }
}

async function linkOrCreate(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    // FAT and some network folders know no links.
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP')) throw error;
  }
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Moved aside and looked at again: of two that break the same lock, one may move the other's new one. */
async function breakLock(path: string, holder: number): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw asCoreError(error, path);
  }
  if (!Object.is(await holderOf(aside), holder)) await linkOrCreate(aside, path);
  await rm(aside, { force: true });
}

/** NaN where the file is gone or damaged. */
async function holderOf(path: string): Promise<number> {
  try {
    return Number.parseInt(await readFile(path, 'utf8'), 10);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Number.NaN;
    throw asCoreError(error, path);
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
