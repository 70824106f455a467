import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OpenIndex } from '../../../core/search/open-index.ts';
import { NodeStorage } from '../../../electron/node/node-storage.ts';
import { seededRandom } from './seeded-random.ts';

const KILLS = 25;
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
  spawn(process.execPath, [join(folder, 'child.mjs'), path], { stdio: ['ignore', 'ignore', 'inherit'] });

const bytesOf = (path: string) =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );

test('an index killed at 25 random moments resumes and ends with the bytes of an uninterrupted one', {
  timeout: 180_000,
}, async () => {
  const whole = join(folder, 'whole.lsix');
  const began = performance.now();
  expect((await once(start(whole), 'exit'))[0]).toBe(0);
  const wholeMs = performance.now() - began;
  const expected = await readFile(whole);

  const random = seededRandom(25);
  let file = 0;
  let kills = 0;
  let killedMidway = 0;
  while (kills < KILLS) {
    const path = join(folder, `killed-${file}.lsix`);
    const child = start(path);
    const exit = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), 60 + random() * 0.6 * wholeMs);
    const [code, signal] = await exit;
    clearTimeout(timer);
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
  expect((await once(start(last), 'exit'))[0]).toBe(0);
  expect(Buffer.compare(await readFile(last), expected)).toBe(0);
  expect((await OpenIndex.open(new NodeStorage(), last)).isComplete).toBe(true);
  expect(killedMidway).toBeGreaterThan(KILLS / 4);
});
