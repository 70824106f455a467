import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Invocation, Values } from '../../../electron/cli/commands/command.ts';
import { datasetSplitCommand } from '../../../electron/cli/commands/dataset-split.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-split-'));
});
afterEach(() => rm(folder, { recursive: true }));

const lines = Array.from(
  { length: 20 },
  (_, i) => `${JSON.stringify({ image: `${i}.png`, short: `s${i}` })}\n`,
);

function split(source: string, values: Values = {}): Promise<void> {
  return datasetSplitCommand.run({
    positionals: [join(folder, source)],
    values: { out: folder, ...values },
    signal: new AbortController().signal,
    console: { result: () => undefined, note: () => undefined, progress: () => undefined },
  } as unknown as Invocation);
}

const read = (name: string) => readFile(join(folder, name), 'utf8');

test('the parts are disjoint and together hold every line', async () => {
  await writeFile(join(folder, 'all.jsonl'), lines.join(''));
  await split('all.jsonl', { share: '0.25' });
  const parts = [await read('train.jsonl'), await read('validation.jsonl')];
  expect(parts.map((part) => part.split('\n').length - 1)).toEqual([15, 5]);
  expect(parts.join('').split('\n').sort()).toEqual(lines.join('').split('\n').sort());
});

test('the data set itself is never overwritten, and other lists only with --overwrite', async () => {
  await writeFile(join(folder, 'train.jsonl'), lines.join(''));
  await expect(split('train.jsonl', { overwrite: true })).rejects.toThrow(/train\.jsonl: is the data set/);
  expect(await read('train.jsonl')).toBe(lines.join(''));
  await rm(join(folder, 'train.jsonl'));
  await writeFile(join(folder, 'all.jsonl'), lines.join(''));
  await writeFile(join(folder, 'validation.jsonl'), 'of another');
  await expect(split('all.jsonl')).rejects.toThrow(/validation\.jsonl: already exists.*--overwrite/);
  expect(await read('validation.jsonl')).toBe('of another');
  await split('all.jsonl', { overwrite: true });
  expect(await read('validation.jsonl')).not.toBe('of another');
});
