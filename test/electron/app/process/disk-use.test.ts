/** What the data folder takes on the disk, and what may be cleared. */
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { clearPart, diskUse } from '../../../../electron/app/process/disk-use.ts';

test('each part counts its files in all folders, without following links, and clearing empties that part alone', async () => {
  const root = await mkdtemp(join(tmpdir(), 'longsight-disk-'));
  try {
    await mkdir(join(root, 'previews/deep'), { recursive: true });
    await mkdir(join(root, 'models/one'), { recursive: true });
    await writeFile(join(root, 'previews/a'), Buffer.alloc(1000));
    await writeFile(join(root, 'previews/deep/b'), Buffer.alloc(234));
    await writeFile(join(root, 'models/one/weights'), Buffer.alloc(5000));
    await symlink(join(root, 'models'), join(root, 'previews/link'));
    const before = await diskUse(root);
    const bytesOf = (name: string, { parts } = before): number =>
      parts.find(({ part }) => part === name)!.bytes;
    expect(bytesOf('previews')).toBeGreaterThanOrEqual(1234);
    expect(bytesOf('previews')).toBeLessThan(1500);
    expect(bytesOf('models')).toBe(5000);
    expect(bytesOf('exports')).toBe(0);
    expect(before.freeBytes).toBeGreaterThan(0);
    expect(before.parts.find(({ part }) => part === 'previews')).toMatchObject({ limitBytes: 2e9 });
    await clearPart(root, 'previews');
    await clearPart(root, 'exports');
    expect(await readdir(join(root, 'previews'))).toEqual([]);
    const after = await diskUse(root);
    expect([bytesOf('previews', after), bytesOf('models', after)]).toEqual([0, 5000]);
  } finally {
    await rm(root, { recursive: true });
  }
});
