import { mkdtemp, readdir, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { previewStore } from '../../../../electron/app/scenes/preview-store.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';

test('previews are read back unchanged, and the least recently used one is removed above the limit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'longsight-previews-'));
  const store = previewStore(new NodeStorage(), folder, 250);
  expect(await store.load('absent')).toBeNull();
  const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
  for (const [i, name] of ['a', 'b'].entries()) {
    await store.save(name, bytes);
    await utimes(join(folder, name), 1000 + i, 1000 + i);
  }
  expect([...((await store.load('a')) ?? [])]).toEqual([...bytes]);
  await store.save('c', bytes);
  expect((await readdir(folder)).toSorted()).toEqual(['a', 'c']);
});

test('a failed save of a preview is logged and not thrown', async () => {
  const store = previewStore(new NodeStorage(), '/dev/null/nowhere', 250);
  await store.save('a', new Uint8Array(1));
});
