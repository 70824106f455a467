import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { threadCount } from '../../../electron/engine/thread-count.ts';

async function cpuFolder(siblings: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-cpus-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [i, list] of siblings.entries()) {
    await mkdir(join(folder, `cpu${i}`, 'topology'), { recursive: true });
    await writeFile(join(folder, `cpu${i}`, 'topology', 'thread_siblings_list'), `${list}\n`);
  }
  await mkdir(join(folder, 'cpufreq'));
  return folder;
}

test('two hardware threads of a core count as one', async () => {
  expect(threadCount(await cpuFolder(['0,4', '1,5', '2,6', '3,7', '0,4', '1,5', '2,6', '3,7']), 8)).toBe(4);
});

test('cores that the process may not use do not count', async () => {
  expect(threadCount(await cpuFolder(['0', '1', '2', '3']), 2)).toBe(2);
});

test('where the core topology is unknown, every hardware thread counts', async () => {
  expect(threadCount(await cpuFolder([]), 6)).toBe(6);
  expect(threadCount('/nowhere', 6)).toBe(6);
});

test('on this machine the count is at least one and at most the available hardware threads', () => {
  expect(threadCount()).toBeGreaterThanOrEqual(1);
  expect(threadCount()).toBeLessThanOrEqual(availableParallelism());
});
