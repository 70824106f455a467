/**
 * Opening, panning and indexing of a 20,000 x 20,000 RGB scene in strips of one row without overviews, within 1.5 GiB of memory:
 * `npm run bench:big-scene [FOLDER] [-- --sizes PX,…]` after `npm run build`, on Linux. The file (about 0.5 GB) is made once in FOLDER.
 * Opening and panning run in this process. Indexing runs as `longsight index` with the starter, and is stopped after six minutes:
 * tens of thousands of small windows take longer, large windows are done earlier.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, open, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { openScene } from '../../core/raster/open-scene.ts';
import { readTile, sceneTileGrid } from '../../core/raster/read-tile.ts';
import type { Scene } from '../../core/raster/scene.ts';
import { unattended } from '../../core/task.ts';
import { createNodeHost } from '../../electron/node/node-host.ts';
import { watchMemory } from './process-memory.ts';

const sidePx = 20_000;
const limitMiB = 1_536;
const indexLimitMs = 360_000;

const [folder = tmpdir(), ...indexOptions] = process.argv.slice(2);
const path = join(folder, `longsight-big-${sidePx}.tif`);
if (!existsSync(path)) await timed('make the file', () => makeStripedFile(path));
let peakMiB = 0;
const watch = setInterval(notePeak, 20);
const hostFolder = pathToFileURL(`${resolve('electron/node')}/`);
const host = createNodeHost({
  gdal: new URL('gdal-worker.mjs', hostFolder),
  codec: new URL('codec-worker.mjs', hostFolder),
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

/** Writes a classic little-endian TIFF: the strips in order, then the directory. */
async function makeStripedFile(target: string): Promise<void> {
  const deflate = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.deflate);
  const file = await open(`${target}.part`, 'w');
  const offsets = new Uint32Array(sidePx);
  const counts = new Uint32Array(sidePx);
  let at = 8;
  const batch = 64;
  for (let row = 0; row < sidePx; row += batch) {
    const rows = Array.from({ length: Math.min(batch, sidePx - row) }, (_, i) => row + i);
    const strips = await Promise.all(rows.map((r) => deflate(makeRow(r), { level: 1 })));
    for (const [i, strip] of strips.entries()) {
      offsets[row + i] = at;
      counts[row + i] = strip.length;
      await file.write(strip, 0, strip.length, at);
      at += strip.length;
    }
  }
  const lists = [offsets, counts, new Uint16Array([8, 8, 8])].map((values) => {
    const bytes = new Uint8Array(values.buffer);
    const where = at;
    at += bytes.length + (bytes.length % 2);
    return { bytes, where };
  });
  for (const { bytes, where } of lists) await file.write(bytes, 0, bytes.length, where);
  const directory = directoryBytes([
    [256, 4, 1, sidePx],
    [257, 4, 1, sidePx],
    [258, 3, 3, lists[2].where],
    [259, 3, 1, 8],
    [262, 3, 1, 2],
    [273, 4, sidePx, lists[0].where],
    [277, 3, 1, 3],
    [278, 4, 1, 1],
    [279, 4, sidePx, lists[1].where],
    [284, 3, 1, 1],
  ]);
  await file.write(directory, 0, directory.length, at);
  const header = new Uint8Array([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  new DataView(header.buffer).setUint32(4, at, true);
  await file.write(header, 0, 8, 0);
  await file.close();
  await rename(`${target}.part`, target);
}

function directoryBytes(entries: readonly (readonly [number, number, number, number])[]): Uint8Array {
  const bytes = new Uint8Array(2 + entries.length * 12 + 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, entries.length, true);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    view.setUint16(2 + i * 12, tag, true);
    view.setUint16(4 + i * 12, type, true);
    view.setUint32(6 + i * 12, count, true);
    view.setUint32(10 + i * 12, value, true);
  }
  return bytes;
}

/** Fields and speckle, which compress about as well as imagery. */
function makeRow(row: number): Uint8Array {
  const bytes = new Uint8Array(sidePx * 3);
  let noise = (row * 2_654_435_761) >>> 0;
  for (let col = 0; col < sidePx; col++) {
    noise = (Math.imul(noise, 1_664_525) + 1_013_904_223) >>> 0;
    const field = ((col >> 8) * 37 + (row >> 8) * 61) & 127;
    for (let c = 0; c < 3; c++) bytes[col * 3 + c] = 40 + field + ((noise >> (8 * c)) & 15);
  }
  return bytes;
}
