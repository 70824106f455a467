/**
 * One holder per thing on disk, across processes and within one: a file that names the process that holds it, and when that began:
 * after a restart of the machine, or in a new container, the same number belongs to another.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Busy } from '../../../core/errors.ts';
import { asCoreError } from '../../node/file-errors.ts';

/** Released by `release`, or at the end of the block by `await using`. */
export type Lock = AsyncDisposable & { readonly release: () => Promise<void> };

/** A file that carries our own id but is not in here was left by an earlier process of that id. */
const heldHere = new Set<string>();
const POLL_MS = 100;

/** `start` tells processes of one number apart; empty where the system does not say. */
type Holder = { readonly pid: number; readonly start: string };

const OWN: Holder = { pid: process.pid, start: startOf(process.pid) ?? '' };

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
  const release = async (): Promise<void> => {
    await rm(path, { force: true });
    heldHere.delete(path);
  };
  return { release, [Symbol.asyncDispose]: release };
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
  return holder !== null && holder.pid !== OWN.pid && isAlive(holder);
}

async function takeFile(path: string, what: string): Promise<void> {
  if (await create(path)) return;
  const holder = await holderOf(path);
  if (holder !== null && holder.pid !== OWN.pid && isAlive(holder))
    throw new Busy(`${what} is in use by another Longsight (process ${holder.pid}); close that one first`);
  await breakLock(path, holder);
  if (!(await create(path))) throw new Busy(`${what} was taken by another Longsight just now`);
}

/** The file appears with its content at once: nobody can find it without a process id. */
async function create(path: string): Promise<boolean> {
  const own = `${path}.${randomUUID()}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(own, written(OWN), { flag: 'wx' });
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
    await writeFile(path, written(OWN), { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Moved aside and looked at again: of two that break the same lock, one may move the other's new one. */
async function breakLock(path: string, holder: Holder | null): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw asCoreError(error, path);
  }
  const moved = await holderOf(aside);
  if (moved && !(holder && written(moved) === written(holder))) await linkOrCreate(aside, path);
  await rm(aside, { force: true });
}

/** Null where the file is gone or damaged. */
async function holderOf(path: string): Promise<Holder | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw asCoreError(error, path);
  }
  const [number = '', start = ''] = text.split(' ');
  const pid = Number.parseInt(number, 10);
  return Number.isSafeInteger(pid) && pid > 0 ? { pid, start } : null;
}

function written({ pid, start }: Holder): string {
  return start === '' ? String(pid) : `${pid} ${start}`;
}

function isAlive({ pid, start }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return false;
  }
  const now = startOf(pid);
  return now === null || start === '' || now === start;
}

/** Linux: the boot, and the clock ticks after it at which the process began. Null where the system does not say. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // The name of the program, in parentheses, may hold spaces; the start is the 22nd field of all, the name the second.
    const [, fields = ''] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    const ticks = fields.split(' ')[19];
    return ticks ? `${boot}/${ticks}` : null;
  } catch {
    return null;
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
