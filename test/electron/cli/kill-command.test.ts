import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { smallStarterResources } from '../small-starter.ts';

const program = fileURLToPath(new URL('../../../out/cli/index.js', import.meta.url));
const demoScene = fileURLToPath(new URL('../../../build/demo/manila_bridge.tif', import.meta.url));
const INDEX = ['index', 'scene.tif', '--sizes', '128,512'];

let folder: string;
let resources: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-kill-'));
  resources = await smallStarterResources();
  await copyFile(demoScene, join(folder, 'scene.tif'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(resources, { recursive: true });
});

function start(home: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, LONGSIGHT_HOME: join(folder, home), LONGSIGHT_RESOURCES: resources },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

async function finish(home: string, args: readonly string[]): Promise<void> {
  const [code] = await once(start(home, args), 'exit');
  expect(code, args.join(' ')).toBe(0);
}

/** Path of the only index in `home`; null while there is none. */
async function indexIn(home: string): Promise<string | null> {
  const names = await readdir(join(folder, home), { recursive: true }).catch(() => []);
  const found = names.find((name) => name.endsWith('.lsix'));
  return found === undefined ? null : join(folder, home, found);
}

/** Starts indexing and kills the command once the index file has at least `bytes` bytes. */
async function killAt(home: string, bytes: number): Promise<void> {
  const child = start(home, INDEX);
  const exit = once(child, 'exit');
  for (;;) {
    const path = await indexIn(home);
    if ((path !== null && (await stat(path)).size >= bytes) || child.exitCode !== null) break;
    await sleep(1);
  }
  child.kill('SIGKILL');
  expect((await exit)[1]).toBe('SIGKILL');
}

test('an index killed at its start and midway, then truncated in its header, ends with the bytes of an uninterrupted one', async () => {
  await finish('whole', INDEX);
  const expected = await readFile((await indexIn('whole'))!);
  for (const share of [0, 0.5]) {
    await killAt('killed', share * expected.length);
    await finish('killed', ['info', 'scene.tif']);
  }
  const path = (await indexIn('killed'))!;
  await truncate(path, 40);
  await finish('killed', ['info', 'scene.tif']);
  await finish('killed', INDEX);
  expect(Buffer.compare(await readFile(path), expected)).toBe(0);
}, 180_000);
