/** Hostile files on the command line: an error by name, at once, in little memory. Build first. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { watchMemory } from '../../bench/process-memory.ts';
import { buildTiff, dataAt } from '../../core/raster/build-tiff.ts';
import { smallStarterResources } from '../small-starter.ts';

const program = fileURLToPath(new URL('../../../out/cli/index.js', import.meta.url));
/** 16,383 x 16,383 pixels. */
const bomb = Buffer.from(
  '524946461e000000574542505650384c110000002ffebfff0f07d0842634a1ff8188e87f0000',
  'hex',
);
/** Generous: an empty command takes about 90, with a model and the engine 350. */
const MOST_MEBIBYTES = 600;
const isLinux = process.platform === 'linux';

let folder = '';
let resources = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'longsight-hostile-'));
  resources = await smallStarterResources();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(resources, { recursive: true });
});

function start(args: readonly string[]) {
  return spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, LONGSIGHT_HOME: join(folder, 'home'), LONGSIGHT_RESOURCES: resources },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function run(args: readonly string[]): Promise<{ code: number; stderr: string; mebibytes: number }> {
  const child = start(args);
  const memory = watchMemory(child.pid!);
  const [stderr, , [code]] = await Promise.all([text(child.stderr), text(child.stdout), once(child, 'exit')]);
  return { code, stderr, mebibytes: memory.stop().mebibytes };
}

async function tiff(name: string, plan: Parameters<typeof buildTiff>[0]): Promise<string> {
  await writeFile(join(folder, name), buildTiff(plan));
  return name;
}

const gray = { widthPx: 64, heightPx: 64, offsets: [dataAt], byteCounts: [4096] };

test.skipIf(!isLinux)('thousands of tags over the same megabytes take no memory', async () => {
  const file = await tiff('tags.tif', { ...gray, data: new Uint8Array(2 << 20), tagsOverData: 4000 });
  const { code, mebibytes } = await run(['info', file]);
  expect(code).toBe(0);
  expect(mebibytes).toBeLessThan(MOST_MEBIBYTES);
});

test.skipIf(!isLinux)(
  'tiles that hold huge pictures are refused by name while the scene is indexed',
  async () => {
    const sixteen = {
      offsets: new Array<number>(16).fill(dataAt),
      byteCounts: new Array<number>(16).fill(38),
    };
    const layout = { widthPx: 256, heightPx: 256, tilePx: 64, bands: 3, compression: 50001, data: bomb };
    const { code, stderr, mebibytes } = await run([
      'index',
      await tiff('tiles.tif', { ...layout, ...sixteen }),
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/tiles\.tif: block \d+ \(WebP\) is damaged: 16383 x 16383 pixels found/);
    expect(mebibytes).toBeLessThan(MOST_MEBIBYTES);
  },
);

test.skipIf(!isLinux)('a huge picture is refused by name and with what to do', async () => {
  await writeFile(join(folder, 'bomb.webp'), bomb);
  const { code, stderr, mebibytes } = await run(['embed', '--image', 'bomb.webp']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/bomb\.webp: 16383 x 16383 pixels would take .* smaller/);
  expect(mebibytes).toBeLessThan(MOST_MEBIBYTES);
});

test.skipIf(!isLinux)('a pipe is refused wherever a file is expected', async () => {
  execFileSync('mkfifo', [
    join(folder, 'pipe.tif'),
    join(folder, 'pipe.json'),
    join(folder, 'pipe.safetensors'),
  ]);
  for (const args of [
    ['info', 'pipe.tif'],
    ['embed', '--image', 'pipe.tif'],
    ['dataset', 'check', 'pipe.json'],
    ['train', 'pipe.json', '--plan'],
    ['models', 'import', 'pipe.safetensors', '--name', 'x'],
  ]) {
    const { code, stderr } = await run(args);
    expect([code, stderr], args.join(' ')).toEqual([1, expect.stringMatching(/pipe\.\w+: this is a pipe/)]);
  }
});

test('a scene without a single pixel can be interrupted while it is indexed', async () => {
  const blocks = new Uint32Array(49 * 49);
  const layout = { widthPx: 400_000, heightPx: 400_000, tilePx: 8192, offsets: blocks, byteCounts: blocks };
  const child = start(['index', await tiff('empty.tif', { ...layout, bands: 3 })]);
  const exit = once(child, 'exit');
  await sleep(6000);
  expect(child.exitCode).toBe(null);
  child.kill('SIGTERM');
  await expect(Promise.race([exit, sleep(30_000, 'still running')])).resolves.not.toBe('still running');
});
