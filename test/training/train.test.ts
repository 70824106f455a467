import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { RunLogEntry } from '../../core/rpc/run-documents.ts';
import { unattended } from '../../core/task.ts';
import { readRunLog } from '../../training/run-folder.ts';
import { train } from '../../training/train.ts';
import { readTrainingOracle } from './small-model.ts';
import { roomIn, type SmallRun, smallRun, storage } from './small-run.ts';

const homes: string[] = [];
afterEach(async () => {
  for (const home of homes.splice(0)) await rm(home, { recursive: true, force: true });
});

async function newRun(changes: object = {}): Promise<SmallRun> {
  const run = await smallRun(changes);
  homes.push(run.home);
  return run;
}

type Step = Extract<RunLogEntry, { kind: 'step' }>;
const stepsIn = (entries: readonly RunLogEntry[]) =>
  entries.filter((entry): entry is Step => entry.kind === 'step');

describe('a run', () => {
  test.each<[string, number, object]>([
    ['SGD', 0, {}],
    [
      'AdamW',
      1,
      { optimizer: { kind: 'adamw', decayed: 'all' }, learningRate: { kind: 'constant', rate: 1e-4 } },
    ],
    ['SGD in chunks', 0, { memoryBudgetMb: 300 }],
  ])('has the losses of PyTorch at each of six steps: %s', async (_, oracle, changes) => {
    const { home, folder } = await newRun(changes);
    expect(await train(roomIn(home), folder, unattended())).toBe('done');
    const entries = await readRunLog(storage, folder);
    const steps = stepsIn(entries);
    const { losses } = readTrainingOracle().runs[oracle];
    expect(steps).toHaveLength(losses.length);
    for (const [i, [long, short, total]] of losses.entries()) {
      expect(steps[i].long! / long).toBeCloseTo(1, 4);
      expect(steps[i].short! / short).toBeCloseTo(1, 4);
      expect(steps[i].total / total).toBeCloseTo(1, 4);
    }
    expect(entries.at(-1)).toMatchObject({ kind: 'done', step: 6, folder: 'step-00000006' });
  });
});
