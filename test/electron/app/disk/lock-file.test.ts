import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { takeLock, waitForLock } from '../../../../electron/app/disk/lock-file.ts';

const NO_SUCH_PROCESS = 2 ** 22 + 1;

async function lockPath(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'longsight-lock-')), 'a', 'x.lock');
}

test('a lock that a running process holds is refused, with the id of that process', async () => {
  const path = await lockPath();
  const lock = await takeLock(path, 'the thing');
  await lock.release();
  await writeFile(path, String(process.ppid));
  await expect(takeLock(path, 'the thing')).rejects.toThrow(
    `the thing is in use by another Longsight (process ${process.ppid})`,
  );
});

test('the lock of a process that no longer runs is taken over', async () => {
  const path = await lockPath();
  await (await takeLock(path, 'the thing')).release();
  await writeFile(path, String(NO_SUCH_PROCESS));
  await expect(takeLock(path, 'the thing')).resolves.toBeDefined();
});

test('two tasks of one process cannot hold the same lock', async () => {
  const path = await lockPath();
  const lock = await takeLock(path, 'the thing');
  await expect(takeLock(path, 'the thing')).rejects.toThrow(/the thing is in use by another task/);
  await lock.release();
  await (await takeLock(path, 'the thing')).release();
});

test('a lock left by an earlier process with our own id is taken over', async () => {
  const path = await lockPath();
  await (await takeLock(path, 'the thing')).release();
  await writeFile(path, String(process.pid));
  await expect(takeLock(path, 'the thing')).resolves.toBeDefined();
});

test.runIf(process.platform === 'linux')(
  'a running process with the same id but another start time or boot is not the holder',
  async () => {
    const path = await lockPath();
    const lock = await takeLock(path, 'the thing');
    const [, own = ''] = (await readFile(path, 'utf8')).split(' ');
    await lock.release();
    const [boot = ''] = own.split('/');
    const ticks = (await readFile(`/proc/${process.ppid}/stat`, 'latin1'))
      .replace(/^.*\) /s, '')
      .split(' ')[19];
    await writeFile(path, `${process.ppid} ${boot}/${ticks}`);
    await expect(takeLock(path, 'the thing')).rejects.toThrow('in use by another Longsight');
    for (const other of [`${boot}/1`, `00000000-0000/${ticks}`]) {
      await writeFile(path, `${process.ppid} ${other}`);
      await (await takeLock(path, 'the thing')).release();
    }
  },
);

test.runIf(process.platform === 'linux')(
  'a process that has ended holds nothing, even if its parent never asks how it ended',
  async () => {
    const path = await lockPath();
    await (await takeLock(path, 'the thing')).release();
    const parent = spawn('bash', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [printed] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = String(printed).trim();
      const status = async () => (await readFile(`/proc/${pid}/stat`, 'latin1')).replace(/^.*\) /s, '')[0];
      await writeFile(path, pid);
      await expect.poll(status).toBe('Z');
      await (await takeLock(path, 'the thing')).release();
    } finally {
      parent.kill('SIGKILL');
    }
  },
);

test('a waiting task gets the lock when it is released', async () => {
  const path = await lockPath();
  const first = await takeLock(path, 'the thing');
  const second = waitForLock(path, 'the thing', 10_000);
  await first.release();
  await (await second).release();
  await expect(waitForLock(path, 'the thing', 0)).resolves.toBeDefined();
});

test('a lock is a single file, which its release removes', async () => {
  const path = await lockPath();
  const lock = await takeLock(path, 'the thing');
  expect(await readdir(dirname(path))).toEqual(['x.lock']);
  expect(await readFile(path, 'utf8')).toMatch(new RegExp(`^${process.pid}( |$)`));
  await lock.release();
  expect(await readdir(dirname(path))).toEqual([]);
});
