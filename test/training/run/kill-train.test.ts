import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unattended } from '../../../core/task.ts';
import { createRunFolder, readRunLog } from '../../../training/run/run-folder.ts';
import { train } from '../../../training/run/train.ts';
import { seededRandom } from '../../core/search/seeded-random.ts';
import { killedAfter } from '../../killed-child.ts';
import { newestDigests, roomIn, type SmallRun, smallRun, storage } from './small-run.ts';

const KILLS = 10;
const STEPS = 8;
/** Between a report and the kill: about a step and its checkpoint. */
const MOST_MS = 100;
/** Training one tower keeps small what a checkpoint holds besides the weights. */
const PARTS = { parts: { kind: 'tower', tower: 'vision' } };
const root = fileURLToPath(new URL('../../../', import.meta.url));
let bundle = '';
let run: SmallRun;

beforeAll(async () => {
  // The bundle must be inside the checkout, where native packages resolve. The link puts fixtures where the source would find them.
  bundle = await mkdtemp(join(root, 'node_modules/.longsight-train-'));
  await symlink(join(root, 'test'), join(bundle, 'test'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('./kill-child.ts', import.meta.url)),
      outDir: join(bundle, 'out/child'),
      minify: false,
      rolldownOptions: { output: { entryFileNames: 'child.mjs' } },
    },
    ssr: { noExternal: true, external: ['onnxruntime-node', 'sharp', 'vitest', 'gdal3.js'] },
  });
  run = await smallRun({ ...PARTS, length: { kind: 'steps', steps: STEPS }, checkpointMinutes: 0 });
});
afterAll(async () => {
  await rm(bundle, { recursive: true });
  await rm(run.home, { recursive: true });
});

function start(folder: string): ChildProcess {
  return spawn(process.execPath, [join(bundle, 'out/child/child.mjs'), folder, run.home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

test('a run killed at ten random moments ends with the weights of an uninterrupted one', {
  timeout: 600_000,
}, async () => {
  const { code, told: reports } = await killedAfter(start(run.folder), Number.POSITIVE_INFINITY, 0);
  expect(code).toBe(0);
  expect(reports).toBeGreaterThanOrEqual(STEPS);
  const expected = await newestDigests(run.folder);
  const random = seededRandom(10);
  let [kills, lost] = [0, 0];
  for (let i = 0; kills < KILLS; i++) {
    const folder = join(run.home, 'runs', `killed-${i}`);
    await createRunFolder(storage, folder, run.spec, '2026-01-01T00:00:00.000Z');
    for (;;) {
      const { code, signal } = await killedAfter(start(folder), random() * reports, random() * MOST_MS);
      const entries = await readRunLog(storage, folder);
      const steps = entries.flatMap((entry) => (entry.kind === 'step' ? [entry.step] : []));
      const saved = entries.flatMap((entry) => (entry.kind === 'checkpoint' ? [entry.step] : []));
      lost = Math.max(lost, Math.max(0, ...steps) - Math.max(0, ...saved));
      if (signal !== 'SIGKILL') {
        expect(code).toBe(0);
        break;
      }
      kills++;
    }
    expect(await newestDigests(folder)).toEqual(expected);
    expect((await readRunLog(storage, folder)).filter(({ kind }) => kind === 'step')).toHaveLength(STEPS);
    await rm(folder, { recursive: true });
  }
  // There is a checkpoint after each step, so at most the step that was being saved is lost.
  expect(lost).toBeLessThanOrEqual(1);
});

/** Mounts a small disk, or returns false: only root may mount, and not in every container. */
function mounts(folder: string, options: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const FILLING = { ...PARTS, checkpointMinutes: 0, length: { kind: 'steps', steps: 4 } };

test('on a disk that fills up, a run keeps its last checkpoint and resumes when there is space', {
  timeout: 300_000,
}, async ({ skip }) => {
  const small = await smallRun(FILLING);
  const expected = await smallRun(FILLING);
  const disk = await mkdtemp(join(small.home, 'disk-'));
  const isMounted = mounts(disk, 'size=20m');
  try {
    if (!isMounted) skip('a small disk cannot be mounted here');
    const folder = join(disk, 'run');
    await createRunFolder(storage, folder, small.spec, '2026-01-01T00:00:00.000Z');
    await expect(train(roomIn(small.home), folder, unattended())).rejects.toThrow(
      /the disk is full: free some space.*checkpoint of step 1 is kept/,
    );
    execFileSync('mount', ['-o', 'remount,size=200m', disk]);
    expect(await train(roomIn(small.home), folder, unattended())).toBe('done');
    expect(await train(roomIn(expected.home), expected.folder, unattended())).toBe('done');
    expect(await newestDigests(folder)).toEqual(await newestDigests(expected.folder));
  } finally {
    if (isMounted) execFileSync('umount', [disk], { stdio: 'ignore' });
    for (const { home } of [small, expected]) await rm(home, { recursive: true });
  }
});
