import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { takeLock } from '../../../electron/core-process/services/lock-file.ts';

const NO_SUCH_PROCESS = 2 ** 22 + 1;

async function lockPath(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), 'longsight-lock-')), 'a', 'x.lock');
}

test('a lock that a living process holds is refused by name', async () => {
  const path = await lockPath();
  const lock = await takeLock(path, 'the thing');
  await lock.release();
  await writeFile(path, String(process.ppid));
  await expect(takeLock(path, 'the thing')).rejects.toThrow(
    `the thing is in use by another Longsight (process ${process.ppid})`,
  );
});

test('the lock of a process that was killed is broken', async () => {
  const path = await lockPath();
  await (await takeLock(path, 'the thing')).release();
  await writeFile(path, String(NO_SUCH_PROCESS));
  await expect(takeLock(path, 'the thing')).resolves.toBeDefined();
});
