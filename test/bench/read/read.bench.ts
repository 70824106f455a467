/**
 * How long reading takes beside GDAL: `npm run bench:read [-- --scene PICTURE --only NAME --runs N]`. One picture in eight encodings, the
 * whole scene and 512 px windows at random places, one after the other, and two at a time as the page and indexing have several. GDAL reads in one thread on one core; our reader is held to one core, and to two. Both
 * have the same small cache of blocks, empty at first. The first runs, which load and compile, are not counted. Aims: 1.5 x GDAL's time on
 * one core, 1.0 x on two. Needs Linux and Debian's `python3-gdal`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seededRandom } from '../../../core/seeded-random.ts';
import { gdalPython } from '../../gdal.ts';
import { describeCpu } from '../describe-cpu.ts';
import { answerReads, type ReadRequest, type ReadTimes } from './our-reader.ts';
import { Reader } from './reader-process.ts';

const ENCODINGS: Readonly<Record<string, string>> = {
  raw: 'raw, strips',
  lzw: 'LZW, strips, predictor 2',
  deflate: 'deflate, tiles, predictor 2',
  zstd: 'ZSTD, tiles, predictor 2',
  lerc: 'LERC, tiles, float32',
  jpeg: 'JPEG YCbCr, tiles',
  float: 'deflate, tiles, float32, predictor 3',
  planar: 'LZW, big-endian planes, uint16, predictor 2',
};
const CACHE_BYTES = 16 << 20;
const WINDOW_PX = 512;
const WINDOWS = 60;
/** Not counted: V8 compiles what it finds to be used much, which takes a few runs. */
const WARM_RUNS = 5;

const READER = 'reader';
const here = fileURLToPath(import.meta.url);
// This runs as a bundle in `dist`.
const sources = fileURLToPath(new URL('../test/bench/read/', import.meta.url));

if (process.argv[2] === READER) await answerReads(CACHE_BYTES);
else await bench();

async function bench(): Promise<void> {
  const { values } = parseArgs({
    options: {
      scene: { type: 'string', default: 'build/demo/manila_bridge.tif' },
      only: { type: 'string' },
      runs: { type: 'string', default: '7' },
    },
  });
  if (gdalPython === null) throw new Error('bench:read needs Python with GDAL: apt install python3-gdal');
  console.log(await describeCpu());
  const folder = await mkdtemp(join(tmpdir(), 'longsight-read-'));
  try {
    const made = spawnSync(gdalPython, [`${sources}make_scenes.py`, resolve(values.scene), folder], {
      stdio: 'inherit',
    });
    if (made.status !== 0) throw new Error('the scenes could not be made');
    const names = Object.keys(ENCODINGS).filter((name) => values.only === undefined || name === values.only);
    console.log(
      `median ms of wall time (processor time) of ${values.runs} runs after ${WARM_RUNS} others; ratio of the wall times to GDAL; highest memory in MiB`,
    );
    for (const name of names) await compare(name, join(folder, `${name}.tif`), Number(values.runs));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function compare(name: string, path: string, runs: number): Promise<void> {
  const readers = [
    new Reader('0', String(gdalPython), [`${sources}gdal_reader.py`, String(CACHE_BYTES)]),
    new Reader('0', process.execPath, [here, READER]),
    new Reader('0,1', process.execPath, [here, READER]),
  ];
  const sidePx = 4096;
  const random = seededRandom(1);
  const corner = (): number => Math.floor(random() * (sidePx - WINDOW_PX));
  const windows: ReadRequest['windows'] = Array.from({ length: WINDOWS }, () => [
    corner(),
    corner(),
    WINDOW_PX,
    WINDOW_PX,
  ]);
  const requests: Readonly<Record<string, ReadRequest>> = {
    whole: { path, windows: [[0, 0, sidePx, sidePx]], atOnce: 1 },
    windows: { path, windows, atOnce: 1 },
    'two at once': { path, windows, atOnce: 2 },
  };
  for (const [kind, request] of Object.entries(requests)) {
    const times: ReadTimes[][] = readers.map(() => []);
    for (let run = 0; run < WARM_RUNS + runs; run++)
      for (const [i, reader] of readers.entries()) {
        const each = await reader.read(request);
        if (run >= WARM_RUNS) times[i].push(each);
      }
    const [gdal, one, two] = times.map(medians);
    const beside = (each: ReadTimes): string =>
      `${shown(each)} = ${(each.wallMs / gdal.wallMs).toFixed(2)} x`;
    console.log(
      `${ENCODINGS[name].padEnd(44)} ${kind.padEnd(11)} GDAL ${shown(gdal)}; one core ${beside(one)}; two cores ${beside(two)}`,
    );
  }
  const memory = await Promise.all(readers.map((reader) => reader.stop()));
  console.log(`${''.padEnd(44)} memory      ${memory.map((each) => each.toFixed(0)).join(', ')} MiB`);
}

function medians(times: readonly ReadTimes[]): ReadTimes {
  const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];
  return {
    wallMs: median(times.map(({ wallMs }) => wallMs)),
    cpuMs: median(times.map(({ cpuMs }) => cpuMs)),
  };
}

function shown({ wallMs, cpuMs }: ReadTimes): string {
  return `${wallMs.toFixed(0)} (${cpuMs.toFixed(0)})`;
}
