import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FilePresence } from '../../../../electron/app/scenes/file-presence.ts';

/** Disks of which each answers at once, or when it is told to. */
function disks(silent: readonly string[]) {
  const asked: string[] = [];
  let wake = (): void => undefined;
  const awake = new Promise<void>((resolve) => {
    wake = resolve;
  });
  return {
    asked,
    wake,
    async exists(path: string): Promise<boolean> {
      asked.push(path);
      if (silent.some((drive) => path.startsWith(drive))) await awake;
      if (path.endsWith('unreadable.tif')) throw new Error('not permitted');
      return !path.endsWith('gone.tif');
    },
  };
}

test('a file is there, or not; an error means not', async () => {
  const presence = new FilePresence(disks([]));
  const paths = ['/data/a/here.tif', '/data/a/gone.tif', '/data/a/unreadable.tif'];
  expect(await Promise.all(paths.map((path) => presence.isThere(path)))).toEqual([true, false, false]);
});

test.each([
  ['/mnt/nas', '/mnt/disk'],
  ['Z:', 'C:'],
  ['//server/share', '//server/other'],
  ['\\\\server\\share', '\\\\server\\other'],
])('%s that does not answer is asked one question, and %s is not held up', async (nas, disk) => {
  const storage = disks([nas]);
  const presence = new FilePresence(storage, 50);
  let found = 0;
  presence.watch(() => found++);
  const paths = [`${nas}/a/here.tif`, `${nas}/b/gone.tif`, `${nas}/c/here.tif`, `${disk}/here.tif`];
  const all = () => Promise.all(paths.map((path) => presence.isThere(path)));
  expect(await all()).toEqual([false, false, false, true]);
  // What is known to be late is not waited for again.
  const second = all();
  await wait(0);
  expect(await Promise.race([second, wait(20, 'late')])).toEqual([false, false, false, true]);
  expect(storage.asked.filter((path) => path.startsWith(nas))).toHaveLength(1);
  expect(found).toBe(0);
  storage.wake();
  await expect.poll(all).toEqual([true, false, true, true]);
  expect(found).toBe(2);
});
