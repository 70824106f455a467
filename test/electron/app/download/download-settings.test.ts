import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DownloadSettingsStore } from '../../../../electron/app/download/download-settings.ts';
import { NodeStorage } from '../../../../electron/node/node-storage.ts';

test.each(['{"mirror":"no address"}', '{"proxy":"\\ud800"}', '{"proxy":"ftp://x"}', '{"mirror":5}', ''])(
  'damaged settings (%s) are refused with the name of their file',
  async (text) => {
    const folder = await mkdtemp(join(tmpdir(), 'longsight-settings-'));
    const path = join(folder, 'settings.json');
    await writeFile(path, text);
    await expect(new DownloadSettingsStore(new NodeStorage(), path).get()).rejects.toThrow(path);
    await rm(folder, { recursive: true });
  },
);
