/**
 * Locks: one holder per item on disk, across processes and within one. The lock file names the holding process and its start time,
 * because after a reboot, or in a new container, the same process id belongs to another process.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withEnding } from '../../../core/bytes/file-name.ts';
import { Busy } from '../../../core/errors.ts';
import { asCoreError } from '../../node/file-errors.ts';

/** Released by `release`, or at the end of the block by `await using`. */
export type Lock = AsyncDisposable & {
  readonly release: () => Promise<void>;
  /** Whether an earlier holder ended without releasing it: a crash, or a loss of power. */
  readonly wasLeft: boolean;
};

/** A lock file with our own process id that is not in this set was left by an earlier process with the same id. */
const heldHere = new Set<string>();
const POLL_MS = 100;
/** States of processes that have ended, the first field of `statusOf`: zombie, dead. */
const ENDED: ReadonlySet<string> = new Set(['Z', 'X', 'x']);
const START_FIELD = 19;

/** `start` distinguishes processes with the same id; empty where the system does not report it. */
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
  let wasLeft: boolean;
  try {
    wasLeft = await takeFile(path, what);
  } catch (error) {
    heldHere.delete(path);
    throw error;
  }
  const release = async (): Promise<void> => {
    await rm(path, { force: true });
    heldHere.delete(path);
  };
  return { release, wasLeft, [Symbol.asyncDispose]: release };
}

/** Like `takeLock`, but waits up to `patienceMs` for a holder that will soon be done. */
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

/** False for a process that has ended though its parent has not asked how: in a container that may never happen. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!hasCode(error, 'EPERM')) return false;
  }
  return !ENDED.has(statusOf(pid)[0] ?? '');
}

/** Whether a lock of an ended process was broken for it. */
async function takeFile(path: string, what: string): Promise<boolean> {
  if (await create(path)) return false;
  const holder = await holderOf(path);
  if (holder !== null && holder.pid !== OWN.pid && isAlive(holder))
    throw new Busy(`${what} is in use by another Longsight (process ${holder.pid}); close it first`);
  await breakLock(path, holder);
  if (!(await create(path))) throw new Busy(`${what} has just been taken by another Longsight: try again`);
  return true;
}

/** Creates the file together with its content, so that no reader finds it without a process id. False when it already exists. */
async function create(path: string): Promise<boolean> {
  const own = withEnding(path, `.${randomUUID()}`);
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
    // FAT and some network folders have no hard links.
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

/** Moves the file aside and checks it again: when two processes break the same lock, one may move the other's new file. */
async function breakLock(path: string, holder: Holder | null): Promise<void> {
  const aside = withEnding(path, `.${randomUUID()}`);
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

/** Null if the file is gone or damaged. */
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
  if (!isRunning(pid)) return false;
  const now = startOf(pid);
  return now === null || start === '' || now === start;
}

/** Boot id and start time in clock ticks (Linux); null if the system does not report them. */
function startOf(pid: number): string | null {
  const ticks = statusOf(pid)[START_FIELD];
  if (ticks === undefined) return null;
  try {
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
  } catch {
    return null;
  }
}

/** The fields of `/proc/PID/stat` from the third on (Linux); none elsewhere, and for a process that is gone. */
function statusOf(pid: number): readonly string[] {
  try {
    // The program name, in parentheses, is field 2 and may contain spaces.
    const [, fields] = /^.*\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return fields === undefined ? [] : fields.split(' ');
  } catch {
    return [];
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
