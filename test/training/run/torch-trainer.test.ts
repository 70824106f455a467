/** Comparison of the trainer under PyTorch DDP, in two processes, with ours: both use the same spec and the same run folders. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { RunLogEntry } from '../../../core/documents/run.ts';
import { type FittedSettings, fittedSettings } from '../../../core/documents/run-defaults.ts';
import { BANK_SENTENCES } from '../../../core/search/bank-sentences.ts';
import { unattended } from '../../../core/task.ts';
import { readCheckpoint } from '../../../models/checkpoint/read-checkpoint.ts';
import { towerOf } from '../../../models/clip/weight-names.ts';
import { listedSentences } from '../../../training/run/listed-sentences.ts';
import { createRunFolder, readRunLog, requestStop } from '../../../training/run/run-folder.ts';
import { train } from '../../../training/run/train.ts';
import { FAR_SENTENCES, roomIn, type SmallRun, smallRun, storage } from './small-run.ts';

const PYTHON = '/usr/bin/python3';
const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const TRAINER = ['-m', 'training.torch.fine_tune'];
const hasTorch = spawnSync(PYTHON, ['-c', 'import torch, numpy, PIL']).status === 0;
/** `test`, or a skip without Debian's python3-torch, python3-numpy and python3-pil. */
const torchTest = test.skipIf(!hasTorch);
/** Three processes start PyTorch at once. This takes seconds, or half a minute when other tests keep the machine busy. */
vi.setConfig({ testTimeout: 240_000 });
const STEPS = 20;
/**
 * PyTorch 1.13's torchrun cannot read its own defaults of the last two options under Python 3.11, the version of Debian 12. By default it
 * looks only every five seconds whether its processes have ended.
 */
const TORCHRUN = [
  ...['--nproc_per_node', '2', '--monitor_interval', '0.2'],
  ...['--redirects', '9:1', '--tee', '9:1'],
];
/** A spec with everything that both must do in the same way: schedules, clipping, decay, augmentation, epochs, validation. */
const WRITTEN = {
  name: 'tuned',
  base: { kind: 'checkpoint', path: 'base.safetensors' },
  data: { kind: 'files', paths: ['pairs.jsonl'] },
  parts: { kind: 'all' },
  positions: 'stored',
  optimizer: { kind: 'adamw' },
  omega: { kind: 'cosine', from: 0.3, to: 0.9 },
  learningRate: { kind: 'cosine', rate: 1e-3, warmUpSteps: 4 },
  largestGradientNorm: 1,
  batch: 4,
  length: { kind: 'steps', steps: STEPS },
  seed: 11,
  otherSentences: [],
  keptShare: 0,
  augmentation: { flips: true, turns: true, smallestCrop: 0.5 },
  validation: { kind: 'share', share: 0.3 },
  threads: 1,
};
let ours: SmallRun;
let expected: RunLogEntry[];

beforeAll(async () => {
  ours = await smallRun(WRITTEN, 20);
  if (!hasTorch) return;
  // Other characters and HTML's character references need ftfy in addition to PyTorch.
  const path = join(ours.home, 'pairs.jsonl');
  await writeFile(path, (await readFile(path, 'utf8')).replace(/[^ -~\n]|&/g, 'x'));
  await train(roomIn(ours.home), ours.folder, unattended());
  expected = await readRunLog(storage, ours.folder);
});
afterAll(() => rm(ours.home, { recursive: true, force: true }));

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

