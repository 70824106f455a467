import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { PinnedSums } from '../../../electron/app/download/pinned-sums.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { CLIP_CONVENTIONS } from '../../../models/clip/clip-conventions.ts';
import { checkForImport } from '../../../training/run/checkpoint.ts';
import {
  hasSampleWindows,
  readSampleWindows,
  writeSampleWindows,
} from '../../../training/run/sample-windows.ts';

const storage = new NodeStorage();
const DAMAGES = ['', '{', 'null', '5', '[1]', '[{}]', '"x"', '{"a":1}', '\0\0\0', null] as const;
let run: string;

beforeEach(async () => {
  run = await mkdtemp(join(tmpdir(), 'longsight-run-files-'));
});
afterEach(() => rm(run, { recursive: true }));

/** `text` null: a folder in the place of the file. */
async function put(path: string, text: string | null): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await mkdir(dirname(path), { recursive: true });
  await (text === null ? mkdir(path) : writeFile(path, text));
}

describe('the state of a checkpoint', () => {
  test.each(DAMAGES)('that holds %j is named', async (text) => {
    const path = join(run, 'checkpoints/step-1/state.json');
    await put(path, text);
    await expect(checkForImport(storage, run, 'step-1')).rejects.toThrow(path);
  });

  test('that lacks its sums is that of an earlier version', async () => {
    const path = join(run, 'checkpoints/step-1/state.json');
    await put(path, '{"version":1,"step":1,"partial":false}');
    expect(await checkForImport(storage, run, 'step-1')).toEqual(CLIP_CONVENTIONS);
  });
});

describe('the windows of the sample scene', () => {
  const windows = [{ col: 0, row: 0, widthPx: 8, heightPx: 8 }];
  const sound = { windows, crops: new Uint8Array(192) };

  test.each(DAMAGES)('are cut again where their list is %j', async (text) => {
    await writeSampleWindows(storage, run, sound);
    expect(await hasSampleWindows(storage, run)).toBe(true);
    await put(join(run, 'samples/windows.json'), text);
    expect(await hasSampleWindows(storage, run)).toBe(false);
    await writeSampleWindows(storage, run, sound);
    expect(await readSampleWindows(storage, run)).toEqual(sound);
  });

  test.each(['', null])('are cut again where their pixels are %j', async (text) => {
    await writeSampleWindows(storage, run, sound);
    await put(join(run, 'samples/crops.u8'), text);
    expect(await hasSampleWindows(storage, run)).toBe(false);
  });
});

describe('the list of pinned sums', () => {
  test.each(DAMAGES)('that holds %j is named, and trusts nothing', async (text) => {
    const path = join(run, 'sums.json');
    await put(path, text);
    await expect(new PinnedSums(storage, path).of('https://a/b')).rejects.toThrow(
      /sums\.json.*remove the file to trust the next downloads/,
    );
  });
});
