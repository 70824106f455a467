/**
 * Opening, panning and indexing of a 20,000 x 20,000 RGB scene in strips of one row without overviews, within 1.5 GiB of memory:
 * `npm run bench:big-scene [FOLDER] [-- --sizes PX,…]` after `npm run build`, on Linux. The file (about 0.5 GB) is made once in FOLDER.
 * Opening and panning run in this process. Indexing runs as `longsight index` with the starter, and is stopped after six minutes:
 * tens of thousands of small windows take longer, large windows are done earlier.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openScene } from '../../core/raster/open-scene.ts';
import { readTile, sceneTileGrid } from '../../core/raster/read-tile.ts';
import type { Scene } from '../../core/raster/scene.ts';
import { unattended } from '../../core/task.ts';
import { createNodeHost } from '../../electron/node/node-host.ts';
import { watchMemory } from './process-memory.ts';
import { stripedScene } from './striped-scene.ts';

const limitMiB = 1_536;
const indexLimitMs = 360_000;

const [folder = tmpdir(), ...indexOptions] = process.argv.slice(2);
const path = await timed('make the file', () => stripedScene(folder));
let peakMiB = 0;
const watch = setInterval(notePeak, 20);
const hostFolder = pathToFileURL(`${resolve('electron/node')}/`);
const host = createNodeHost({
  gdal: new URL('gdal-worker.mjs', hostFolder),
  codec: new URL('codec-worker.mjs', hostFolder),
  parquet: new URL('parquet-worker.mjs', hostFolder),
  jp2: new URL('jp2-worker.mjs', hostFolder),
});
const scene = await timed('open', () => openScene(host, path, unattended()));
await timed('first view (whole scene)', () => tileAt(scene, 0, 0, 0));
await timed('pan: 40 tiles over all levels', () => pan(scene));
clearInterval(watch);
await scene.close();
await host.close();
tellPeak('opening and panning', peakMiB);
await indexWithStarter();

function tellPeak(what: string, mebibytes: number): void {
  console.log(`${what}: peak memory ${mebibytes.toFixed(0)} MiB of ${limitMiB} allowed`);
  if (mebibytes > limitMiB) process.exitCode = 1;
}

/** Indexes as a user does, in a separate data folder. */
async function indexWithStarter(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), 'longsight-big-scene-'));
  try {
    const start = performance.now();
    const { ended, isStopped, peak } = await runCommand(['index', path, ...indexOptions], home);
    if (!isStopped && ended.code !== 0) throw new Error(`longsight index exited with code ${ended.code}`);
    const info = await runCommand(['info', path, '--json'], home);
    const [index] = JSON.parse(info.ended.stdout).indexes;
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    const stopped = isStopped ? ', then stopped' : '';
    console.log(`index: ${index.windowsDone} of ${index.windows} windows in ${seconds} s${stopped}`);
    tellPeak(`indexing (${peak.processes} processes, sum of their peaks)`, peak.mebibytes);
  } finally {
    await rm(home, { recursive: true });
  }
}

async function runCommand(args: readonly string[], home: string) {
  const env = { ...process.env, LONGSIGHT_HOME: home };
  const child = spawn(process.execPath, ['out/cli/index.js', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const memory = watchMemory(child.pid!);
  let isStopped = false;
  const limit = setTimeout(() => {
    isStopped = true;
    child.kill('SIGINT');
  }, indexLimitMs);
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearTimeout(limit);
  return { ended: { code, stdout }, isStopped, peak: memory.stop() };
}

async function pan(of: Scene): Promise<void> {
  const { levels } = sceneTileGrid(of);
  for (let step = 0; step < 40; step++) {
    const z = step % levels;
    const tiles = 2 ** z * 0.6;
    await tileAt(
      of,
      z,
      Math.floor(((step * 7) % 10) * 0.1 * tiles),
      Math.floor(((step * 3) % 10) * 0.1 * tiles),
    );
  }
}

async function tileAt(of: Scene, z: number, x: number, y: number): Promise<void> {
  await readTile(of, sceneTileGrid(of), of.description.defaultView, z, x, y);
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  notePeak();
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(2)} s`);
  return result;
}

function notePeak(): void {
  peakMiB = Math.max(peakMiB, process.memoryUsage.rss() / 2 ** 20);
}
