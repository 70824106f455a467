import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunLogEntry } from '../../../core/documents/run.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { RunLogFile, readLogFrom, readRunLog } from '../../../training/run/run-folder.ts';
import { RunJournal } from '../../../training/run/run-journal.ts';

const storage = new NodeStorage();
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-run-'));
});
afterEach(() => rm(folder, { recursive: true }));

const step = (number: number): RunLogEntry => ({
  kind: 'step',
  step: number,
  ...{ total: 1, long: 1, short: 1, learningRate: 1, omega: 1, gradientNorm: 1, seconds: 1 },
});

async function append(...entries: RunLogEntry[]): Promise<void> {
  const log = await RunLogFile.open(storage, folder);
  for (const entry of entries) await log.append(entry);
  await log.close();
}

test('the log of a resumed run leaves out the steps that were lost', async () => {
  await append(step(1), step(2), step(3), { kind: 'resumed', at: '', step: 2 }, step(3), step(4));
  const entries = await readRunLog(storage, folder);
  expect(entries.map((entry) => ('step' in entry ? entry.step : null))).toEqual([1, 2, 2, 3, 4]);
});

test('a truncated line is not read, and the next line replaces it', async () => {
  await append(step(1));
  await appendFile(join(folder, 'log.jsonl'), '{"kind":"step","st');
  expect(await readRunLog(storage, folder)).toEqual([step(1)]);
  await append(step(2));
  expect(await readRunLog(storage, folder)).toEqual([step(1), step(2)]);
});

test('a log can be read from where the last reading ended', async () => {
  await append(step(1));
  const { next } = await readLogFrom(storage, folder, 0);
  await append(step(2));
  expect((await readLogFrom(storage, folder, next)).entries).toEqual([step(2)]);
});

test('the best checkpoint is the last with the highest recall, or the newest if no recall was measured', async () => {
  const epochs = [0.2, 0.5, 0.5, 0.4].flatMap((meanRecall, i): RunLogEntry[] => [
    { kind: 'checkpoint', step: i, folder: `step-${i}` },
    { kind: 'validation', step: i, epoch: i, long: null, short: null, meanRecall },
  ]);
  await append(...epochs);
  const measured = await RunJournal.open(storage, folder);
  await measured.noteCheckpoint('step-4', 4);
  expect(measured.bestFolder).toBe('step-2');
  await measured.close();
  await rm(join(folder, 'log.jsonl'));
  const unmeasured = await RunJournal.open(storage, folder);
  expect(unmeasured.bestFolder).toBe('');
  for (const number of [1, 2]) await unmeasured.noteCheckpoint(`step-${number}`, number);
  expect(unmeasured.bestFolder).toBe('step-2');
  await unmeasured.close();
});
