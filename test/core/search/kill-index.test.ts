import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { killedAfter } from '../../killed-child.ts';
import { seededRandom } from './seeded-random.ts';

const KILLS = 25;
/** Between a report and the kill. */
const MOST_MS = 10;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kill-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: fileURLToPath(new URL('./kill-child.ts', import.meta.url)),
      outDir: folder,
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
});
afterAll(() => rm(folder, { recursive: true }));

const start = (path: string): ChildProcess =>
  spawn(process.execPath, [join(folder, 'child.mjs'), path], { stdio: ['ignore', 'pipe', 'inherit'] });

const bytesOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

test('an index killed at 25 random moments resumes and ends with the bytes of an uninterrupted one', {
  timeout: 600_000,
}, async () => {
  const whole = join(folder, 'whole.lsix');
  const { code, told: reports } = await killedAfter(start(whole), Number.POSITIVE_INFINITY, 0);
  expect(code).toBe(0);
  expect(reports).toBeGreaterThan(KILLS);
  const expected = await readFile(whole);

  const random = seededRandom(25);
  let file = 0;
  let kills = 0;
  let killedMidway = 0;
  while (kills < KILLS) {
    const path = join(folder, `killed-${file}.lsix`);
    const { code, signal } = await killedAfter(start(path), random() * reports, random() * MOST_MS);
    if (signal === 'SIGKILL') {
      kills++;
      const bytes = await bytesOf(path);
      if (bytes > 0 && bytes < expected.length) killedMidway++;
      continue;
    }
    expect(code).toBe(0);
    expect(Buffer.compare(await readFile(path), expected)).toBe(0);
    file++;
  }
  const last = join(folder, `killed-${file}.lsix`);
  expect((await killedAfter(start(last), Number.POSITIVE_INFINITY, 0)).code).toBe(0);
  expect(Buffer.compare(await readFile(last), expected)).toBe(0);
  expect((await OpenIndex.open(new NodeStorage(), last)).isComplete).toBe(true);
  expect(killedMidway).toBeGreaterThan(KILLS / 4);
});