async function startTorch(
  ...args: readonly string[]
): Promise<{ ended: Promise<unknown[]>; output: () => string }> {
  const port = String(await freePort());
  const child = spawn(
    PYTHON,
    ['-m', 'torch.distributed.run', ...TORCHRUN, '--master_port', port, ...TRAINER, ...args],
    { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text) => {
      output += text;
    });
  return { ended: once(child, 'close'), output: () => output };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function torchToEnd(...args: readonly string[]): Promise<void> {
  const { ended, output } = await startTorch(...args);
  const [code] = await ended;
  expect(code, output()).toBe(0);
}

async function weightsOf(path: string): Promise<Map<string, Float32Array>> {
  const source = await storage.openRead(path);
  const weights = new Map<string, Float32Array>();
  for (const [key, tensor] of (await readCheckpoint(source)).dict)
    if (!key.startsWith('token_embedding')) weights.set(key, (await tensor.read()).slice());
  await source.close();
  return weights;
}

type Of<K extends RunLogEntry['kind']> = Extract<RunLogEntry, { kind: K }>;
function only<K extends RunLogEntry['kind']>(entries: readonly RunLogEntry[], kind: K): Of<K>[] {
  return entries.filter((entry): entry is Of<K> => entry.kind === kind);
}

function expectSameTraining(entries: readonly RunLogEntry[]): void {
  const steps = only(entries, 'step');
  expect(steps).toHaveLength(STEPS);
  for (const [i, step] of only(expected, 'step').entries()) {
    for (const kind of ['total', 'long', 'short'] as const)
      expect(Math.abs(steps[i][kind]! - step[kind]!), `${kind} of step ${i + 1}`).toBeLessThan(1e-3);
    expect(steps[i].gradientNorm / step.gradientNorm).toBeCloseTo(1, 2);
    expect(steps[i].learningRate).toBeCloseTo(step.learningRate, 12);
    expect(steps[i].omega).toBeCloseTo(step.omega, 12);
  }
  const recalls = (run: readonly RunLogEntry[]) =>
    only(run, 'validation').map(({ step, epoch, meanRecall }) => [step, epoch, meanRecall.toFixed(6)]);
  expect(recalls(entries)).toEqual(recalls(expected));
}

async function newRun(name: string): Promise<string> {
  const folder = join(ours.home, 'runs', name);
  await createRunFolder(storage, folder, ours.spec, '2026-01-01T00:00:00.000Z');
  return folder;
}

torchTest(
  'two PyTorch processes have the losses of our trainer over twenty steps and write the same folder',
  async () => {
    const path = join(ours.home, 'spec.json');
    await writeFile(path, JSON.stringify(WRITTEN));
    const folder = join(ours.home, 'runs', 'torch');
    await torchToEnd(path, '--run', folder);
    const entries = await readRunLog(storage, folder);
    expectSameTraining(entries);
    expect(JSON.parse(await readFile(join(folder, 'spec.json'), 'utf8'))).toEqual(ours.spec);
    const [started] = only(entries, 'started');
    expect(started).toEqual({ ...only(expected, 'started')[0], at: started.at, chunkRows: null });
    expect(only(entries, 'checkpoint')).toEqual(only(expected, 'checkpoint'));
    expect(only(entries, 'done')[0].folder).toEqual(only(expected, 'done')[0].folder);
    expect(await train(roomIn(ours.home), folder, unattended())).toBe('done');
  },
);

torchTest('PyTorch resumes a run that our trainer stopped', async () => {
  const folder = await newRun('here-first');
  const room = roomIn(ours.home);
  let runs = 0;
  const openSession: typeof room.openSession = async (graph) => {
    const session = await room.openSession(graph);
    return {
      run: async (feeds) => {
        if (++runs === 8) await requestStop(storage, folder);
        return session.run(feeds);
      },
      release: () => session.release(),
    };
  };
  expect(await train({ ...room, openSession }, folder, unattended())).toBe('stopped');
  await torchToEnd(folder, '--chunk-rows', '1');
  expectSameTraining(await readRunLog(storage, folder));
});

torchTest('our trainer resumes a run that was stopped under PyTorch', async () => {
  const folder = await newRun('torch-first');
  const { ended, output } = await startTorch(folder);
  await expect
    .poll(async () => only(await readRunLog(storage, folder), 'step').length, { timeout: 120_000 })
    .toBeGreaterThan(4);
  await requestStop(storage, folder);
  await ended;
  const stopped = await readRunLog(storage, folder);
  expect(stopped.at(-1)?.kind, output()).toBe('stopped');
  expect(only(stopped, 'step').length).toBeLessThan(STEPS);
  await train(roomIn(ours.home), folder, unattended());
  expectSameTraining(await readRunLog(storage, folder));
});

torchTest('PyTorch compares with the same sentences and keeps the same share of the base', async () => {
  const captions = (await readFile(join(ours.home, 'pairs.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line): string => JSON.parse(line).long);
  // The captions are left out.
  const otherSentences = [...FAR_SENTENCES, ...new Set(captions)];
  const spec = { ...ours.spec, otherSentences, keptShare: 0.5 };
  const run = async (name: string) => {
    const folder = join(ours.home, 'runs', name);
    await createRunFolder(storage, folder, spec, '2026-01-01T00:00:00.000Z');
    return folder;
  };
  const [here, there] = [await run('kept-here'), await run('kept-there')];
  await train(roomIn(ours.home), here, unattended());
  const { ended, output } = await startTorch(there);
  await expect
    .poll(async () => only(await readRunLog(storage, there), 'step').length, { timeout: 120_000 })
    .toBeGreaterThan(4);
  await requestStop(storage, there);
  await ended;
  const stopped = await readRunLog(storage, there);
  expect(stopped.at(-1)?.kind, output()).toBe('stopped');
  const weightsIn = (folder: string, kind: 'step' | 'blend') =>
    weightsOf(join(folder, `checkpoints/${kind}-${String(STEPS).padStart(8, '0')}`, 'weights.safetensors'));
  const read = async (folder: string) => ({
    entries: await readRunLog(storage, folder),
    weights: await weightsIn(folder, 'blend'),
  });
  await torchToEnd(there);
  const [expectedRun, actual] = [await read(here), await read(there)];
  const totals = (entries: readonly RunLogEntry[]) => only(entries, 'step').map(({ total }) => total);
  expect(totals(expectedRun.entries)[0]).toBeGreaterThan(totals(expected)[0] + 0.01);
  for (const [i, total] of totals(expectedRun.entries).entries())
    expect(Math.abs(totals(actual.entries)[i] - total), `step ${i + 1}`).toBeLessThan(1e-3);
  const [done, ourDone] = [only(actual.entries, 'done')[0], only(expectedRun.entries, 'done')[0]];
  expect(done.folder).toBe(ourDone.folder);
  expect(done.folder).toMatch(/^blend-/);
  expect(done.comparison).toEqual(ourDone.comparison);
  expect(done.loss!.chance).toBeCloseTo(ourDone.loss!.chance, 9);
  for (const [key, values] of expectedRun.weights) {
    const found = actual.weights.get(key)!;
    expect(Math.max(...values.map((value, i) => Math.abs(found[i] - value))), key).toBeLessThan(2e-3);
  }
  const [base, trained] = [
    await weightsOf(join(ours.home, 'base.safetensors')),
    await weightsIn(there, 'step'),
  ];
  for (const [key, values] of actual.weights) {
    const share = towerOf(key) === 'text' ? 0.75 : 0.5;
    const mean = (i: number) => share * base.get(key)![i] + (1 - share) * trained.get(key)![i];
    expect(Math.max(...values.map((value, i) => Math.abs(mean(i) - value))), key).toBeLessThan(1e-6);
  }
  expect(await storage.list(join(there, 'checkpoints'))).toEqual(
    await storage.list(join(here, 'checkpoints')),
  );
});

torchTest('a run with principal components is trained by PyTorch alone', async () => {
  const folder = await newRun('pcm');
  await torchToEnd(folder, '--pcm', '2');
  const steps = only(await readRunLog(storage, folder), 'step');
  expect(steps[0].long).toBeCloseTo(only(expected, 'step')[0].long!, 3);
  expect(Math.abs(steps[0].short! - only(expected, 'step')[0].short!)).toBeGreaterThan(1e-3);
  await writeFile(
    join(folder, 'log.jsonl'),
    (await readFile(join(folder, 'log.jsonl'), 'utf8')).replace(/^.*"done".*\n/m, ''),
  );
  await expect(train(roomIn(ours.home), folder, unattended())).rejects.toThrow(/principal components/);
});

torchTest('PyTorch fits the same settings to the number of pairs', () => {
  const parts = [{ kind: 'all' }, { kind: 'last-blocks', blocks: 2 }, { kind: 'projections' }] as const;
  const counts = [2, 54, 100, 216, 1800, 100_000];
  const asked = parts.flatMap((each) => counts.map((pairs) => ({ parts: each, pairs })));
  const listed = (settings: FittedSettings) => ({
    ...settings,
    otherSentences: listedSentences(settings.otherSentences),
  });
  const program = `import json, sys
from training.torch.fine_tune.fitted_settings import FITTED, fitted
asked = json.load(sys.stdin)
specs = [fitted({"parts": a["parts"], "optimizer": {"kind": "adamw"}}, set(), a["pairs"]) for a in asked]
print(json.dumps([{f: s[f] for f in FITTED} for s in specs]))`;
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', program], {
    cwd: REPOSITORY,
    input: JSON.stringify(asked),
    encoding: 'utf8',
  });
  const { optimizer } = ours.spec;
  const expectedSettings = asked.map(({ parts: each, pairs }) =>
    listed(fittedSettings({ parts: each, optimizer }, pairs)),
  );
  expect(JSON.parse(stdout), stderr).toEqual(expectedSettings);
});

test('PyTorch has the everyday sentences of the application (`vitest -u` writes them)', async () => {
  const path = join(REPOSITORY, 'training/torch/fine_tune/everyday_sentences.txt');
  await expect(`${BANK_SENTENCES.join('\n')}\n`).toMatchFileSnapshot(path);
});

torchTest('PyTorch does without the fields that the stored spec of an earlier version lacks', async () => {
  const folder = await newRun('earlier');
  const { otherSentences: _, keptShare: __, ...earlier } = ours.spec;
  await writeFile(join(folder, 'spec.json'), JSON.stringify(earlier));
  await torchToEnd(folder);
  expectSameTraining(await readRunLog(storage, folder));
});

torchTest('PyTorch says how the result compares with the base as ours does', async () => {
  const folder = await newRun('compared');
  await torchToEnd(folder);
  const [[done], [ourDone]] = [only(await readRunLog(storage, folder), 'done'), only(expected, 'done')];
  expect(done.comparison).toEqual(ourDone.comparison);
  expect(done.loss!.chance).toBeCloseTo(ourDone.loss!.chance, 9);
  expect(done.loss!.last).toBeCloseTo(ourDone.loss!.last, 3);
});
