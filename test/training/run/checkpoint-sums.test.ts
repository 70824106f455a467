import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { unattended } from '../../../core/task.ts';
import { checkForImport, listCheckpoints } from '../../../training/run/checkpoint.ts';
import { readRunLog, requestStop } from '../../../training/run/run-folder.ts';
import { train } from '../../../training/run/train.ts';
import { newestDigests, roomIn, type SmallRun, smallRun, storage } from './small-run.ts';

/** AdamW has moments of every weight; in chunks a run also stops within a step. */
const CHANGES = {
  optimizer: { kind: 'adamw' },
  memoryBudgetMb: 312,
  length: { kind: 'steps', steps: 2 },
};

const homes: string[] = [];
afterEach(async () => {
  for (const home of homes.splice(0)) await rm(home, { recursive: true, force: true });
});

/** A run that was asked to stop within its second step, and the folder of its checkpoint. */
async function stoppedRun(): Promise<{ run: SmallRun; checkpoint: string }> {
  const run = await smallRun(CHANGES);
  homes.push(run.home);
  const room = roomIn(run.home);
  let runsInSecond = 0;
  const openSession: typeof room.openSession = async (graph) => {
    const session = await room.openSession(graph);
    return {
      run: async (feeds) => {
        const steps = (await readRunLog(storage, run.folder)).filter(({ kind }) => kind === 'step');
        if (steps.length === 1 && ++runsInSecond === 7) await requestStop(storage, run.folder);
        return session.run(feeds);
      },
      release: () => session.release(),
    };
  };
  expect(await train({ ...room, openSession }, run.folder, unattended())).toBe('stopped');
  const newest = (await listCheckpoints(storage, run.folder)).at(-1)!;
  return { run, checkpoint: join(run.folder, 'checkpoints', newest) };
}

async function resumed({ home, folder }: SmallRun) {
  expect(await train(roomIn(home), folder, unattended())).toBe('done');
  return newestDigests(folder);
}

let uninterrupted: ReturnType<typeof resumed> | null = null;
/** What the run gives that was never stopped. */
function whole(): ReturnType<typeof resumed> {
  uninterrupted ??= smallRun(CHANGES).then((run) => {
    homes.push(run.home);
    return resumed(run);
  });
  return uninterrupted;
}

async function damage(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes.fill(7, bytes.length - 300, bytes.length - 100);
  await writeFile(path, bytes);
}

describe('a run does not go on from a checkpoint that is damaged', () => {
  test.each(['weights', 'optimizer', 'partial'])('in its %s.safetensors', async (name) => {
    const { run, checkpoint } = await stoppedRun();
    await damage(join(checkpoint, `${name}.safetensors`));
    const fault = `${name}.safetensors: the file is damaged`;
    await expect(train(roomIn(run.home), run.folder, unattended())).rejects.toThrow(fault);

    // As the message says.
    await rm(checkpoint, { recursive: true });
    expect(await resumed(run)).toEqual(await whole());
  });
});

test('a checkpoint without sums, of an earlier version, is read', async () => {
  const { run, checkpoint } = await stoppedRun();
  const path = join(checkpoint, 'state.json');
  const { files, ...earlier } = JSON.parse(await readFile(path, 'utf8'));
  expect(Object.keys(files)).toContain('weights.safetensors');
  await writeFile(path, JSON.stringify(earlier));
  expect(await resumed(run)).toEqual(await whole());
});

test('a damaged checkpoint does not become a model', async () => {
  const { run, checkpoint } = await stoppedRun();
  const name = (await listCheckpoints(storage, run.folder)).at(-1)!;
  await checkForImport(storage, run.folder, name);
  await damage(join(checkpoint, 'weights.safetensors'));
  await expect(checkForImport(storage, run.folder, name)).rejects.toThrow(
    'weights.safetensors: the file is damaged',
  );
});
